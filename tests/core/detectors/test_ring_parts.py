"""The parts of a suspected ring that are told by themselves: shops with the same people, waybills as numbers, orders by day."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mingjian.core.detectors.sham_ring import Group, _columns, _finding, _group, _merged, _timeline
from mingjian.core.exhibits.timeline import Point
from mingjian.core.graph.signals import rates_of


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ({"a", "b", "x", "y"}, True),  # half of the smaller shop's people
        ({"a", "x", "y"}, False),
        ({"a", "b", "c", "d", "e"}, True),
    ],
)
def test_two_shops_are_one_group_where_half_of_the_smaller_ones_people_are_the_larger_ones(other: set[str], is_one: bool) -> None:
    found = _merged({("甲", "s1"): {"a", "b", "c", "d", "e", "f"}, ("甲", "s2"): other})
    assert len(found) == (1 if is_one else 2)
    assert len(_merged({("甲", "s1"): {"a", "b"}, ("乙", "s1"): {"a", "b"}})) == 2  # never across platforms


def test_a_group_of_shops_counts_each_shops_people_and_names_each_once() -> None:
    ((platform, shops, buyers),) = _merged({("甲", "s2"): {"b", "c"}, ("甲", "s1"): {"a", "b"}})
    made = _group(platform, shops, buyers)
    assert (made.shops, made.buyers, made.pairs, made.density) == (["s1", "s2"], ["a", "b", "c"], 4, 4 / 6)


def orders(*rows: dict[str, Any]) -> pa.Table:
    unknown = dict.fromkeys(("at", "weight", "refund", "address", "phone", "device", "waybill_text"))
    plain = {"order_id": "o", "platform": "甲", "shop_id": "s", "buyer_id": "b", **unknown}
    schema = pa.schema([(name, pa.string() if name.endswith(("id", "text", "platform")) else pa.float64()) for name in plain])
    return pa.Table.from_pylist([{**plain, **row} for row in rows], schema)


def test_a_waybill_counts_by_its_last_fifteen_digits_and_from_six_on() -> None:
    told = _columns(orders(*({"waybill_text": one} for one in ("SF123456", "SF12345", None, "YT1234567890123456", "无"))))
    assert told["waybill"][[0, 3]].tolist() == [123456, 234567890123456]
    assert np.isnan(told["waybill"][[1, 2, 4]]).all()
    assert np.isnan(told["at"]).all()


def test_the_same_shop_id_on_two_platforms_is_two_shops_and_the_same_buyer_one() -> None:
    told = _columns(orders({}, {"platform": "乙"}, {}))
    assert told["shop"].tolist() == [0, 1, 0]
    assert told["buyer"].tolist() == [0, 0, 0]


def test_orders_are_counted_by_the_day_in_beijing_those_of_no_known_time_not_at_all() -> None:
    midnight = 57_600.0  # of 1970-01-02 in Beijing: eight hours before that in UTC
    assert _timeline(orders({"at": midnight - 1}, {"at": midnight}, {"at": 0.0}, {"at": None})).points == (Point("1970-01-01", 2), Point("1970-01-02", 1))
    assert _timeline(orders()).points == ()


def group(shops: int = 3, buyers: int = 10, net: float = 30.0) -> Group:
    names = [f"s{n}" for n in range(shops)]
    return Group("甲", [f"b{n}" for n in range(buyers)], names, shops * buyers, 3.0, 1.0, net, 1.0)


def traded(shops: int = 3, buyers: int = 10, **known: float) -> pa.Table:
    """Each buyer buys once at each shop; `known` says what every order shows."""
    pairs = [(f"s{shop}", f"b{buyer}") for shop in range(shops) for buyer in range(buyers)]
    rows = [{"shop_id": shop, "buyer_id": buyer, "order_id": f"o{n:03}", **known} for n, (shop, buyer) in enumerate(pairs)]
    return orders(*rows)


#: Of two hundred orders every fiftieth shows what a ring's orders all show.
MARKET = orders(*({"shop_id": f"m{n}", "buyer_id": f"u{n}", **dict.fromkeys(("phone", "device", "address", "refund"), float(n % 50 == 0))} for n in range(200)))


def told(of: Group, of_orders: pa.Table, *, show_clubs: bool = False) -> dict[str, Any]:
    row = _finding(of, of_orders, rates_of(_columns(MARKET)), 2.0, show_clubs)
    return {} if row is None else {**row, "evidence": json.loads(row["evidence"])}


@pytest.mark.parametrize(
    ("shops", "known", "is_told"),
    [
        (3, {"phone": 0.0, "device": 0.0}, False),  # everybody has a phone and a device of their own: friends of one taste
        (3, {"phone": 0.0}, True),  # of one signal nobody can say so
        (3, {}, True),
        (2, {}, False),  # sister shops have the same customers
        (2, {"phone": 0.0}, False),
        (2, {"device": 1.0}, True),
        (3, {"phone": 0.0, "device": 1.0}, True),  # one that speaks for it is enough
    ],
)
def test_a_dense_group_is_a_club_where_two_signals_of_identity_are_known_and_none_speaks(shops: int, known: dict[str, float], is_told: bool) -> None:
    found = told(group(shops), traded(shops, **known))
    assert bool(found) is is_told
    shown = told(group(shops), traded(shops, **known), show_clubs=True)
    assert shown["evidence"]["looks_like_club"] is not is_told
    assert ("更像同好圈子" in shown["reason_zh"]) is not is_told
    assert is_told or shown["score"] <= 0.2


def test_a_rings_score_rises_with_all_nats_by_the_pair_and_never_below_none() -> None:
    found = told(group(), traded())
    assert [signal["key"] for signal in found["evidence"]["signals"]] == ["repetition"]
    nats = 30.0 + found["evidence"]["signals"][0]["nats"]
    assert found["score"] == pytest.approx(1 - np.exp(-nats / 30), abs=1e-3)
    assert told(group(), traded(device=1.0))["score"] > found["score"]
    assert told(group(net=-900.0), traded())["score"] == 0


def test_what_a_ring_rests_on_is_shared_out_and_what_was_not_looked_at_is_named() -> None:
    evidence = told(group(), traded(device=1.0, phone=0.0))["evidence"]
    shares = [evidence["graph_share"], *(signal["share"] for signal in evidence["signals"])]
    assert sum(abs(share) for share in shares) == pytest.approx(1, abs=1e-3)
    assert min(shares) < 0 < max(shares)  # phones of their own speak against
    assert evidence["not_looked_at"] == ["burst", "address", "refund", "weight", "waybill"]
    assert evidence["edges"][0] == ["b0", "s0", 1]
    assert (evidence["edges_counted"], evidence["orders_counted"], evidence["buyers_counted"], evidence["shops_counted"]) == (30, 30, 10, 3)


def test_a_ring_has_one_name_whatever_the_order_of_its_members_and_another_on_another_platform() -> None:
    one = told(group(), traded())["subject"]
    assert one.startswith("甲/ring-")
    assert told(group()._replace(buyers=group().buyers[::-1]), traded())["subject"] == one
    assert told(group(buyers=9), traded(buyers=9))["subject"] != one


def test_where_only_devices_and_phones_tell_the_graph_is_not_spoken_of() -> None:
    reason = told(group(net=0.0), traded(device=1.0))
    assert "彼此共用设备或电话" in reason["reason_zh"]
    assert "按各自活跃度预期" in told(group(), traded(device=1.0))["reason_zh"]
    assert "Device shared with other buyers: 30 of 30 orders" in reason["reason_en"]
