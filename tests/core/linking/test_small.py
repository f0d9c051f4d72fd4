"""A few records, as offices have them: nothing is learnt from them, and the model alone must not join strangers nor part one operator over its spelling."""

from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.extraction.addresses import read_address
from mingjian.core.linking.clusters import clusters_of
from mingjian.core.linking.columns import prepared
from mingjian.core.linking.names import sort_of
from mingjian.core.linking.pairs import pairs_of
from mingjian.core.linking.record import RECORD

HERE, THERE = "杭州市西湖区文一西路14号", "杭州市余杭区良睦路9号"


def linked(rows: list[dict[str, str]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Link records; return the pairs at one in fifty and more, and the cluster of each record."""
    named = [{"record": f"r{nth}", **row} for nth, row in enumerate(rows)]
    table = prepared(pa.table({name: pa.array([row.get(name) or None for row in named], pa.string()) for name in RECORD.schema.names}, RECORD.schema))
    with DuckEngine() as engine:
        pairs, weights = pairs_of(table, engine, 0.02)
    assert not weights.is_learnt
    return pairs.to_pylist(), clusters_of(pairs, table, 0.8).table["cluster"].to_pylist()


@pytest.mark.parametrize("column", ["name", "person"])
def test_two_persons_of_one_common_name_with_other_telephones_and_addresses_are_not_one(column: str) -> None:
    shops = {"name": ("甲羽服饰店", "乙川鞋业店")} if column == "person" else {}
    rows = [
        {column: "张伟", "phone": phone, "address": address, "city": "杭州", **{name: told[nth] for name, told in shops.items()}}
        for nth, (phone, address) in enumerate((("13800000001", HERE), ("13911111112", THERE)))
    ]
    pairs, clusters = linked(rows)
    assert clusters == ["r0", "r1"]
    assert all(pair["probability"] < 0.3 for pair in pairs)
    assert all("电话不同" in pair["reasons_zh"] and "常见" in pair["reasons_zh"] for pair in pairs)


def test_a_common_name_with_the_same_telephone_is_one_and_the_name_counts_once_where_it_is_the_shops_too() -> None:
    pairs, clusters = linked([{"name": "张伟", "person": "张伟", "phone": "13800000001"}, {"name": "張偉", "person": "張偉", "phone": "138 0000 0001"}])
    assert clusters == ["r0", "r0"]
    assert pairs[0]["reasons_zh"].count("常见") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("鸿运服饰商行", "鴻運服飾商行"), ("羣峯箱包店", "群峰箱包店"), ("Ｈｏｎｇ云锦鞋业", "HONG云锦鞋业"), ("廣發電子商務有限公司", "广发电子商务有限公司")],
)
def test_a_name_is_one_in_whatever_characters_it_is_written(one: str, other: str) -> None:
    pairs, _ = linked([{"name": one, "city": "杭州"}, {"name": other, "city": "杭州"}])
    assert "名称主体相同" in pairs[0]["reasons_zh"]


@pytest.mark.parametrize("other", ["买买提.吐逊", "买买提•吐逊", "買買提・吐逊", "买买提．吐逊", "买买提吐逊"])
def test_a_name_with_a_dot_is_one_however_the_dot_is_typed(other: str) -> None:
    pairs, _ = linked([{"person": "买买提·吐逊", "phone": "13800000001"}, {"person": other, "phone": "13800000001"}])
    assert "人员不同" not in pairs[0]["reasons_zh"]


def test_an_address_in_traditional_characters_is_the_same_place() -> None:
    pairs, _ = linked([{"name": "甲羽店", "address": "杭州市西湖区龙井路14号2栋"}, {"name": "乙川店", "address": "杭州市西湖區龍井路14號2棟"}])
    assert "地址相同" in pairs[0]["reasons_zh"]


@pytest.mark.parametrize(("one", "other"), [
    ("A座", "C座"), ("2幢", "3幢"), ("A座501室", "A座1203室"), ("1号楼", "2号楼"), ("B座12楼", "C座"), ("甲座", "乙座"), ("2#楼", "3#楼"),
    ("２＃楼101", "3#楼101"), ("2幢1单元", "2幢3单元"), ("2幢一单元501室", "2幢三单元501室"), ("甲单元", "乙单元"),
])  # fmt: skip
def test_another_building_or_room_of_one_number_is_told_as_such_and_joins_nobody(one: str, other: str) -> None:
    rows = [{"name": "甲羽服饰店", "phone": "13800000001", "address": HERE + one}, {"name": "乙川箱包店", "phone": "13911111112", "address": HERE + other}]
    pairs, clusters = linked(rows)
    assert clusters == ["r0", "r1"]
    assert [pair for pair in pairs if "楼栋或者房间不同" not in pair["reasons_zh"]] == []
    same, _ = linked([{**rows[0]}, {**rows[1], "address": HERE + one}])
    assert "地址相同" in same[0]["reasons_zh"]


@pytest.mark.parametrize(("text", "building", "room"), [
    ("A座", "A", ""), ("2幢3单元501室", "2", "501"), ("3号楼", "3", ""), ("5楼", "", ""), ("", "", ""), ("西座1203", "西", "1203"), ("B楼20层", "B", ""),
    ("A座501室（临街" + "旁" * 600 + "）", "A", "501"),
])  # fmt: skip
def test_what_lies_within_a_place_is_read(text: str, building: str, room: str) -> None:
    found = read_address(HERE + text)
    assert (found.road, found.number, found.building, found.room) == ("文一西路", "14", building, room)


def test_a_letter_before_the_sign_of_the_number_is_part_of_it() -> None:
    assert [read_address(f"杭州市西湖区文一西路14{letter}号").number for letter in ("A", "C", "")] == ["14A", "14C", "14"]


@pytest.mark.parametrize(("name", "sort"), [
    ("张伟", "common"), ("王秀英", "common"), ("李鸢", "common"), ("殷鸢", ""), ("傅抱石", ""), ("张抱石", "person"), ("欧阳修", "person"),
    ("杭州云锦服饰有限公司", ""), ("A1B2C3", ""), ("张", ""), ("", ""),
])  # fmt: skip
def test_names_that_many_bear_are_told_by_surname_and_given_name(name: str, sort: str) -> None:
    assert sort_of(name) == sort


def test_that_all_are_of_one_city_says_nothing_among_the_records_of_one_city() -> None:
    rows = [{"name": f"{name}服饰店", "city": "杭州"} for name in ("云川", "云川", "山禾", "远岫")]
    pairs, _ = linked(rows)
    assert all("城市相同 +0.0" in pair["reasons_zh"] for pair in pairs)
    abroad, _ = linked([*rows, *({"name": f"{name}店", "city": name} for name in ("宁波", "温州", "金华", "绍兴", "嘉兴", "湖州", "衢州", "台州"))])
    assert any("城市相同 +2" in pair["reasons_zh"] or "城市相同 +3" in pair["reasons_zh"] for pair in abroad)
