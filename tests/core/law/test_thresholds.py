"""Which tier figures reach, under which regime, and what is left to judgement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.law.crimes import Crime, read_crimes
from mingjian.core.law.measures import Figures
from mingjian.core.law.reader import Faults
from mingjian.core.law.thresholds import Threshold, as_data, threshold
from mingjian.core.procedure.rulebook import packaged

CRIMES = read_crimes(packaged() / "crimes", "crimes", Faults())
TODAY = date(2026, 11, 24)
NOW, GAP, BEFORE = date(2026, 6, 1), date(2024, 6, 1), date(2020, 6, 1)


def weigh(crime: str, acted_on: date, decided_on: date = TODAY, counts: dict[str, int] | None = None, **known: Any) -> Threshold:
    figures: dict[str, Any] = {name: Decimal(str(figure)) for name, figure in known.items()}
    return threshold(CRIMES.crime(crime), Figures(**figures, counts={name: Decimal(number) for name, number in (counts or {}).items()}), acted_on, decided_on)


def _only(name: str, figure: int) -> dict[str, Any]:
    return {name: figure}


def tier(result: Threshold) -> str:
    return result.governing.tier.tier if result.governing.tier else "none"


@pytest.mark.parametrize(
    ("crime", "known", "base", "heavy"),
    [
        ("counterfeit_mark", "gains", 30_000, 300_000),
        ("counterfeit_mark", "turnover", 50_000, 500_000),
        ("selling_counterfeit_marked_goods", "gains", 30_000, 300_000),
        ("selling_counterfeit_marked_goods", "sales", 50_000, 500_000),
        ("selling_counterfeit_marked_goods", "unsold", 150_000, 1_500_000),
        ("illegal_labels", "gains", 20_000, 100_000),  # five times, not ten
        ("illegal_labels", "items", 10_000, 50_000),
        ("copyright", "gains", 30_000, 300_000),
        ("copyright", "items", 500, 5_000),
        ("trade_secrets", "loss", 300_000, 3_000_000),
    ],
)
def test_the_multipliers_of_the_2025_interpretation(crime: str, known: str, base: int, heavy: int) -> None:
    assert [tier(weigh(crime, NOW, **_only(known, figure))) for figure in (base - 1, base, heavy - 1, heavy)] == ["none", "base", "base", "heavy"]


def test_gains_and_sales_are_separate_tests_and_never_stand_for_each_other() -> None:
    crime = "selling_counterfeit_marked_goods"
    assert tier(weigh(crime, NOW, sales=49_999, gains=29_999)) == "none"
    assert tier(weigh(crime, NOW, sales=49_999, gains=30_000)) == "base"
    assert tier(weigh(crime, NOW, sales=40_000)) == "none"
    assert tier(weigh(crime, NOW, gains=40_000)) == "base"


def test_before_26_april_2025_both_regimes_are_shown_and_the_milder_governs() -> None:
    result = weigh("selling_counterfeit_marked_goods", GAP, sales=300_000)
    shown = [(one.regime.regime, one.tier.tier if one.tier else "none", one.is_governing) for one in result.regimes]
    assert shown == [("new_statute_old_interp", "heavy", False), ("2025_interp", "base", True)]
    assert "milder, so it governs" in result.rule.en


def test_where_the_newer_lines_are_harsher_the_older_govern() -> None:
    result = weigh("illegal_labels", GAP, items=12_000)
    assert (tier(result), result.governing.regime.regime) == ("none", "new_statute_old_interp")
    assert [one.tier.tier if one.tier else "none" for one in result.regimes] == ["none", "base"]


def test_detention_makes_the_older_statute_the_milder_one() -> None:
    assert weigh("counterfeit_mark", BEFORE, turnover=60_000).governing.regime.regime == "old_statute_old_interp"


def test_the_day_of_the_act_chooses_and_a_decision_before_the_change_knows_one_regime_only() -> None:
    assert [one.regime.regime for one in weigh("copyright", date(2025, 4, 26), gains=1).regimes] == ["2025_interp"]
    assert [one.regime.regime for one in weigh("copyright", date(2025, 4, 25), gains=1).regimes] == ["new_statute_old_interp", "2025_interp"]
    assert [one.regime.regime for one in weigh("copyright", GAP, date(2025, 4, 25), gains=1).regimes] == ["new_statute_old_interp"]


@pytest.mark.parametrize(("sales", "warned"), [(39_999, False), (40_000, True), (50_000, True), (500_000, True)])
def test_the_warning_comes_at_four_fifths_of_the_base_line_and_stays(sales: int, warned: bool) -> None:
    assert weigh("selling_counterfeit_marked_goods", NOW, sales=sales).governing.is_warning is warned


def test_without_a_figure_it_is_not_said_to_be_below_the_line() -> None:
    for known, is_empty in (({}, True), ({"prior_penalties": 1}, True), ({"sales": 0}, False), ({"sales": 10}, False)):
        found = weigh("selling_counterfeit_marked_goods", date(2026, 1, 1), **known)
        assert (tier(found), found.governing.is_empty, "没有给出" in found.judgement[0].zh) == ("none", is_empty, is_empty)
    assert not weigh("fake_drugs", date(2026, 1, 1)).governing.is_empty


def test_an_earlier_penalty_lowers_the_line() -> None:
    crime = "selling_counterfeit_marked_goods"
    assert tier(weigh(crime, NOW, sales=30_000)) == "none"
    assert tier(weigh(crime, NOW, sales=30_000, prior_penalties=1)) == "base"
    assert tier(weigh(crime, NOW, sales=300_000, prior_penalties=1)) == "heavy"
    assert tier(weigh("counterfeit_mark", NOW, gains=20_000, marks=2)) == "base"
    assert tier(weigh("counterfeit_mark", NOW, gains=20_000, marks=1)) == "none"


def test_sold_and_unsold_goods_add_up_while_the_sold_part_stays_below_its_line() -> None:
    result = weigh("selling_counterfeit_marked_goods", NOW, sales=40_000, unsold=110_000)
    assert tier(result) == "base"
    assert tier(weigh("selling_counterfeit_marked_goods", NOW, sales=40_000, unsold=109_999)) == "none"


def test_unsold_goods_were_an_attempt_and_only_since_the_filing_standards_of_2010() -> None:
    assert weigh("selling_counterfeit_marked_goods", BEFORE, date(2021, 1, 1), unsold=150_000).governing.is_attempt
    with pytest.raises(BadInput, match=r"weigh none of what was given \(unsold\); they weigh: sales amount"):
        weigh("selling_counterfeit_marked_goods", date(2010, 5, 6), date(2010, 12, 1), unsold=150_000)
    assert weigh("selling_counterfeit_marked_goods", date(2010, 5, 7), date(2010, 12, 1), unsold=150_000).governing.is_attempt
    assert not weigh("selling_counterfeit_marked_goods", NOW, unsold=150_000).governing.is_attempt


def test_fake_goods_sold_and_unsold_are_lines_side_by_side() -> None:
    assert tier(weigh("fake_or_substandard_products", NOW, sales=40_000, unsold=160_000)) == "base_attempt"
    assert tier(weigh("fake_or_substandard_products", NOW, sales=200_000, unsold=160_000)) == "second"
    nearest = weigh("fake_or_substandard_products", NOW, unsold=130_000).governing
    assert (nearest.regime.regime, nearest.is_warning) == ("unsold_attempt", True)


def test_services_count_gains_only() -> None:
    lines = {one.regime.regime: one for one in weigh("counterfeit_mark", NOW, turnover=900_000, gains=40_000).regimes}
    assert lines["2025_interp_services"].tier is None
    heavy = lines["2025_interp_goods"].tier
    assert heavy is not None
    assert heavy.tier == "heavy"


def test_service_marks_were_no_crime_before_march_2021() -> None:
    assert "2025_interp_services" not in {one.regime.regime for one in weigh("counterfeit_mark", BEFORE, gains=60_000).regimes}
    assert "2025_interp_services" in {one.regime.regime for one in weigh("counterfeit_mark", GAP, gains=60_000).regimes}


def test_two_measures_at_half_make_a_combination() -> None:
    assert tier(weigh("copyright", NOW, items=250, turnover=25_000)) == "base"
    assert tier(weigh("copyright", NOW, items=249, turnover=25_000)) == "none"
    assert tier(weigh("copyright", NOW, items=250, gains=15_000)) == "none"  # of the items that combine gains are one after a penalty only
    assert tier(weigh("copyright", NOW, items=250, gains=10_000, prior_penalties=1)) == "base"


def test_what_only_a_person_can_find_decides_nothing_and_is_said() -> None:
    result = weigh("unsafe_food", NOW, sales=150_000)
    assert (tier(result), result.governing.possible and result.governing.possible.tier) == ("none", "serious")
    assert any("food-borne" in text.en or "situations" in text.en for text in result.judgement)
    assert tier(weigh("toxic_food", NOW, sales=150_000, prior_penalties=1)) == "serious"


@pytest.mark.parametrize(
    ("crime", "known", "possible"),
    [
        ("unsafe_food", {"sales": 200_000}, "serious"),
        ("obstructing_drug_administration", {"sales": 500_000}, "serious"),
        ("unsafe_products", {"loss": 120_000}, "base"),
        ("illegal_business", {"turnover": 600_000}, "base"),
    ],
)
def test_a_line_that_only_waits_for_a_judgement_is_never_called_below_the_line(crime: str, known: dict[str, int], possible: str) -> None:
    result = weigh(crime, NOW, **known)
    told = as_data(result)
    assert (result.governing.standing, told["tier"], told["possible"]) == ("to_judge", "to_judge", possible)
    assert result.governing.headline.zh == f"须由人判断（可能：{result.governing.possible.title.zh}）"
    assert told["headline"] == {"zh": result.governing.headline.zh, "en": result.governing.headline.en}
    assert told["warning"] is True
    assert (result.governing.reached_share or 0) >= 1


@pytest.mark.parametrize("crime", sorted(CRIMES.all))
def test_whoever_is_below_the_line_reaches_no_line_in_figures(crime: str) -> None:
    for name in ("sales", "unsold", "gains", "turnover", "loss", "items"):
        for figure in (1, 49_999, 50_000, 120_000, 200_000, 600_000, 3_000_000):
            try:
                result = weigh(crime, NOW, **{name: figure})
            except (BadInput, NotInBook):
                continue
            reached = [one for _, outcomes in result.governing.tiers for one in outcomes if one.is_reached is None and (one.share or 0) >= 1]
            assert result.governing.standing != "none" or not reached, (crime, name, figure)


def test_lines_of_tobacco_do_not_govern_goods_that_nobody_called_tobacco() -> None:
    assert weigh("illegal_business", NOW, turnover=600_000).governing.regime.regime == "general"
    named = threshold(CRIMES.crime("illegal_business"), Figures(turnover=Decimal(600_000), field="tobacco"), NOW, TODAY)
    assert (named.governing.regime.regime, tier(named)) == ("tobacco", "heavy")


def test_food_must_be_fit_to_cause_harm_whatever_was_sold() -> None:
    result = weigh("unsafe_food", NOW, sales=250_000, prior_penalties=1)
    assert (tier(result), result.governing.possible and result.governing.possible.tier) == ("none", "serious")
    assert any("it must also be enough to cause serious food poisoning" in text.en for text in result.judgement)


def test_a_bare_count_of_records_is_read_as_the_mildest_class() -> None:
    bare = weigh("personal_information", NOW, items=500)
    assert (tier(bare), bare.governing.possible and bare.governing.possible.tier) == ("none", "heavy")
    named = weigh("personal_information", NOW, counts={"records_lodging_comm_health_transaction": 500})
    assert tier(named) == "base"


def test_an_act_that_needs_no_amount_is_the_base_tier_whatever_was_sold() -> None:
    assert tier(weigh("toxic_food", NOW)) == "base"
    assert tier(weigh("toxic_food", NOW, sales=200_000)) == "serious"


def test_the_gap_of_2021_to_2025_asks_for_review_and_unverified_lines_are_marked() -> None:
    assert any("needs human review" in text.en for text in weigh("selling_counterfeit_marked_goods", GAP, date(2025, 1, 1), sales=60_000).judgement)


def test_a_line_that_nobody_read_decides_nothing_and_is_compared_with_none() -> None:
    fake = _unread("fake_drugs", "2022_interpretation")
    figures = Figures(sales=Decimal(250_000))
    found = threshold(fake, figures, NOW, TODAY)
    assert (tier(found), found.governing.possible and found.governing.possible.tier) == ("base", "especially_serious")
    assert any("UNVERIFIED and decides nothing" in text.en for text in found.judgement)
    with pytest.raises(NotInBook, match=r"2022_interpretation: production or sales amount.*UNVERIFIED"):
        threshold(fake, figures, date(2021, 6, 1), TODAY)


def _unread(crime: str, regime: str) -> Crime:
    """Return a crime as it would be if nobody had read the amounts of one regime."""
    whole = CRIMES.crime(crime)
    tiers = {
        tier.tier: replace(tier, tests=tuple(replace(test, verification="UNVERIFIED") if test.line else test for test in tier.tests))
        for one in whole.regimes
        if one.regime == regime
        for tier in one.tiers
    }
    regimes = tuple(replace(one, tiers=tuple(tiers.values())) if one.regime == regime else one for one in whole.regimes)
    return replace(whole, regimes=regimes)


def test_a_fake_drug_is_weighed_by_the_amounts_of_2022_as_they_were_quoted() -> None:
    assert [tier(weigh("fake_drugs", NOW, sales=figure)) for figure in (199_999, 200_000, 499_999, 500_000)] == [
        "base",
        "serious",
        "serious",
        "especially_serious",
    ]


def test_turnover_that_is_not_given_is_what_was_sold_and_what_is_left() -> None:
    assert tier(weigh("counterfeit_mark", NOW, sales=30_000, unsold=20_000)) == "base"
    assert tier(weigh("counterfeit_mark", NOW, sales=30_000, unsold=20_000, turnover=49_999)) == "none"
    data: Any = as_data(weigh("counterfeit_mark", NOW, sales=30_000, unsold=20_000))
    assert {test["read_as"]["en"] for test in data["regimes"][0]["tests"] if test["measure"] == "illegal_turnover"} == {
        "if not given: sales amount + value of unsold goods"
    }


@pytest.mark.parametrize(
    ("known", "acted_on", "decided_on", "said"),
    [
        ({"sales": -1}, NOW, TODAY, "from zero to"),
        ({"sales": float("nan")}, NOW, TODAY, "must be a number"),
        ({"sales": "1e9999999"}, NOW, TODAY, "from zero to"),
        ({}, NOW, date(2026, 5, 31), "is before the act"),
        ({}, date(1990, 1, 1), TODAY, "the first are of 2007-04-05"),
    ],
)
def test_bad_input_is_one_clear_error(known: dict[str, Any], acted_on: date, decided_on: date, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        weigh("copyright", acted_on, decided_on, **known)
    with pytest.raises(BadInput, match="no measure 'apples'"):
        weigh("copyright", NOW, counts={"apples": 1})


def test_as_data_tells_every_test_with_figure_line_share_and_penalty() -> None:
    data: Any = as_data(weigh("selling_counterfeit_marked_goods", GAP, sales=300_000))
    assert (data["crime"], data["tier"], data["regime"], data["warning"]) == ("selling_counterfeit_marked_goods", "base", "2025_interp", True)
    old = data["regimes"][0]
    assert (old["tier"], old["from"], old["to"], old["governs"]) == ("heavy", "2021-03-01", "2025-04-25", False)
    (test,) = [one for one in old["tests"] if one["tier"] == "heavy" and one["measure"] == "sales_amount"]
    assert (test["measure"], test["line"], test["figure"], test["share"], test["reached"]) == ("sales_amount", 250_000, 300_000, 1.2, True)
    assert data["penalty"]["zh"].startswith("三年以下")
    below: Any = as_data(weigh("copyright", NOW, gains=29_999.99))
    assert (below["tier"], below["share"], below["penalty"]) == ("none", 0.9999, None)


DAYS = st.dates(date(2007, 4, 5), date(2026, 11, 24))
MONEY = st.integers(0, 5_000_000)
IP = ["counterfeit_mark", "selling_counterfeit_marked_goods", "copyright", "illegal_labels", "trade_secrets", "selling_infringing_copies"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(IP), DAYS, MONEY, MONEY, st.integers(0, 500_000))
def test_more_never_makes_it_milder(crime: str, on: date, sales: int, gains: int, more: int) -> None:
    try:
        less = weigh(crime, on, sales=sales, gains=gains, unsold=0, loss=gains)
        worse = weigh(crime, on, sales=sales + more, gains=gains + more, unsold=more, loss=gains + more)
    except NotInBook:
        return  # refused, which is no milder
    assert worse.governing.severity >= less.governing.severity
    assert all(result.governing.severity <= max(one.severity for one in result.regimes) for result in (less, worse))


def test_halves_combine_only_among_the_measures_that_the_text_names() -> None:
    then = date(2023, 12, 1)
    assert tier(weigh("copyright", date(2023, 6, 1), then, counts={"works_online": 250, "registered_members": 500})) == "base"
    assert tier(weigh("copyright", date(2023, 6, 1), then, gains=15_000, counts={"copies": 250})) == "none"


@pytest.mark.parametrize(("first", "second", "reached"), [(25, 250, "base"), (25, 249, "none"), (250, 2_500, "heavy"), (250, 2_499, "base")])
def test_classes_below_their_lines_add_up_in_proportion(first: int, second: int, reached: str) -> None:
    counts = {"records_track_content_credit_property": first, "records_lodging_comm_health_transaction": second}
    assert tier(weigh("personal_information", NOW, counts=counts)) == reached


def test_a_field_with_lines_of_its_own_is_left_out_of_the_general_one() -> None:
    assert tier(weigh("fake_or_substandard_products", NOW, sales=40_000, unsold=30_000)) == "base_attempt"
    crime = CRIMES.crime("fake_or_substandard_products")
    tobacco = threshold(crime, Figures(sales=Decimal(40_000), unsold=Decimal(30_000), field="tobacco"), NOW, TODAY)
    assert (tier(tobacco), {one.regime.line for one in tobacco.regimes}) == ("none", {"sold", "tobacco"})
