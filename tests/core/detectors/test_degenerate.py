"""Every detector on the smallest, the emptiest and the oddest records: findings or a refusal in words, and the same rows on every engine."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ring_markets import market, orders

from mingjian.core.detectors import FINDINGS, detectors, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.errors import BadInput
from mingjian.core.records import Column, kind

FEW = settings(max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
LONG = 10_000  # characters of a long id
NOON, TODAY = datetime(2026, 11, 11, 12), date(2026, 11, 11)  # noqa: DTZ001 - naive UTC, as in the lake
TEXTS = (
    "耐克同款 高仿 一比一 莆田",
    "全网最低价 国家级 根治糖尿病",
    "加微信 ab_123456 刷单 补单",
    "代理价 三级分销 拉人头返佣",
    "奶粉",
    "",
    " ",
    "🙂",
    "x" * 50,
)
SUMS = {"zero": (0.0,), "tie": (9.9,), "huge": (1e300, 1e15), "odd": (0.0, 5e-324, 0.01, 1e300)}
HELD = {
    "brand": ("耐克", "NIKE", "无"),
    "type": ("trademark", "food"),
    "status": ("valid", "revoked"),
    "uscc": ("91330100MA2ABCDE0X", "1"),
    "channel": ("live", "群"),
}


class Shape(NamedTuple):
    """How the records of one trial look: rows, how many shops and others they name, how long ids are, and what their other columns hold."""

    rows: int
    shops: int
    others: int
    ids: str
    optional: str
    sums: str
    is_at_once: bool
    has_platform: bool


SHAPES = st.builds(
    Shape,
    st.sampled_from([0, 1, 2, 12, 60]),
    st.sampled_from([1, 2, 8]),
    st.sampled_from([1, 2, 30]),
    st.sampled_from(["short", "plain", "long"]),
    st.sampled_from(["empty", "full", "some"]),
    st.sampled_from(sorted(SUMS)),
    st.booleans(),
    st.booleans(),
)


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    spark = pytest.importorskip("mingjian.core.engines.spark", reason="Spark is absent: install the extra [spark].")
    with DuckEngine() as duck, spark.SailEngine() as sail:
        yield duck, sail


def name_of(number: int, ids: str) -> str:
    """Name a thing: by one character, by a few, or by ten thousand."""
    return chr(0x4E00 + number) if ids == "short" else f"n{number}" if ids == "plain" else f"{number:05}".rjust(LONG, "甲")


def value_of(column: Column, row: int, shape: Shape) -> Any:
    """Return the value of a column that is filled."""
    if column.is_id or column.name.endswith("_token"):
        return name_of(row % (shape.shops if column.name == "shop_id" else shape.others), shape.ids)
    if column.type == pa.string():
        held = HELD.get(column.name, TEXTS)
        return held[row % len(held)]
    if column.type == pa.float64():
        return SUMS[shape.sums][row % len(SUMS[shape.sums])]
    if column.type == pa.bool_():
        return row % 2 == 0
    moment = timedelta() if shape.is_at_once else timedelta(hours=7 * row)
    return TODAY + moment if column.type == pa.date32() else NOON + moment


def records(name: str, shape: Shape) -> pa.Table:
    """Make rows of one kind; no two are the same record."""
    of_kind = kind(name)

    def cell(column: Column, row: int) -> Any:
        if column.name in of_kind.key:
            return name_of(row, shape.ids)
        if column.name == "platform":
            return "甲网" if shape.has_platform else None
        is_held = shape.optional == "full" or (shape.optional == "some" and (row + len(column.name)) % 2 == 0)
        return value_of(column, row, shape) if is_held or column.name in ("shop_id", "buyer_id") else None

    columns = [[cell(column, row) for row in range(shape.rows)] for column in of_kind.columns]
    return pa.table([pa.array(values, field.type) for values, field in zip(columns, of_kind.schema, strict=True)], schema=of_kind.schema)


def told(key: str, engine: Engine, tables: dict[str, pa.Table]) -> list[dict[str, Any]] | str:
    """Run a detector: its findings, or the words in which it refused."""
    try:
        found = run(key, engine, {name: engine.from_arrow(table) for name, table in tables.items()})
    except BadInput as refusal:
        return refusal.text.zh
    assert found.schema == FINDINGS
    rows: list[dict[str, Any]] = found.to_pylist()
    assert all(0 <= row["score"] <= 1 and row["reason_zh"] and row["reason_en"] for row in rows)
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(detectors()))
@FEW
@given(shape=SHAPES)
def test_odd_records_give_the_same_findings_on_every_engine(engines: tuple[Engine, Engine], key: str, shape: Shape) -> None:
    tables = {name: records(name, shape) for name in detectors()[key][0].reads}
    duck, sail = (told(key, engine, tables) for engine in engines)
    assert duck == sail


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(detectors()))
def test_a_detector_does_with_the_first_kind_alone_and_with_nothing_in_it(engines: tuple[Engine, Engine], key: str) -> None:
    shape = Shape(12, 2, 3, "plain", "empty", "zero", True, False)
    for some in (shape, shape._replace(rows=0)):
        tables = {name: records(name, some) for name in detectors()[key][0].reads[:1]}
        duck, sail = (told(key, engine, tables) for engine in engines)
        assert duck == sail


def grid(n_buyers: int, n_shops: int, n_others: int, times: int, ids: str, has_tokens: bool) -> pa.Table:
    """Let every buyer of a ring buy at each of its shops, `times` times and at one instant, beside others who buy once each at a shop of their own."""
    of_others = "plain" if ids == "long" else ids  # a ring's ids are told; those of the market are only counted, and long ones cost seconds
    pairs = [(b, s) for b in range(n_buyers) for s in range(n_shops)] * times + [(n_buyers + i, n_shops + i) for i in range(n_others)]
    rows = [
        {"order_id": str(n), "shop_id": name_of(s, ids if s < n_shops else of_others), "paid_at": NOON, "amount": 0.0}
        | {"buyer_id": name_of(b, ids if b < n_buyers else of_others)}
        | (dict.fromkeys(("device_token", "phone_token", "address_token"), "同") if has_tokens else {})
        for n, (b, s) in enumerate(pairs)
    ]
    schema = kind("order").schema
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)


GRIDS = st.builds(
    grid,
    st.sampled_from([1, 3, 9, 40]),
    st.sampled_from([1, 2, 12]),
    st.sampled_from([0, 1, 1_000]),
    st.sampled_from([1, 3]),
    st.sampled_from(["short", "plain"]),
    st.booleans(),
)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["order_concentration", "sham_ring"])
@settings(FEW, max_examples=14)
@given(table=GRIDS)
def test_markets_that_are_all_ring_or_nearly_so_give_the_same_on_every_engine(engines: tuple[Engine, Engine], key: str, table: pa.Table) -> None:
    duck, sail = (told(key, engine, {"order": table}) for engine in engines)
    assert duck == sail


@pytest.mark.slow
def test_a_ring_of_ids_of_ten_thousand_characters_is_named_by_them(engines: tuple[Engine, Engine]) -> None:
    table = grid(30, 10, 1_000, 1, "long", has_tokens=False)
    duck, sail = (told("sham_ring", engine, {"order": table}) for engine in engines)
    assert duck == sail
    assert len(duck) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "n_buyers", "n_shops"), [(1, 600, 80), (2, 2_000, 300), (3, 6_000, 800), (4, 12_000, 1_500)])
@pytest.mark.parametrize("has_tokens", [False, True])
def test_engines_agree_on_markets_of_every_size(engines: tuple[Engine, Engine], seed: int, n_buyers: int, n_shops: int, has_tokens: bool) -> None:
    made = market(seed, (30, 10, 0.8), (60, 8, 0.6), n_buyers=n_buyers, n_shops=n_shops)
    table = orders(made, devices=has_tokens, sham=tuple(np.asarray(ring[0]) for ring in made.rings), seed=seed)
    for key in ("order_concentration", "sham_ring"):
        duck, sail = (told(key, engine, {"order": table}) for engine in engines)
        assert duck == sail
        assert duck or key == "order_concentration" or n_buyers < 1_000  # too small a market to pay for a ring
