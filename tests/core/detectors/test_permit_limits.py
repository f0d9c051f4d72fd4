"""Permits at their limits: the last day, half of a register, the sixtieth character, the third brand, what a register leaves empty."""

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

SEEN = datetime(2026, 10, 1, 15, 59)  # noqa: DTZ001 - naive UTC, as in the lake: 23:59 of that day in Beijing
DRUG = "国药准字Z44021940"
TITLE = f"感冒灵颗粒 {DRUG} 药品"


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), kind(name).schema)


def listings(*rows: dict[str, Any]) -> pa.Table:
    return table("listing", *({"listing_id": f"L{n}", "platform": "甲网", "seen_at": SEEN, "text": "字" * 60, **row} for n, row in enumerate(rows)))


def permits(*rows: dict[str, Any]) -> pa.Table:
    return table("permit", *({"platform": "登记簿", **row} for row in rows))


def shops(*rows: dict[str, Any]) -> pa.Table:
    return table("operator", *({"operator_id": f"o{n}", "platform": "甲网", "shop_id": f"s{n}", "seen_at": SEEN, **row} for n, row in enumerate(rows)))


@pytest.fixture(scope="module")
def duck() -> Engine:
    return DuckEngine()


def told(engine: Engine, settings: dict[str, object] | None = None, **tables: pa.Table) -> dict[str, str]:
    given = {name: engine.from_arrow(rows) for name, rows in {"listing": listings(), **tables}.items()}
    return {row["subject"]: row["reason_en"] for row in run("missing_permit", engine, given, settings).to_pylist()}


@pytest.mark.parametrize(("until", "is_told"), [(date(2026, 9, 30), True), (date(2026, 10, 1), False), (None, False)])
def test_a_permit_that_ends_today_still_holds_today_in_a_listing_and_in_a_shop(duck: Engine, until: date | None, is_told: bool) -> None:
    register = permits({"permit_id": DRUG, "goods": "感冒灵颗粒", "valid_until": until}, {"permit_id": "JY1A", "uscc": "U1", "valid_until": until})
    found = told(duck, listing=listings({"title": TITLE}), permit=register, operator=shops({"permit_id": "JY1A", "uscc": "U1"}))
    assert set(found) == ({"甲网/L0", "甲网/s0"} if is_told else set())
    assert all("valid until 2026-09-30" in reason for reason in found.values())


def test_of_what_was_seen_on_no_known_day_no_permit_has_run_out(duck: Engine) -> None:
    register = permits({"permit_id": DRUG, "goods": "感冒灵颗粒", "valid_until": date(2000, 1, 1)}, {"permit_id": "JY1A", "valid_until": date(2000, 1, 1)})
    listed, shown = listings({"title": TITLE, "seen_at": None}), shops({"permit_id": "JY1A", "seen_at": None})
    assert told(duck, listing=listed, permit=register, operator=shown) == {}


@pytest.mark.parametrize(("characters", "is_told"), [(59, False), (60, True)])
def test_a_number_is_missing_from_the_sixtieth_character_of_a_description_on(duck: Engine, characters: int, is_told: bool) -> None:
    assert bool(told(duck, listing=listings({"title": "感冒灵颗粒 OTC药品", "text": "字" * characters}))) is is_told
    assert told(duck, {"least_text": 0}, listing=listings({"title": "感冒灵颗粒 OTC药品", "text": None}))


@pytest.mark.parametrize(("brands", "is_told"), [(("甲牌", "乙牌", None), False), (("甲牌", "乙牌", "乙牌"), False), (("甲牌", "乙牌", "丙牌"), True)])
def test_a_number_is_borrowed_from_the_third_brand_on(duck: Engine, brands: tuple[str | None, ...], is_told: bool) -> None:
    assert bool(told(duck, listing=listings(*({"title": TITLE, "brand": brand} for brand in brands)))) is is_told


@pytest.mark.parametrize(
    ("entered", "shown", "lacking"),
    [
        (2, 4, {2, 3}),  # half of what is shown
        (2, 5, set()),  # less
        (1, 2, set()),  # half, but one number makes no register
    ],
)
def test_a_register_that_has_half_of_the_numbers_says_that_it_lacks_the_others(duck: Engine, entered: int, shown: int, lacking: set[int]) -> None:
    drugs, licences = [f"国药准字Z4402194{n}" for n in range(shown)], [f"JY1A{n}" for n in range(shown)]
    register = permits(*({"permit_id": number, "goods": "感冒灵颗粒"} for number in (*drugs[:entered], *licences[:entered])))
    listed = listings(*({"title": f"感冒灵颗粒 {number} 药品"} for number in drugs))
    found = told(duck, listing=listed, permit=register, operator=shops(*({"permit_id": number} for number in licences)))
    assert set(found) == {f"甲网/{sort}{n}" for n in lacking for sort in "Ls"}


@pytest.mark.parametrize("status", ["注销", "已撤销", "Revoked", "EXPIRED (2025)"])
def test_a_status_is_read_in_both_languages_and_either_case(duck: Engine, status: str) -> None:
    register = permits({"permit_id": DRUG, "goods": "感冒灵颗粒", "status": status}, {"permit_id": "JY1A", "status": status})
    found = told(duck, listing=listings({"title": TITLE}), permit=register, operator=shops({"permit_id": "JY1A"}))
    assert {subject: status in reason for subject, reason in found.items()} == {"甲网/L0": True, "甲网/s0": True}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("goods", "is_told"),
    [("感冒灵颗粒", False), ("小儿感冒冲剂", False), ("板蓝根", True), ("药", False), ("茶", True), ("灵感", True), ("", False), (None, False)],
)
def test_goods_that_share_two_characters_with_the_title_are_its_own(duck: Engine, goods: str | None, is_told: bool) -> None:
    assert bool(told(duck, listing=listings({"title": TITLE}), permit=permits({"permit_id": DRUG, "goods": goods}))) is is_told


def test_of_several_faults_the_one_that_says_most_is_told(duck: Engine) -> None:
    entry = {"permit_id": DRUG, "goods": "板蓝根", "valid_until": date(2020, 1, 1)}
    (ended,) = told(duck, listing=listings({"title": TITLE}), permit=permits(entry)).values()
    assert "was valid until" in ended
    (revoked,) = told(duck, listing=listings({"title": TITLE}), permit=permits({**entry, "status": "吊销"})).values()
    assert "as “吊销”" in revoked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shown", "is_told"),
    [
        ({"name": "乙公司", "uscc": "U2"}, True),
        ({"name": "甲公司", "uscc": "U2"}, False),  # its name: the code may be mistyped
        ({"name": "乙公司", "uscc": "U1"}, False),  # its code: it took another name
        ({"name": "乙公司", "uscc": None}, False),
        ({"name": None, "uscc": "U2"}, True),
    ],
)
def test_a_permit_is_somebody_elses_where_neither_code_nor_name_agrees(duck: Engine, shown: dict[str, Any], is_told: bool) -> None:
    register = permits({"permit_id": "jy1-a", "holder": "甲公司", "uscc": "U1"})
    assert bool(told(duck, permit=register, operator=shops({"permit_id": "JY1 A", **shown}))) is is_told


def test_shops_without_a_register_a_number_or_a_platform_are_passed_over_or_told_as_they_are(duck: Engine) -> None:
    ended = permits({"permit_id": "JY1A", "status": "注销"})
    rows = (
        {"permit_id": None},
        {"permit_id": "JY1A", "shop_id": None},
        {"permit_id": "JY1A", "platform": None},
        {"permit_id": "JY1A", "closed_on": SEEN.date()},
    )
    assert list(told(duck, permit=ended, operator=shops(*rows))) == ["/s2"]
    assert told(duck, operator=shops({"permit_id": "JY1A"})) == {}
    assert told(duck, permit=ended) == {}


def test_a_listing_counts_as_seen_when_it_was_seen_last(duck: Engine) -> None:
    register = permits({"permit_id": DRUG, "goods": "感冒灵颗粒", "valid_until": date(2026, 8, 1)})
    early, late = {"listing_id": "L", "title": TITLE, "seen_at": datetime(2026, 7, 1)}, {"listing_id": "L", "title": TITLE}  # noqa: DTZ001 - naive UTC
    assert told(duck, listing=listings(early), permit=register) == {}
    assert list(told(duck, listing=listings(early, late), permit=register)) == ["甲网/L"]


def test_two_platforms_may_give_two_listings_the_same_id(duck: Engine) -> None:
    register = permits({"permit_id": DRUG, "goods": "感冒灵颗粒", "valid_until": date(2026, 8, 1)})
    early, late = ({"listing_id": "L", "title": TITLE, "platform": name, "seen_at": day} for name, day in (("甲网", datetime(2026, 7, 1)), ("乙网", SEEN)))  # noqa: DTZ001 - naive UTC
    assert list(told(duck, listing=listings(early, late), permit=register)) == ["乙网/L"]


def test_where_goods_of_a_field_often_need_no_number_its_absence_says_too_little_by_itself(duck: Engine) -> None:
    rows = listings({"title": "坚果 零食 食品"}, {"title": "感冒灵颗粒 OTC药品"})
    assert list(told(duck, listing=rows)) == ["甲网/L1"]
    assert set(told(duck, {"least": 0.3}, listing=rows)) == {"甲网/L0", "甲网/L1"}


def test_a_number_of_another_field_that_does_not_hold_is_no_fault_of_these_goods(duck: Engine) -> None:
    title = f"感冒灵颗粒 {DRUG} 药品 赠坚果 SC11834020305036"  # the check digit of the second fails
    assert told(duck, listing=listings({"title": title})) == {}


def test_a_field_that_is_a_guess_is_called_one(duck: Engine) -> None:
    sure, guess = told(duck, {"least": 0}, listing=listings({"title": "面膜 补水保湿 护肤品"}, {"title": "血压计 面膜"})).values()
    assert "a guess" not in sure
    assert "the field is a guess" in guess


def test_of_several_faults_of_a_shops_permit_the_worst_is_told_and_what_is_not_known_is_left_open(duck: Engine) -> None:
    ended = {"permit_id": "JY1A", "uscc": "U1", "status": "注销", "valid_until": date(2020, 1, 1)}
    other = {"permit_id": "JY1B", "uscc": "U1"}
    shown = shops({"permit_id": "JY1A", "uscc": "U2", "name": "甲公司"}, {"permit_id": "JY1B", "uscc": "U2", "name": "甲公司"}, {"permit_id": "12345"})
    found = told(duck, permit=permits(ended, other), operator=shown)
    assert set(found) == {"甲网/s0", "甲网/s1"}  # a number without letters is of no known sort
    assert "as “注销”" in found["甲网/s0"]
    assert "held by “?”, not “甲公司”" in found["甲网/s1"]
