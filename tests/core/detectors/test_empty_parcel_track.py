"""Tracks of empty parcels: two nodes, two far places within hours, signed for before taken in; and what only looks like it."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import remarks_of, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

START = datetime(2026, 11, 1, 4)  # noqa: DTZ001 - naive UTC, as in the lake
HANGZHOU, BEIJING, GUANGZHOU = ("330106", "杭州"), ("110000", "北京转运中心"), ("440111", "广州")
Node = tuple[str, float, tuple[str | None, str]]
PLAIN: tuple[Node, ...] = (("accepted", 0, HANGZHOU), ("scanned", 6, HANGZHOU), ("scanned", 30, GUANGZHOU), ("delivered", 50, GUANGZHOU))
TWO: tuple[Node, ...] = (PLAIN[0], PLAIN[-1])
FAST: tuple[Node, ...] = (PLAIN[0], ("scanned", 1, BEIJING), ("delivered", 40, BEIJING))
BEFORE: tuple[Node, ...] = (("accepted", 60, HANGZHOU), *PLAIN[1:])


class Sent:
    """Parcels with their events and orders, as they are added."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.orders: list[dict[str, Any]] = []
        self.parcels: list[dict[str, Any]] = []

    def add(self, shop: str, n: int, nodes: Iterable[Node], courier: str = "顺达", **more: Any) -> "Sent":
        for _ in range(n):
            number = len(self.parcels)
            waybill, at = f"SD{number:09}", START + timedelta(minutes=number)
            for stage, hours, (code, place) in nodes:
                row = {"event": stage, "stage": stage, "noted_at": at + timedelta(hours=hours), "region_code": code, "place": place}
                self.events.append({"waybill": waybill, "courier": courier, "platform": courier, **row, **more})
            self.orders.append({"order_id": f"o{number}", "platform": "甲网", "shop_id": shop, "waybill": waybill})
            self.parcels.append({"waybill": waybill, "courier": courier, "platform": courier, "sender_token": f"t-{shop[0]}", "weight_g": 100.0})
        return self

    def table(self, engine: Engine, without: Iterable[str] = (), **settings: object) -> pa.Table:
        held = {"parcel_event": self.events, "order": self.orders, "parcel": self.parcels}
        given = {name: engine.from_arrow(pa.Table.from_pylist(rows, kind(name).schema)) for name, rows in held.items() if name not in without}
        return run("empty_parcel_track", engine, given, settings)


def market() -> Sent:
    """Six hundred parcels of forty shops that travel as parcels do, with a slip here and there."""
    sent = Sent()
    for shop in range(40):
        sent.add(f"o{shop}", 14, PLAIN)
    return sent.add("o1", 1, BEFORE).add("o2", 1, FAST).add("o3", 2, TWO)


def told(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["subject"]: {**row, **json.loads(row["evidence"])} for row in table.to_pylist()}


def test_each_sign_is_told_with_its_shop_and_what_is_usual(engine: Engine) -> None:
    sent = market().add("bare", 20, TWO).add("fast", 10, FAST).add("before", 12, BEFORE).add("few", 7, BEFORE).add("bulk", 200, PLAIN).add("bulk", 9, TWO)
    found = told(sent.table(engine))
    assert set(found) == {"甲网/bare", "甲网/fast", "甲网/before"}
    assert [found[f"甲网/{name}"][sign] for name, sign in (("bare", "bare"), ("fast", "too_fast"), ("before", "signed_before"))] == [20, 10, 12]
    bare = found["甲网/bare"]
    assert (bare["score"], bare["parcels"], bare["tracks"], bare["weight_g"]) == (0.5, 20, 20, 100.0)
    assert bare["shops"] == ["甲网/bare", "甲网/before", "甲网/bulk"]  # one sender sent for all three
    assert "20 件只有揽收、签收两个节点" in bare["reason_zh"]
    assert "另为 2 家网店" in bare["reason_zh"]
    assert found["甲网/fast"]["ways"] == [["杭州 → 北京转运中心", 10]]
    assert sum(point[1] for point in bare["timeline"]) == 20
    assert 0 < bare["usual"] < 0.03


AIR: tuple[Node, ...] = (PLAIN[0], ("scanned", 2, ("110000", "北京航空件中心")), ("delivered", 40, BEIJING))
NEAR_BY: tuple[Node, ...] = (PLAIN[0], ("scanned", 0.2, ("310115", "上海")), ("delivered", 40, ("310115", "上海")))
IN_TOWN: tuple[Node, ...] = (PLAIN[0], ("delivered", 3, ("330110", "杭州余杭")))
UNKNOWN: tuple[Node, ...] = (PLAIN[0], ("scanned", 1, (None, "某处")), ("delivered", 40, (None, "某处")))
ON_ITS_WAY: tuple[Node, ...] = (PLAIN[0], ("scanned", 20, HANGZHOU))


@pytest.mark.parametrize("nodes", [PLAIN, AIR, NEAR_BY, IN_TOWN, UNKNOWN, ON_ITS_WAY, (), TWO[:1]])
def test_what_may_well_be_is_not_told(nodes: tuple[Node, ...]) -> None:
    with DuckEngine() as engine:
        assert not told(market().add("s", 20, nodes).table(engine))


def test_coordinates_count_before_provinces_and_impossible_ones_for_nothing(engine: Engine) -> None:
    sent = market()
    for shop, north, east in (("far", 39.9, 116.4), ("near", 30.4, 120.3), ("nought", 0.0, 0.0), ("beyond", 95.0, 400.0)):
        sent.add(shop, 10, PLAIN[:1], latitude=30.27, longitude=120.15)
        first = len(sent.parcels) - 10
        for number in range(first, first + 10):
            for hours, stage in ((1, "scanned"), (40, "delivered")):
                at = START + timedelta(minutes=number, hours=hours)
                row = {"event": stage, "stage": stage, "noted_at": at, "place": "某处", "latitude": north, "longitude": east}
                sent.events.append({"waybill": f"SD{number:09}", "courier": "顺达", "platform": "顺达", **row})
    assert set(told(sent.table(engine))) == {"甲网/far"}


def test_a_courier_that_always_notes_two_nodes_is_said_and_not_held_against_its_senders() -> None:
    sent = Sent()
    for shop in range(10):
        sent.add(f"s{shop}", 20, TWO, courier="圆和")
    with DuckEngine() as engine:
        table = sent.add("s1", 10, FAST, courier="圆和").table(engine)
    assert set(told(table)) == {"甲网/s1"}
    assert told(table)["甲网/s1"]["bare"] == 0
    (remark,) = remarks_of(table)
    assert "圆和" in remark.zh


def test_without_orders_the_sender_is_named_and_without_either_nobody() -> None:
    sent = market().add("bare", 20, TWO)
    with DuckEngine() as engine:
        (row,) = sent.table(engine, without=("order",)).to_pylist()
        assert row["subject_kind"] == "source"
        assert row["subject"].startswith("顺达/sender-")
        assert "t-b" not in row["subject"] + row["reason_zh"] + row["reason_en"]
        nobody = sent.table(engine, without=("order", "parcel"))
    assert not len(nobody)
    assert "不知道是谁寄的" in remarks_of(nobody)[0].zh


def test_no_events_and_dirty_ones_give_no_finding_and_no_fault(engine: Engine) -> None:
    sent = Sent().add("s", 3, TWO)
    sent.events += [
        {"waybill": "SD000000000", "noted_at": None, "stage": "scanned", "region_code": "99"},
        {"waybill": "SD000000001", "noted_at": datetime(1, 1, 1), "stage": None, "place": "🚚" * 300, "region_code": "", "latitude": float("nan")},  # noqa: DTZ001
        {"waybill": "", "noted_at": START, "stage": "delivered", "longitude": float("inf"), "latitude": 1.0},
    ]
    assert not told(sent.table(engine))
    assert not told(Sent().table(engine))
