"""Which provisions compete, what they come to, and which rule decides."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.law.liability import Liability, as_data, liability
from mingjian.core.law.provisions import read_liabilities
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import duties, liabilities, rulebook

ACTS = liabilities()
LAW = rulebook().statutes
NOW = date(2026, 6, 1)


def ask(act: str, field: str, on: date = NOW, amount: int | str | None = None, gains: int | None = None) -> Liability:
    known = [Decimal(figure) if figure is not None else None for figure in (amount, gains)]
    return liability(ACTS.act(act), field, on, LAW, *known)


def governing(result: Liability) -> str | None:
    return next((one.provision.ground for one in result.weighings if one.is_governing), None)


def figures(result: Liability) -> list[tuple[int | None, int | None]]:
    """Return the least and most of every provision, whole."""
    return [tuple(None if figure is None else int(figure) for figure in (one.least, one.most)) for one in result.weighings]  # type: ignore[misc]  # two each


def most(result: Liability, ground: str) -> Decimal | None:
    return next(one.most for one in result.weighings if one.provision.ground == ground)


def test_the_higher_fine_governs_and_may_change_with_the_amount() -> None:
    result = ask("trademark_infringement", "clothing_shoes", amount=80_000)
    assert (governing(result), result.rule_ground) == ("trademark_law/60", "apl/29")
    assert figures(result)[:2] == [(None, 400_000), (40_000, 240_000)]
    # below 50,000 yuan the Trademark Law's ceiling is a figure, no multiple
    assert most(ask("trademark_infringement", "clothing_shoes", amount=49_999), "trademark_law/60") == 250_000


def test_a_fine_for_fake_drugs_never_falls_below_fifteen_times_a_hundred_thousand() -> None:
    assert figures(ask("fake_goods", "drug", amount=1))[1] == (1_500_000, 3_000_000)
    assert governing(ask("fake_goods", "drug", amount=1)) == "drug_law/116"


def test_a_special_law_is_only_there_in_its_field_and_goes_before_the_general_one_whatever_the_figures() -> None:
    grounds = {one.provision.ground for one in ask("fake_goods", "other", amount=1).weighings}
    assert grounds == {"product_quality_law/50", "consumer_law/56"}
    seed = ask("expired_goods", "pesticide", amount=1_000_000)
    assert governing(seed) == "pesticide_reg/56"
    assert {one.provision.ground: one.displaced_by for one in seed.weighings}["product_quality_law/52"] == "pesticide_reg/56"
    assert "special provision goes before" in seed.rule.en


@pytest.mark.parametrize(
    ("act", "field", "on", "said"),
    [
        ("expired_goods", "food", date(2015, 9, 30), "Food Safety Law before 2015-10-01 is not entered"),  # A3
        ("substandard_goods", "medical_device", date(2016, 6, 1), "Medical Devices before 2017-05-04 is not entered"),  # A4
        ("expired_goods", "seed", NOW, "article 48 of the Seed Law does not list expiry"),
        ("unlicensed_trade", "tobacco", date(2015, 6, 1), "Tobacco Monopoly Law before 2016-02-06"),
        ("fake_goods", "seed", date(2015, 6, 1), "the Seed Law before 2016 is not entered"),
        ("fake_goods", "drug", date(2014, 6, 1), "Drug Law before 2015-04-24"),
        ("trademark_infringement", "other", date(1999, 1, 1), "the figures of Trademark Law, art. 60"),
        ("unregistered_product", "other", date(2005, 8, 31), "art. 48, as in force on 2005-08-31"),
        ("unlicensed_trade", "other", date(2017, 9, 30), "the measures of 2003"),
    ],
)
def test_what_is_not_in_the_book_is_refused_and_no_general_law_stands_for_it(act: str, field: str, on: date, said: str) -> None:
    with pytest.raises(NotInBook, match=said):
        ask(act, field, on, 8_000)


@pytest.mark.parametrize(
    ("act", "field", "on", "amount", "ground", "least", "most_"),
    [
        ("expired_goods", "food", date(2024, 6, 1), 9_999, "food_safety_law/124", 50_000, 100_000),  # A3
        ("banned_food", "food", date(2025, 11, 30), 20_000, "food_safety_law/123", 300_000, 600_000),
        ("unlicensed_trade", "food", date(2024, 6, 1), 8_000, "food_safety_law/122", 50_000, 100_000),
        ("platform_illegal_goods", "food", date(2024, 6, 1), None, "food_safety_law/131", 50_000, 200_000),
        ("substandard_goods", "medical_device", date(2023, 6, 1), 8_000, "device_reg/86", 20_000, 50_000),  # A4
        ("unregistered_product", "medical_device", date(2024, 6, 1), 8_000, "device_reg/81", 50_000, 150_000),
        ("expired_goods", "drug", NOW, 500, "drug_law/117", 100_000, 200_000),  # A5
        ("expired_goods", "pesticide", NOW, 84, "pesticide_reg/56", 2_000, 20_000),
        ("unlicensed_trade", "medical_device", NOW, 990, "device_reg/81", 50_000, 150_000),  # A6
        ("confusion", "other", date(2024, 6, 1), 60_000, "aucl/18", None, 300_000),  # B1
        ("substandard_goods", "drug", NOW, 3_000, "drug_law/117", 100_000, 200_000),  # B4
    ],
)
def test_figures_that_were_too_low(act: str, field: str, on: date, amount: int | None, ground: str, least: int | None, most_: int) -> None:
    found = {one.provision.ground: one for one in ask(act, field, on, amount).weighings if not one.displaced_by}
    assert (found[ground].least, found[ground].most) == (least, most_)


def test_a_serious_false_advertisement_is_fined_five_to_ten_times_its_cost() -> None:
    (first, *_) = liability(ACTS.act("false_advertising"), "other", NOW, LAW, cost=Decimal(100_000)).weighings
    ranges = {one.fine.value.partition("#")[2]: (one.least, one.most, one.holds) for one in first.ranges}
    assert ranges["multiple"] == (300_000, 500_000, True)
    assert ranges["serious_multiple"] == (500_000, 1_000_000, None)


def test_what_holds_only_where_nothing_else_is_provided_steps_back() -> None:
    result = ask("platform_illegal_goods", "clothing_shoes")
    assert governing(result) == "ecl/80"
    assert "step back" in result.rule.en
    assert governing(ask("consumer_fraud", "other")) == "consumer_law/56"


def test_without_the_amount_nothing_is_said_to_govern() -> None:
    result = ask("trademark_infringement", "clothing_shoes")
    assert governing(result) is None
    assert "not known" in result.rule.en


def test_the_rule_of_the_higher_fine_is_younger_than_some_acts() -> None:
    result = ask("trademark_infringement", "clothing_shoes", date(2021, 7, 14), amount=80_000)
    assert (governing(result), result.rule_ground) == (None, None)
    assert "Before 2021-07-15" in result.rule.en


def test_the_day_chooses_the_law_and_a_later_one_is_pointed_to() -> None:
    old, new = ask("fake_trading", "other", date(2025, 10, 14)), ask("fake_trading", "other", date(2025, 10, 15))
    assert (governing(old), governing(new)) == ("aucl/20", "aucl/25")
    assert figures(old) + figures(new) == [(200_000, 1_000_000), (None, 1_000_000)]
    assert any("if the law at the decision is milder" in text.en for text in old.judgement)


def test_certification_has_a_value_tier_only_since_july_2023() -> None:
    def ccc(on: date, amount: int) -> Decimal | None:
        return most(ask("unregistered_product", "electrical_electronic", on, amount), "certification_reg/66")

    assert ccc(date(2023, 7, 19), 5_000) == 200_000
    assert ccc(date(2023, 7, 20), 5_000) == 10_000
    assert ccc(date(2023, 7, 20), 10_000) == 200_000


def test_gains_are_not_the_amount() -> None:
    assert most(ask("counterfeit_patent", "other", amount=900_000), "patent_law/68") is None
    assert most(ask("counterfeit_patent", "other", gains=60_000), "patent_law/68") == 300_000
    assert most(ask("counterfeit_patent", "other", gains=50_000), "patent_law/68") == 250_000


def test_serious_circumstances_are_for_a_person_to_judge() -> None:
    (platform,) = ask("platform_unsafe_goods", "other").weighings
    assert [one.holds for one in platform.ranges] == [True, None]
    assert platform.most == 500_000


def test_as_data_gives_authority_ranges_orders_and_rule() -> None:
    data: Any = as_data(ask("unlicensed_trade", "food", amount="12000.50"))
    assert data["governs"] == "food_safety_law/122"
    provision = data["provisions"][0]
    assert provision["authority"]["zh"] == "食品安全监督管理部门（市场监督管理部门）"
    assert (provision["least"], provision["most"]) == (120_005, 240_010)
    assert ["工具、设备、原料" in order["zh"] for order in provision["orders"]] == [True]  # B14: no licence is there to be revoked
    assert [(one["value"], one["holds"]) for one in provision["ranges"]] == [
        ("food_safety_law/122#low_value_fine", False),
        ("food_safety_law/122#multiple", True),
    ]


@pytest.mark.parametrize(
    ("act", "field", "on", "ground", "told", "untold"),
    [
        ("price_government", "other", NOW, "price_penalties/9", "停业整顿", "吊销"),  # articles 4 to 8 let the licence be revoked, 9 and 10 do not
        ("price_emergency", "food", NOW, "price_penalties/10", "停业整顿", "吊销"),
        ("price_fraud", "other", NOW, "price_penalties/7", "吊销营业执照", "拘留"),
        ("farm_produce_materials", "food", date(2022, 6, 1), "farm_produce_law/49", "停止销售", "追回"),
        ("false_promotion", "other", NOW, "consumer_law/56", "没收违法所得", "限期"),
        ("consumer_fraud", "other", NOW, "consumer_law/56", "吊销营业执照", "限期"),
    ],
)
def test_what_may_be_ordered_beside_a_fine_is_what_its_article_names(act: str, field: str, on: date, ground: str, told: str, untold: str) -> None:
    (one,) = (one for one in ask(act, field, on, gains=0).weighings if one.provision.ground == ground)
    said = "".join(order.zh for order in one.provision.orders)
    assert (told in said, untold in said) == (True, False)


def test_an_act_is_found_by_the_duty_it_breaks() -> None:
    assert ACTS.act("operator.cosmetics.unfiled").act == "unfiled_product"
    named = {duty for act in ACTS.all.values() for duty in act.duties}
    assert named <= {duty.name for duty in duties().all}


def test_every_field_is_in_the_vocabulary_and_every_provision_has_an_order_and_a_fine() -> None:
    provisions = [one for act in ACTS.all.values() for one in act.provisions]
    assert {field for one in provisions for field in one.fields} <= set(rulebook().vocabularies["goods_fields"])
    assert all(one.fines for one in provisions)
    # of this one only the figures are reported, and the text was not read
    assert {one.ground for one in provisions if not one.orders} == {"realname_mail_measures/liability"}


@pytest.mark.parametrize(
    ("act", "field", "on", "amount", "said"),
    [
        ("murder", "other", NOW, None, "no act 'murder'"),
        ("fake_goods", "other", NOW, -1, "from zero"),
        ("rule_abuse", "tobacco", date(2025, 10, 14), None, "No provision on file"),
    ],
)
def test_bad_input_is_one_clear_error(act: str, field: str, on: date, amount: int | None, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(act, field, on, amount)


def test_a_figure_that_no_law_holds_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(
        "title: {zh: 某行为, en: Some act}\nprovisions:\n  - ground: ecl/80\n    authority: {zh: 某局, en: Some office}\n"
        '    fines:\n      - {value: "ecl/80#no_such_fine"}\n      - {value: "ecl/83#fine", of: weather}\n  - ground: ecl/999\n',
        "utf-8",
    )
    faults = Faults()
    read_liabilities(tmp_path, "liability", LAW, faults)
    said = [(fault.line, fault.en) for fault in sorted(faults.found)]
    assert [line for line, _ in said] == [1, 6, 7, 7, 8, 8]
    assert "The rulebook has no ecl/80#no_such_fine, or it is not in ecl/80." in [text for _, text in said]
    assert any("of must be one of" in text for _, text in said)
    assert any("no ecl/999" in text for _, text in said)


def test_from_2027_the_figure_for_a_low_turnover_stands_in_the_new_law() -> None:
    assert most(ask("trademark_infringement", "clothing_shoes", date(2027, 2, 1), amount=30_000), "trademark_law/74") == 250_000
    assert most(ask("trademark_infringement", "clothing_shoes", date(2027, 2, 1), amount=60_000), "trademark_law/74") == 300_000


def test_a_multiple_is_said_in_times_not_in_occasions() -> None:
    assert LAW.value("trademark_law/60#multiple", NOW).amount.zh == "5 倍以下"
    assert LAW.value("food_safety_law/148#damages_price", NOW).amount.zh == "10 倍"


def test_who_is_competent_and_what_may_be_ordered_are_marked_apart_from_the_figures() -> None:
    data: Any = as_data(ask("trademark_infringement", "clothing_shoes", amount=80_000))
    first = data["provisions"][0]
    assert (first["ground"], first["authority_verification"], first["orders_verification"]) == ("trademark_law/60", "text", "text")
    said = [text["en"] for text in data["judgement"]]
    assert not any("Trademark Law, art. 60: competent" in text for text in said)
    assert "Trademark Law, art. 60: orders beside the fine UNVERIFIED" not in said
    later: Any = as_data(ask("trademark_infringement", "clothing_shoes", date(2027, 2, 1), amount=80_000))
    said = [text["en"] for text in later["judgement"]]
    assert "Trademark Law, art. 74: competent authority UNVERIFIED" not in said
    act = ACTS.act("trademark_infringement")  # no act is left of which nobody read who is competent
    unread = dataclasses.replace(act, provisions=tuple(dataclasses.replace(one, authority_verification="UNVERIFIED") for one in act.provisions))
    marked: Any = as_data(liability(unread, "clothing_shoes", date(2027, 2, 1), LAW, Decimal(80_000)))
    assert "Trademark Law, art. 74: competent authority UNVERIFIED" in [text["en"] for text in marked["judgement"]]
    assert "Trademark Law, art. 74: orders beside the fine UNVERIFIED" not in said
    drug: Any = as_data(ask("fake_goods", "drug", amount=1))
    grounds = {one["ground"]: (one["authority_ground"], one["authority_verification"]) for one in drug["provisions"]}
    assert grounds["drug_law/116"] == ("drug_law/139", "text")
    platform: Any = as_data(ask("platform_illegal_goods", "clothing_shoes"))
    assert {one["ground"]: one["authority_verification"] for one in platform["provisions"]}["ecl/80"] == "text"


def test_what_the_law_itself_says_of_heavier_or_no_penalty_is_listed_and_else_that_there_is_no_ladder() -> None:
    data: Any = as_data(ask("trademark_infringement", "clothing_shoes", amount=80_000))
    assert [(rung["ground"], rung["effect"], rung["verification"]) for rung in data["discretion"]] == [
        ("trademark_law/60", "heavier", "text"),
        ("trademark_law/60", "none", "text"),
        ("product_quality_law/50", "lighter", "text"),
        ("product_quality_law/53", "lighter", "text"),
    ]
    none: Any = as_data(ask("false_advertising", "other", amount=1))
    assert none["discretion"] is None
    assert any("no discretion ladder" in text["en"] for text in none["judgement"])
    assert any("Administrative Penalty Law, art. 33" in text["en"] for text in none["judgement"])  # B15: a slight first breach


def test_an_unknown_mark_or_effect_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "liability"
    folder.mkdir()
    (folder / "act.yaml").write_text(
        "title: {zh: 甲, en: A}\nprovisions:\n  - ground: ecl/80\n    authority: {zh: 乙, en: B}\n    authority_verification: sure\n"
        "    discretion:\n      - {effect: milder, when: {zh: 丙, en: C}, verification: text}\n",
        "utf-8",
    )
    faults = Faults()
    read_liabilities(folder, "liability", LAW, faults)
    assert sorted(fault.line for fault in faults.found) == [1, 5, 7]


@pytest.mark.parametrize(
    ("words", "named"),
    [("counterfeit_goods", "trademark_infringement"), ("过期了的食物", "expired_goods"), ("food_label", "food_labels")],
)
def test_for_words_that_no_act_has_the_acts_most_like_them_are_named_and_not_all_of_them(words: str, named: str) -> None:
    with pytest.raises(BadInput) as refused:
        liabilities().act(words)
    assert named in refused.value.text.zh
    assert len(refused.value.text.zh) < 400


@pytest.mark.parametrize("words", ["", "xyz", "〇" * 5000, "\x00"])
def test_for_words_like_no_act_it_is_said_where_all_of_them_stand(words: str) -> None:
    with pytest.raises(BadInput, match="“法规 → 法律责任”页面列有全部行为"):
        liabilities().act(words)
