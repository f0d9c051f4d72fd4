"""Listings that behave as fakes: which figures speak together, what is usual beside them, and what is left alone."""

import json
import random
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import remarks_of, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

LAST = date(2026, 10, 30)
FIGURES = {"sold": 200.0, "returned": 10.0, "returned_as_fake": 0.0, "complaints_of_fakes": 0.0, "rated_1": 3.0, "rated_2": 2.0, "rated_5": 95.0}
OLD = {"listed_on": date(2024, 1, 1), "shop_opened_on": date(2020, 1, 1)}


def period(listing: str, days: int = 30, **more: Any) -> dict[str, Any]:
    of = {"listing_id": listing, "platform": "甲网", "shop_id": f"s{listing}", "brand": "澜栖", "category": "服装", "price": 100.0}
    return {**of, "from_on": LAST - timedelta(days=days - 1), "until_on": LAST, **FIGURES, **OLD, **more}


def ordinary(n: int = 60, **more: Any) -> list[dict[str, Any]]:
    return [period(f"o{one}", **more) for one in range(n)]


def table_of(engine: Engine, rows: list[dict[str, Any]], settings: dict[str, object] | None = None, **others: list[dict[str, Any]]) -> pa.Table:
    given = {"listing_period": rows, **others}
    return run("behaves_as_fake", engine, {name: engine.from_arrow(pa.Table.from_pylist(some, kind(name).schema)) for name, some in given.items()}, settings)


def told(engine: Engine, rows: list[dict[str, Any]], **others: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["subject"].removeprefix("甲网/"): {**row, **json.loads(row["evidence"])} for row in table_of(engine, rows, **others).to_pylist()}


BAD = {
    "returned": {"returned": 60.0, "returned_as_fake": 20.0},
    "told": {"complaints_of_fakes": 15.0, "rated_1": 40.0},
    "both": {"returned_as_fake": 20.0, "complaints_of_fakes": 15.0},
    "cheap": {"returned_as_fake": 20.0, "price": 45.0},
    "again": {"returned_as_fake": 20.0, "put_up_again": 3.0},
    "unsaid": {"returned": 60.0, "rated_1": 40.0, "price": 45.0, "put_up_again": 3.0, "returned_as_fake": None, "complaints_of_fakes": None},
    "more_than_sold": {"returned": 300.0, "returned_as_fake": 250.0},  # of what was sold before
}
GOOD = {
    "one_sign": {"returned_as_fake": 20.0},
    "new": {"returned_as_fake": 20.0, "listed_on": LAST, "shop_opened_on": LAST},  # its being new tells too little
    "size": {"returned": 80.0},
    "batch": {"returned": 80.0, "rated_1": 60.0},
    "cheap_alone": {"price": 20.0, "put_up_again": 9.0, "text_changes": 9.0},
    "few": {"sold": 8.0, "returned": 2.0, "returned_as_fake": 2.0, "complaints_of_fakes": 2.0},
    "empty": dict.fromkeys(FIGURES),
    "nothing_sold": {"sold": 0.0, "returned": 5.0, "returned_as_fake": 5.0},
}


def test_signs_tell_together_and_none_alone(engine: Engine) -> None:
    rows = ordinary() + [period(name, **more) for name, more in (BAD | GOOD).items()]
    found = told(engine, rows)
    assert set(found) == set(BAD)
    row = found["returned"]
    assert row["score"] == 0.6  # 1 - .5 * .8
    assert [(one["key"], one["found"], one["known"]) for one in row["signals"]] == [("fake", "20 / 200 = 10.0%", 200), ("returned", "60 / 200 = 30.0%", 200)]
    assert row["shops"] == ["甲网/sreturned"]
    assert "30 天内售出 200 件" in row["reason_zh"]
    assert "恶意退货" in row["innocent_zh"]


def test_spans_that_end_on_one_day_are_not_added_and_those_that_follow_are() -> None:
    bad = {"returned": 15.0, "returned_as_fake": 5.0, "sold": 50.0}
    weeks = [{**period("weekly", 7, **bad), "from_on": LAST - timedelta(days=7 * n + 6), "until_on": LAST - timedelta(days=7 * n)} for n in range(4)]
    rolling = [{**period("rolling", 7, **bad), "from_on": LAST - timedelta(days=n + 6), "until_on": LAST - timedelta(days=n)} for n in range(22)]
    nested = [
        period("nested", 7, **bad),
        period("nested", 30, returned=60.0, returned_as_fake=20.0),
        period("nested", 90, sold=600.0, returned=180.0, returned_as_fake=60.0),
    ]
    with DuckEngine() as engine:
        found = told(engine, ordinary() + weeks + rolling + nested)
    assert {name: (row["sold"], row["days"]) for name, row in found.items()} == {"weekly": (200, 28), "rolling": (200, 28), "nested": (600, 90)}


def test_kind_shop_and_price_come_from_the_listing_and_the_age_of_a_shop_from_its_operator() -> None:
    bare = {"brand": None, "category": None, "price": None, "shop_id": None, "shop_opened_on": None}
    bad = {"returned_as_fake": 20.0, "put_up_again": 3.0, "listed_on": LAST - timedelta(days=3)}
    rows = [*ordinary(60, **bare), period("x", **{**bare, **bad})]
    listings = [{"listing_id": row["listing_id"], "platform": "甲网", "shop_id": "s9", "brand": "澜栖", "category": "服装", "price": 100.0} for row in rows]
    listings[-1]["price"] = 30.0
    operators = [{"operator_id": "m", "platform": "甲网", "shop_id": "s9", "opened_on": LAST - timedelta(days=30)}]
    with DuckEngine() as engine:
        found = told(engine, rows, listing=listings, operator=operators)
    assert {one["key"] for one in found["x"]["signals"]} == {"fake", "price", "new", "again"}
    assert found["x"]["shops"] == ["甲网/s9"]


def test_a_kind_in_which_much_comes_back_is_its_own_measure() -> None:
    rows = (
        ordinary()
        + [period(f"k{n}", category="鞋", returned=60.0, rated_1=30.0) for n in range(40)]
        + [period("k", category="鞋", returned=60.0, rated_1=30.0, price=40.0)]
    )
    with DuckEngine() as engine:
        assert not told(engine, rows)
        assert not told(engine, [*rows, period("k2", category="鞋", returned=64.0, rated_1=30.0, price=40.0, put_up_again=5.0)])


def test_where_like_listings_are_too_few_it_says_so_and_names_none() -> None:
    with DuckEngine() as engine:
        table = table_of(engine, [*ordinary(6), period("x", **BAD["both"])])
    assert not len(table)
    assert "未能比较" in remarks_of(table)[0].zh


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dirty_figures_give_an_answer_and_no_fault(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a test's own draw
    odd = (None, 0.0, 1e300, float("inf"), float("nan"), 0.5, 12.0)
    rows = ordinary()
    for n in range(60):
        rows.append(period(f"d{n}", **{name: draw.choice(odd) for name in (*FIGURES, "price", "put_up_again", "text_changes")}))
        rows[-1] |= {
            "from_on": draw.choice((None, LAST, date(1, 1, 1), date(9999, 1, 1))),
            "category": draw.choice((None, "", "服装", "🧥" * 200, "O'Neil %_")),
        }
    with DuckEngine() as engine:
        assert set(told(engine, rows)) <= {f"d{n}" for n in range(60)}
        assert not told(engine, [])
