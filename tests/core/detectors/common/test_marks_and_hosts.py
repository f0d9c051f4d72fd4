"""Registered marks as detectors read them, and as they stand in the names of hosts: at the edges."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors.common.host_names import Hosts, hosts_of
from mingjian.core.detectors.common.marks import MARKS, Mark, companies_of, marks_of, own_of
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.extraction.marks import LONGEST
from mingjian.core.records import kind


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with DuckEngine() as engine:
        yield engine


def row(name: str, classes: str = "25", **more: str) -> dict[str, Any]:
    return {"name": name, "holder": "甲公司", "uscc": "", "classes": classes, "goods": "", "right_id": "T1", "status": "", **more}


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), kind(name).schema)


@pytest.mark.parametrize(
    ("name", "is_one"), [("安", False), ("安踏", True), ("ab", True), ("字" * LONGEST, True), ("字" * (LONGEST + 1), False), ("", False), ("·", False)]
)
def test_a_mark_has_two_to_twenty_characters(name: str, is_one: bool) -> None:
    assert bool(marks_of([row(name)])) is is_one


def test_registrations_of_one_name_are_one_mark_with_all_their_classes_under_the_first() -> None:
    (one,) = marks_of([row("Adidas"), row("ＡＤＩＤＡＳ", "18,3", holder="乙公司", right_id="T2"), row("adidas", "9", status="已无效")])
    assert one == Mark("Adidas", "甲公司", "T1", frozenset((25, 18, 3)))


@pytest.mark.parametrize("status", ["注销", "已被撤销", "驳回", "Invalid", "CANCELLED 2025", "expired"])
def test_a_registration_that_has_ended_makes_no_mark(status: str) -> None:
    assert marks_of([row("安踏", status=status)]) == []
    assert len(marks_of([row("安踏", status="已注册")])) == 1


def test_where_no_class_is_given_the_goods_tell_it() -> None:
    (told,) = marks_of([row("安踏", "", goods="运动鞋")])
    assert 25 in told.classes
    (none,) = marks_of([row("安踏", "")])
    assert none.classes == frozenset()
    (given,) = marks_of([row("安踏", "30", goods="运动鞋")])
    assert given.classes == frozenset((30,))  # what is given is not guessed at


def test_only_marks_are_read_out_of_a_register_of_rights(duck: Engine) -> None:
    kinds = ("商标", None, "Trademark", "brand", "专利", "copyright")
    rights = table("right", *({"right_id": f"T{n}", "name": f"名{n}", "type": one} for n, one in enumerate(kinds)), {"right_id": "T9", "type": "商标"})
    assert [row["name"] for row in duck.to_arrow(duck.sql(MARKS, rights=duck.from_arrow(rights))).to_pylist()] == ["名0", "名1", "名2", "名3"]


def test_a_holders_shops_are_known_by_code_or_by_name_and_nobodys_by_neither(duck: Engine) -> None:
    rights = duck.from_arrow(table("right", {"right_id": "T1", "name": "Anta", "holder": "甲公司", "uscc": "U1"}, {"right_id": "T2", "name": "别牌"}))
    operators = table(
        "operator",
        {"operator_id": "o1", "platform": "甲网", "shop_id": "s1", "name": "甲公司"},
        {"operator_id": "o2", "platform": None, "shop_id": None, "name": "改了名", "uscc": "U1"},
        {"operator_id": "o3", "platform": "甲网", "shop_id": "s3", "name": "乙公司", "uscc": "U2"},
        {"operator_id": "o4", "platform": "甲网", "shop_id": "s4"},
    )
    assert own_of(duck, duck.from_arrow(operators), rights) == {("甲网", "s1", "anta"), ("甲网", "o1", "anta"), ("", "o2", "anta")}
    assert own_of(duck, None, rights) == set()


def test_companies_are_holders_and_operators_that_the_business_register_knows_by_what_tells_their_names_apart(duck: Engine) -> None:
    operators = table("operator", {"operator_id": "o1", "name": "杭州今世力家居有限公司", "uscc": "U1"}, {"operator_id": "o2", "name": "杭州无号家居有限公司"})
    found = companies_of(duck, duck.from_arrow(operators), [Mark("安踏", "晋江安踏鞋业有限公司", "T1", frozenset()), Mark("某", "", "T2", frozenset())])
    assert found == {"今世力", "安踏"}


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("adidas-outlet.top", ("Adidas", False)),
        ("myadidasshop.top", ("Adidas", False)),
        ("adidas.outlet.top", ("Adidas", False)),  # the domain is outlet.top
        ("www.adiads.shop", ("Adidas", True)),
        ("adidas.com", None),
        ("shop.adidas.com.cn", None),
        ("adidas.shop", None),  # the mark under another ending may be the holder's own
        ("nike-outlet.top", None),  # four letters stand in many words
        ("example.adidas", None),  # an ending is no name
        ("", None),
        ("localhost", None),
    ],
)
def test_a_mark_of_five_letters_is_seen_in_a_host_beside_other_words(host: str, told: tuple[str, bool] | None) -> None:
    found = Hosts(["Adidas", "Nike", "安踏", "3M", "a b c d e"]).find(host)
    assert (found and tuple(found)) == told


def test_a_near_writing_that_is_another_mark_is_that_mark_and_no_slip() -> None:
    assert Hosts(["adidas", "adiads"]).find("adiads-sale.top") == ("adiads", False)


def test_without_rights_there_are_no_marks(duck: Engine) -> None:
    assert hosts_of(duck, None).find("adidas-outlet.top") is None
    rights = duck.from_arrow(table("right", {"right_id": "T1", "name": "adidas", "type": "商标"}, {"right_id": "T2", "name": "puma-x", "type": "专利"}))
    assert hosts_of(duck, rights).find("adidas-outlet.top") == ("adidas", False)
