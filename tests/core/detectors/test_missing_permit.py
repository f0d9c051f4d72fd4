"""Permits that a listing lacks or shows wrongly, on every engine."""

import json
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, detector, run
from mingjian.core.detectors.missing_permit import FIELDS
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.extraction.tables import table
from mingjian.core.identifiers import kinds
from mingjian.core.records import kind

LONG = "本品适用于日常使用，请按说明书操作，置于阴凉干燥处，避免儿童接触，如有疑问请咨询客服。" * 2
SEEN = datetime(2026, 10, 1)  # noqa: DTZ001 - naive UTC, as in the lake


def listings(*rows: dict[str, Any]) -> pa.Table:
    full = [{"listing_id": f"L{n}", "platform": "甲网", "shop_id": f"s{n}", "seen_at": SEEN, "text": LONG, **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(full, kind("listing").schema)


def permits(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"platform": "登记簿", **row} for row in rows], kind("permit").schema)


def found(engine: Engine, listed: pa.Table, register: pa.Table | None = None, **settings: object) -> dict[str, dict[str, Any]]:
    relations = {"listing": engine.from_arrow(listed)} | ({} if register is None else {"permit": engine.from_arrow(register)})
    return {row["subject"]: row for row in run("missing_permit", engine, relations, settings).to_pylist()}


def test_a_drug_without_its_number_is_found_and_one_with_it_is_not(engine: Engine) -> None:
    told = found(engine, listings({"title": "感冒灵颗粒 10袋 OTC药品"}, {"title": "感冒灵颗粒 国药准字Z44021940 OTC药品"}, {"title": "儿童图书 认识身体"}))
    assert list(told) == ["甲网/L0"]
    assert "未见" in told["甲网/L0"]["reason_zh"]
    assert "图片" in told["甲网/L0"]["innocent_zh"]


def test_no_rows_give_no_findings(engine: Engine) -> None:
    empty = kind("listing").schema.empty_table()
    assert run("missing_permit", engine, {"listing": engine.from_arrow(empty)}).schema == FINDINGS
    assert found(engine, empty) == {}


@pytest.fixture(scope="module")
def duck() -> Engine:
    return DuckEngine()


def test_accounts_in_the_title_are_masked_and_nothing_steers_the_reader(duck: Engine) -> None:
    told = found(duck, listings({"title": "感冒灵颗粒 OTC药品 微信wxh20088 13812345678\u202e"}))["甲网/L0"]["evidence"]
    assert "感冒灵" in told
    assert not any(sign in told for sign in ("wxh20088", "13812345678", "\u202e", "\\u202e"))


def test_the_day_of_an_offer_is_that_of_beijing(engine: Engine) -> None:
    row = {"title": "感冒灵颗粒 国药准字Z44021940 OTC药品", "seen_at": datetime(2026, 10, 1, 17)}  # noqa: DTZ001 - naive UTC: one o'clock on the 2nd
    register = permits({"permit_id": "国药准字Z44021940", "goods": "感冒灵颗粒", "holder": "甲", "status": "有效", "valid_until": date(2026, 10, 1)})
    (told,) = found(engine, listings(row), register).values()
    assert "2026-10-02" in told["reason_zh"]


def test_with_a_title_only_nothing_is_missing(duck: Engine) -> None:
    assert found(duck, listings({"title": "感冒灵颗粒 10袋 OTC药品", "text": None})) == {}


def test_a_check_digit_that_fails_says_more_than_a_number_not_shown(duck: Engine) -> None:
    told = found(
        duck, listings({"title": "坚果零食 食品 SC11834020305037"}, {"title": "坚果零食 食品 SC11834020305036"}, {"title": "感冒灵颗粒 OTC药品"}), least=0
    )
    assert "甲网/L0" not in told
    assert told["甲网/L1"]["score"] > told["甲网/L2"]["score"]
    evidence = json.loads(told["甲网/L1"]["evidence"])
    start, end, *_ = evidence["spans"][0]
    assert "SC11834020305036" in "坚果零食 食品 SC11834020305036"[start:end]


def test_the_register_knows_of_ended_expired_and_other_goods(duck: Engine) -> None:
    listed = listings(
        {"title": "感冒灵颗粒 国药准字Z44021940 药品"},
        {"title": "感冒灵颗粒 国药准字Z44021941 药品"},
        {"title": "感冒灵颗粒 国药准字Z44021942 药品"},
        {"title": "感冒灵颗粒 国药准字Z44021943 药品"},
        {"title": "感冒灵颗粒 国药准字Z44021944 药品"},
    )
    register = permits(
        {"permit_id": "国药准字Z44021940", "goods": "感冒灵颗粒", "status": "有效", "valid_until": date(2030, 1, 1)},
        {"permit_id": "国药准字Z44021941", "goods": "感冒灵颗粒", "status": "注销"},
        {"permit_id": "国药准字 Z44021942", "goods": "感冒灵颗粒", "status": "有效", "valid_until": date(2026, 9, 30)},
        {"permit_id": "国药准字Z44021943", "goods": "板蓝根冲剂", "status": "有效"},
    )
    told = found(duck, listed, register)
    assert set(told) == {"甲网/L1", "甲网/L2", "甲网/L3", "甲网/L4"}
    assert "注销" in told["甲网/L1"]["reason_zh"]
    assert "有效期至 2026-09-30" in told["甲网/L2"]["reason_zh"]
    assert "板蓝根" in told["甲网/L3"]["reason_zh"]
    assert "却没有 国药准字Z44021944" in told["甲网/L4"]["reason_zh"]
    revoked, ended, other, unknown = (told[f"甲网/L{n}"]["score"] for n in (1, 2, 3, 4))
    assert 1 >= revoked > ended > other > unknown > 0  # the plainer the register, the more it says


@pytest.mark.slow
def test_a_register_that_holds_few_numbers_of_a_kind_says_nothing_of_those_it_lacks(engine: Engine) -> None:
    """The licences of food shops know no drug; nor does the register of one county know all drugs."""
    rows = [{"title": f"感冒灵颗粒 国药准字Z4402194{n} 药品"} for n in range(5)]
    licences = permits({"permit_id": "JY13301060001234", "holder": "甲"}, {"permit_id": "JY13301060001235", "holder": "乙"})
    some = permits(*({"permit_id": f"国药准字Z4402194{n}", "goods": "感冒灵颗粒"} for n in (0, 1)))
    most = permits(*({"permit_id": f"国药准字Z4402194{n}", "goods": "感冒灵颗粒"} for n in (0, 1, 2)))
    assert found(engine, listings(*rows), licences) == {}
    assert found(engine, listings(*rows), some) == {}
    assert set(found(engine, listings(*rows), most)) == {"甲网/L3", "甲网/L4"}


def test_the_evidence_names_the_shop_by_which_the_county_is_known(duck: Engine) -> None:
    told = found(duck, listings({"title": "感冒灵颗粒 10袋 OTC药品"}, {"title": "退热贴 OTC药品", "shop_id": None}))
    assert [json.loads(told[f"甲网/L{n}"]["evidence"])["shops"] for n in (0, 1)] == [["甲网/s0"], []]


def test_a_number_under_many_brands_is_borrowed_and_under_many_shops_is_not(duck: Engine) -> None:
    same = [{"title": "感冒灵颗粒 国药准字Z44021940 药品", "brand": "三九"} for _ in range(5)]
    other = [{"title": "退热贴 药品 国药准字Z44021999", "brand": brand} for brand in ("甲牌", "乙牌", "丙牌")]
    assert set(found(duck, listings(*same, *other))) == {"甲网/L5", "甲网/L6", "甲网/L7"}


def test_what_may_not_be_sold_so_is_found_whatever_it_shows(duck: Engine) -> None:
    assert "不得在网上" in found(duck, listings({"title": "香烟 整条 烟草 包邮", "category": "烟草"}))["甲网/L0"]["reason_zh"]


def test_the_table_names_kinds_and_fields_that_there_are() -> None:
    asked = table("permits_shown.yaml")
    assert {one for row in asked.values() for one in row.get("any_of", ())} <= set(kinds())
    assert set(asked) == set(FIELDS)
    assert detector("missing_permit")[0].ground


def test_hostile_texts_change_nothing_but_their_own_row(duck: Engine) -> None:
    rows = [
        {"title": "<script>药品</script>感冒灵 国药准字Z4402194\u202e"},
        {"title": "药品" * 50_000},
        {"title": "国药准字" + "0" * 100_000},
        {"title": None, "text": None},
    ]
    assert set(found(duck, listings({"title": "感冒灵颗粒 OTC药品"}, *rows))) >= {"甲网/L0"}


def shops(*rows: dict[str, Any]) -> pa.Table:
    full = [{"operator_id": f"o{n}", "platform": "甲网", "shop_id": f"s{n}", "seen_at": SEEN, **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(full, kind("operator").schema)


def of_shops(engine: Engine, shown: pa.Table, register: pa.Table) -> dict[str, str]:
    tables = {"listing": listings(), "operator": shown, "permit": register}
    found = run("missing_permit", engine, {name: engine.from_arrow(one) for name, one in tables.items()}).to_pylist()
    assert all(row["subject_kind"] == "shop" for row in found)
    return {row["subject"].removeprefix("甲网/"): row["reason_en"] for row in found}


def test_a_shop_with_a_permit_that_ended_or_is_anothers_is_found_and_one_that_took_a_new_name_is_not(engine: Engine) -> None:
    register = permits(
        {"permit_id": "JY1A", "holder": "甲公司", "uscc": "U1", "valid_until": date(2030, 1, 1)},
        {"permit_id": "JY1B", "holder": "乙公司", "uscc": "U2", "valid_until": date(2026, 9, 30)},
        {"permit_id": "JY1C", "holder": "丙公司", "uscc": "U3", "valid_until": date(2030, 1, 1), "status": "注销"},
        {"permit_id": "JY1D", "holder": "丁公司旧名", "uscc": "U4", "valid_until": date(2030, 1, 1)},
    )
    shown = shops(
        {"name": "甲公司", "uscc": "U1", "permit_id": "JY1A"},
        {"name": "乙公司", "uscc": "U2", "permit_id": "jy1 b"},
        {"name": "丙公司", "uscc": "U3", "permit_id": "JY1C"},
        {"name": "丁公司新名", "uscc": "U4", "permit_id": "JY1D"},
        {"name": "戊公司", "uscc": "U5", "permit_id": "JY1A"},
        {"name": "己公司", "uscc": "U6", "permit_id": "JY1X"},
        {"name": "庚公司", "uscc": "U7", "permit_id": "农药经许9"},  # of a form that this register does not hold
        {"name": "辛公司", "uscc": "U8", "permit_id": "JY1A", "closed_on": date(2026, 1, 1)},
        {"name": "壬公司", "uscc": "U9"},
    )
    told = of_shops(engine, shown, register)
    assert {shop: key for shop, reason in told.items() for key in ("valid until", "as “注销”", "not “", "has permits of this form") if key in reason} == {
        "s1": "valid until",
        "s2": "as “注销”",
        "s4": "not “",
        "s5": "has permits of this form",
    }
    assert set(told) == {"s1", "s2", "s4", "s5"}


def test_an_entry_that_ended_stands_back_behind_one_that_holds_whatever_their_days(engine: Engine) -> None:
    """A revoked entry without a day would else hold for ever."""
    entry = {"permit_id": "JY1A", "holder": "甲公司", "uscc": "U1"}
    shown = shops({"name": "甲公司", "uscc": "U1", "permit_id": "JY1A"})
    revoked, renewed = {**entry, "status": "注销", "valid_until": None}, {**entry, "status": "有效", "valid_until": date(2030, 1, 1)}
    assert of_shops(engine, shown, permits(revoked, renewed)) == {}
    assert set(of_shops(engine, shown, permits(revoked))) == {"s0"}


def test_a_person_who_holds_a_permit_or_trades_is_not_named(duck: Engine) -> None:
    register = permits({"permit_id": "JY1A", "holder": "李小红", "uscc": "U1", "valid_until": date(2030, 1, 1)})
    tables = {"listing": listings(), "operator": shops({"name": "欧阳明月", "uscc": "U2", "permit_id": "JY1A"}), "permit": register}
    (row,) = run("missing_permit", duck, {name: duck.from_arrow(one) for name, one in tables.items()}).to_pylist()
    assert "“李**”" in row["reason_zh"]
    assert "“欧**”" in row["reason_en"]
    assert not any(name in str(row) for name in ("小红", "明月"))


def test_of_a_permit_that_was_renewed_the_entry_counts_that_holds_longest(engine: Engine) -> None:
    old = {"permit_id": "JY1A", "holder": "甲公司", "uscc": "U1", "valid_until": date(2025, 1, 1), "status": "注销"}
    register = permits(old, {**old, "valid_until": date(2030, 1, 1), "status": "有效"})
    assert of_shops(engine, shops({"name": "甲公司", "uscc": "U1", "permit_id": "JY1A"}), register) == {}


def test_a_number_stands_in_the_evidence_with_the_words_around_it_whatever_the_field(duck: Engine) -> None:
    words = "联系 13812345678。" * 10 + "生产许可 SC11834020305036，电话 13812345678" + "字" * 200
    told = json.loads(found(duck, listings({"title": "坚果零食 食品", "text": words}), least=0)["甲网/L0"]["evidence"])
    start, end, *_ = told["spans"][0]
    piece, begins = told["texts"]["text"], told["begins"]["text"]
    assert piece[start - begins : end - begins] == words[start:end]
    assert "SC11834020305036" in words[start:end]
    assert "13812345678" not in piece
    assert len(piece) < 200
