"""Fines on the persons responsible in a unit, on makers and on wholesalers: as figures, beside the fine of whoever is asked about, and never in its place."""

from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.law.liability import Liability, as_data, hangs_on, liability
from mingjian.core.law.milder import decided
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.phrases import persons_said

LAW = rulebook().statutes
NOW = date(2026, 6, 1)


def ask(act: str, field: str, **sums: int) -> Liability:
    return liability(liabilities().act(act), field, NOW, LAW, **{name: Decimal(figure) for name, figure in sums.items()})


@pytest.mark.parametrize(
    ("act", "field", "incomes", "said"),
    [
        ("unregistered_product", "cosmetics", {"income_year": 120_000}, "360,000–600,000 元（情节严重）"),
        ("unregistered_product", "medical_device", {"income_period": 50_000}, "15,000–150,000 元（情节严重）"),
        ("fake_goods", "drug", {"income_period": 100_000}, "30,000–300,000 元（认定为假药）"),
        ("expired_goods", "food", {"income_year": 80_000}, "80,000–800,000 元（故意、性质恶劣或者造成严重后果）"),
        ("courier_real_name", "other", {}, "0–100,000 元"),
    ],
)
def test_a_fine_on_persons_is_a_figure(act: str, field: str, incomes: dict[str, int], said: str) -> None:
    assert any(text.zh.endswith(said) for text in persons_said(ask(act, field, amount=20_000, **incomes), LAW))


def test_what_the_person_drew_is_asked_for_and_no_sum_of_the_firm_stands_for_it() -> None:
    found = ask("unregistered_product", "cosmetics", amount=20_000, gains=9_000, income=9_000, cost=9_000, income_period=9_000)
    (text,) = persons_said(found, LAW)
    assert "本人上一年度从本单位取得的收入的 3–5 倍" in text.zh
    assert "3–5 times the person's income from the unit in the year before" in text.en
    assert any("没有给出，不能计算；须先查明" in text.zh for text in found.judgement)
    assert any("is a multiple of the person's income from the unit in the year before, which was not given" in text.en for text in found.judgement)


def test_the_income_while_the_breach_went_on_reads_as_english() -> None:
    (text,) = persons_said(ask("unregistered_product", "medical_device", amount=20_000), LAW)
    assert "30–300 % of the person's income from the unit while the breach went on" in text.en


def test_it_neither_raises_nor_lowers_what_the_firm_is_fined() -> None:
    without, beside = ask("fake_goods", "drug", amount=3_000), ask("fake_goods", "drug", amount=3_000, income_period=100_000_000)
    governing = [next((one.least, one.most) for one in found.weighings if one.is_governing) for found in (without, beside)]
    assert governing == [(Decimal(1_500_000), Decimal(3_000_000))] * 2
    assert not any(one.is_governing for one in beside.weighings if one.provision.whom)


def test_data_say_on_whom_a_fine_is_imposed() -> None:
    data = as_data(ask("unlicensed_trade", "tobacco", amount=20_000))
    others = [one for one in data["provisions"] if one["whom"]]  # type: ignore[attr-defined]  # a list of provisions
    assert [(one["ground"], one["most"]) for one in others] == [("tobacco_reg/54", 20_000)]
    assert data["governs"] == "tobacco_reg/57"


def test_a_range_says_on_whom_and_on_which_condition() -> None:
    found = ask("illegal_information", "other")
    texts = [hangs_on(one.provision, single) for one in found.weighings for single in one.ranges]
    assert [text.zh if text else None for text in texts][:1] == [None]
    assert "对直接负责的主管人员和其他直接责任人员；拒不改正或者情节严重" in [text.zh for text in texts if text]


def test_between_an_older_and_a_newer_law_the_fines_on_persons_are_compared_for_each_person() -> None:
    result = decided(liabilities().act("illegal_information"), "other", date(2025, 6, 1), date(2026, 6, 1), LAW)
    assert result.rule.zh.endswith("须就其本人另行比较。")
    assert not decided(liabilities().act("disparagement"), "other", date(2025, 6, 1), date(2026, 6, 1), LAW).rule.zh.endswith("须就其本人另行比较。")
