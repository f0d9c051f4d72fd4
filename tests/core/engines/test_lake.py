"""A lake on an engine: what two exports both hold counts once, and the later word counts."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_apart, rows_of_lake
from mingjian.core.errors import NotFound
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

AT = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = "order_id,platform,shop_id,buyer_id,paid_at,refunded_at\n"


def load(lake: Lake, folder: Path, rows: str, number: int) -> None:
    file = folder / f"{number}.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    lake.load(kind("order"), file, source="甲网", at=AT + timedelta(days=number))


def held(engine: Engine, lake: Lake) -> list[tuple[str, bool]]:
    rows = engine.to_arrow(engine.sql("SELECT order_id, refunded_at IS NULL AS kept FROM r ORDER BY order_id", r=rows_of_lake(engine, lake, "order")))
    return [(row["order_id"], row["kept"]) for row in rows.to_pylist()]


def test_an_order_in_two_exports_that_meet_counts_once_as_it_stood_last(engine: Engine, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o1,甲网,s1,b1,2026-10-01 10:00:00,\no2,甲网,s1,b2,2026-10-31 10:00:00,\n", 1)
    load(lake, tmp_path, "o2,甲网,s1,b2,2026-10-31 10:00:00,2026-11-02 09:00:00\no3,甲网,s1,b3,2026-11-03 10:00:00,\n", 2)
    assert held(engine, lake) == [("o1", True), ("o2", False), ("o3", True)]


def test_exports_that_do_not_meet_are_read_as_they_are(engine: Engine, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o1,甲网,s1,b1,2026-10-01 10:00:00,\n", 1)
    load(lake, tmp_path, "o2,甲网,s1,b2,2026-11-01 10:00:00,\n", 2)
    assert held(engine, lake) == [("o1", True), ("o2", True)]


def test_orders_without_a_time_are_not_counted_twice_either(engine: Engine, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o1,甲网,s1,b1,,\n", 1)
    load(lake, tmp_path, "o1,甲网,s1,b1,,\no2,甲网,s1,b1,,\n", 2)
    assert held(engine, lake) == [("o1", True), ("o2", True)]


def test_a_lake_without_the_kind_says_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        rows_of_lake(engine, Lake(tmp_path / "lake"), "order")


def test_exports_that_meet_in_one_instant_may_hold_the_same_order_whichever_came_first(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o2,甲网,s1,b2,2026-10-31 10:00:00,2026-11-01 09:00:00\no3,甲网,s1,b3,2026-11-03 10:00:00,\n", 2)
    load(lake, tmp_path, "o1,甲网,s1,b1,2026-10-01 10:00:00,\no2,甲网,s1,b2,2026-10-31 10:00:00,\n", 1)  # loaded for an earlier day
    with DuckEngine() as engine:
        assert held(engine, lake) == [("o1", True), ("o2", False), ("o3", True)]


def test_a_third_export_between_two_that_do_not_meet_is_seen(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o1,甲网,s1,b1,2026-10-01 10:00:00,\no2,甲网,s1,b2,2026-10-05 10:00:00,\n", 1)
    load(lake, tmp_path, "o3,甲网,s1,b3,2026-10-20 10:00:00,\n", 2)
    load(lake, tmp_path, "o2,甲网,s1,b2,2026-10-05 10:00:00,2026-10-07 10:00:00\no4,甲网,s1,b4,2026-10-08 10:00:00,\n", 3)
    with DuckEngine() as engine:
        assert held(engine, lake) == [("o1", True), ("o2", False), ("o3", True), ("o4", True)]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_loads_restate_each_thing_counts_once_and_as_it_was_said_last(engine: Engine, tmp_path: Path, seed: int) -> None:
    draw, lake, counts = random.Random(seed), Lake(tmp_path / "lake"), dict[tuple[str, str], str]()  # noqa: S311 - a test's own draw
    for number in range(1, 7):
        named = [(draw.choice(("甲网", "乙网")), f"o{draw.randint(1, 12)}") for _ in range(8)]
        said = {key: f"b{number}-{place}" for place, key in enumerate(dict.fromkeys(named))}
        days = {key: "" if draw.random() < 0.1 else f"2026-10-{draw.randint(1, 28):02} 10:00:00" for key in said}
        load(lake, tmp_path, "".join(f"{order},{platform},s1,{buyer},{days[platform, order]},\n" for (platform, order), buyer in said.items()), number)
        counts |= said
        told = engine.to_arrow(engine.sql("SELECT platform, order_id, buyer_id FROM r", r=rows_of_lake(engine, lake, "order"))).to_pylist()
        assert {(row["platform"], row["order_id"]): row["buyer_id"] for row in told} == counts
        assert len(told) == len(counts)


@pytest.mark.slow
def test_four_hundred_loads_are_read_together(tmp_path: Path) -> None:
    """A lake that is fed every day for a year: joined one after another, the questions came to stand a thousand deep in each other."""
    lake = Lake(tmp_path / "lake")
    load(lake, tmp_path, "o1,甲网,s1,b1,2026-10-01 10:00:00,\n", 1)
    with DuckEngine() as engine:
        assert engine.to_arrow(engine.sql("SELECT count(*) AS n FROM r", r=rows_apart(engine, lake.loads() * 400)))["n"].to_pylist() == [400]
