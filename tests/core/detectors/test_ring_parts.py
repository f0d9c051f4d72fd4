"""The parts of a suspected ring that are told by themselves: shops with the same people, waybills as numbers, orders by day."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mingjian.core.detectors.sham_ring import _columns, _group, _merged, _timeline


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
    group = _group(platform, shops, buyers)
    assert (group.shops, group.buyers, group.pairs, group.density) == (["s1", "s2"], ["a", "b", "c"], 4, 4 / 6)


def orders(*rows: dict[str, Any]) -> pa.Table:
    plain = {"platform": "甲", "shop_id": "s", "buyer_id": "b", **dict.fromkeys(("at", "weight", "refund", "address", "phone", "device", "waybill_text"))}
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


def test_orders_are_counted_by_the_day_of_universal_time_those_of_no_known_time_not_at_all() -> None:
    assert _timeline(orders({"at": 86_399.0}, {"at": 86_400.0}, {"at": 0.0}, {"at": None})) == [["1970-01-01", 2], ["1970-01-02", 1]]
    assert _timeline(orders()) == []
