"""The source of empty parcels: runs of alike parcels that several shops use up, and what only looks like one."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

NOON = datetime(2026, 11, 11, 4)  # noqa: DTZ001 - naive UTC, as in the lake


def parcel(number: int, sender: str, **more: Any) -> dict[str, Any]:
    told = {"courier": "圆运", "goods": "礼品", "weight_g": 100.0, "outlet": "甲营业部", "id_checked": False, "prefix": "YT", **more}
    waybill, at = f"{told.pop('prefix')}{number:012d}", NOON + timedelta(minutes=number % 600)
    return {"waybill": waybill, "platform": "圆运", "sender_token": sender, "sent_at": at, **told}


def two_shops(first: int = 5_000_009_990, n: int = 30, **more: Any) -> list[dict[str, Any]]:
    """So many parcels in turns of two senders, one number in three left out; the run lies across two blocks of ten thousand."""
    return [parcel(first + number * 3 // 2, "ab"[number % 2], **more) for number in range(n)]


def found(engine: Engine, parcels: Iterable[dict[str, Any]], orders: Iterable[dict[str, Any]] = (), **settings: object) -> list[dict[str, Any]]:
    held = {"parcel": list(parcels), "order": list(orders)}
    relations = {name: engine.from_arrow(pa.Table.from_pylist(rows, kind(name).schema)) for name, rows in held.items() if rows or name == "parcel"}
    return run("empty_parcel_source", engine, relations, settings).to_pylist()


def test_a_run_of_alike_parcels_in_turns_of_two_shops_is_told_with_its_shops_and_outlets(engine: Engine) -> None:
    parcels = two_shops()
    orders = [
        {"order_id": f"o{number}", "platform": "甲网", "shop_id": f"s-{one['sender_token']}", "buyer_id": f"b{number % 5}", "waybill": one["waybill"]}
        for number, one in enumerate(parcels)
    ]
    (row,) = found(engine, parcels, orders)
    told = json.loads(row["evidence"])
    assert (row["subject_kind"], row["score"]) == ("source", 0.4)  # 30 / 50 * 2 / 3
    assert row["subject"].startswith("圆运/source-")
    assert (told["parcels"], told["shops"], told["senders"], told["unchecked"]) == (30, ["甲网/s-a", "甲网/s-b"], ["a", "b"], 30)
    assert (told["first"], told["last"], told["outlets"]) == ("YT005000009990", "YT005000010033", [["甲营业部", 30]])
    assert {pair[1] for pair in told["edges"]} == {"甲网/s-a", "甲网/s-b"}
    assert sum(point[1] for point in told["timeline"]) == 30
    assert "属 2 家网店" in row["reason_zh"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parcels", "runs"),
    [
        ([], 0),
        (two_shops(n=19), 0),  # too few
        ([{**one, "sender_token": "a"} for one in two_shops()], 0),  # one shop's own series
        ([*two_shops(n=28), parcel(5_000_010_040, "c")], 1),
        ([{**one, "sender_token": "a" if n > 1 else "b"} for n, one in enumerate(two_shops())], 0),  # two of another sender are chance
        ([{**one, "weight_g": 100.0 + 10 * n} for n, one in enumerate(two_shops())], 0),
        ([{**one, "goods": f"鞋{n}"} for n, one in enumerate(two_shops())], 0),
        ([parcel(5_000_000_000 + 17 * n, "ab"[n % 2]) for n in range(40)], 0),  # numbers as a courier gives them out to strangers
        ([*two_shops(), *two_shops(prefix="ZT", courier="中运")], 2),
        ([*two_shops(), *two_shops(7_000_000_000)], 2),
        ([{**one, "weight_g": None} for one in two_shops()], 0),
        ([{**one, "waybill": f"{one['waybill']}号"} for one in two_shops()], 0),  # no number at its end
    ],
)
def test_what_is_one_run_and_what_is_none(parcels: list[dict[str, Any]], runs: int) -> None:
    with DuckEngine() as engine:
        assert len(found(engine, parcels)) == runs


def test_without_orders_it_names_senders_and_says_that_no_shop_is_known() -> None:
    with DuckEngine() as engine:
        (row,) = found(engine, two_shops())
    assert json.loads(row["evidence"])["shops"] == []
    assert "订单数据中查不到所属网店" in row["reason_zh"]
    assert "the orders do not tell which shops" in row["reason_en"]


def test_settings_say_how_long_how_many_and_how_close() -> None:
    with DuckEngine() as engine:
        assert len(found(engine, two_shops(n=6), least=6)) == 1
        assert found(engine, two_shops(), shops=3) == []
        assert found(engine, two_shops(), gap=1) == []
