"""Several acts, acts over a change of law, limitation, and set-off."""

from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.course import Deed, limit_of_penalty, limit_of_prosecution, set_off, several
from mingjian.core.procedure import crimes, liabilities, rulebook

LAW = rulebook().statutes


def deed(act: str, field: str, since: date, until: date | None = None, amount: int | None = None) -> Deed:
    return Deed(liabilities().act(act), field, since, until or since, Decimal(amount) if amount is not None else None)


def test_each_of_several_acts_is_fined_by_itself_and_the_most_adds_up() -> None:
    found, most = several([deed("expired_goods", "food", date(2026, 6, 1), amount=100), deed("fake_trading", "other", date(2026, 6, 1))], LAW)
    assert [one.most for one in found] == [100_000, 1_000_000]
    assert most == 1_100_000


def test_an_act_over_a_change_of_law_is_shown_under_both_and_adds_to_nothing_where_they_differ() -> None:
    (one,), most = several([deed("unregistered_product", "electrical_electronic", date(2023, 7, 1), date(2023, 8, 1), 5_000)], LAW)
    assert (one.first is not None, one.last is not None, most) == (True, True, None)
    assert one.judgement is not None
    assert "over a change of law" in one.judgement.en


def test_what_the_book_has_not_makes_no_sum() -> None:
    (one, _), most = several([deed("expired_goods", "food", date(2015, 6, 1)), deed("fake_trading", "other", date(2026, 6, 1))], LAW)
    assert most is None
    assert one.refusal is not None
    assert "Food Safety Law before 2015-10-01" in one.refusal.en


@pytest.mark.parametrize(("found", "harm", "run_out"), [(date(2026, 2, 28), False, False), (date(2026, 3, 1), False, True), (date(2026, 3, 1), True, False)])
def test_two_years_or_five_with_harm(found: date, harm: bool, run_out: bool) -> None:
    assert limit_of_penalty(date(2024, 2, 29), found, LAW, has_harm=harm).has_run_out is run_out


@pytest.mark.parametrize(
    ("ended", "found", "last", "run_out", "ref"),
    [
        (date(2019, 5, 1), date(2022, 1, 10), date(2021, 5, 1), True, "apl/29#limitation"),
        (date(2019, 7, 14), date(2022, 1, 10), date(2021, 7, 14), True, "apl/29#limitation"),
        (date(2019, 5, 1), date(2020, 5, 1), date(2021, 5, 1), False, "apl/29#limitation"),
        (date(2021, 7, 15), date(2024, 6, 1), date(2026, 7, 15), False, "apl/36#limitation_with_harm"),
    ],
)
def test_two_years_that_ran_out_before_the_law_of_2021_are_not_revived_by_its_five(ended: date, found: date, last: date, run_out: bool, ref: str) -> None:
    limit = limit_of_penalty(ended, found, LAW, has_harm=True)
    assert (limit.last, limit.has_run_out, limit.value.ref, limit.later) == (last, run_out, ref, None)


@pytest.mark.parametrize(("found", "run_out"), [(date(2023, 6, 30), False), (date(2024, 6, 1), None), (date(2026, 6, 30), None), (date(2026, 7, 1), True)])
def test_whether_five_years_lengthen_two_that_were_still_running_is_said_to_be_unsure(found: date, run_out: bool | None) -> None:
    limit = limit_of_penalty(date(2021, 6, 30), found, LAW, has_harm=True)
    assert (limit.last, limit.has_run_out) == (date(2023, 6, 30), run_out)
    assert limit.later is not None
    assert limit.later.last == date(2026, 6, 30)
    assert limit.doubt is not None
    assert "由人判断" in limit.doubt.zh
    assert limit_of_penalty(date(2021, 6, 30), found, LAW, has_harm=False).has_run_out is (found > date(2023, 6, 30))


@pytest.mark.parametrize(("ended", "version"), [(date(1996, 10, 1), "1996-10-01"), (date(2009, 8, 27), "2009-08-27"), (date(2018, 1, 1), "2018-01-01")])
def test_each_version_of_the_penalty_law_limits_its_own_acts(ended: date, version: str) -> None:
    limit = limit_of_penalty(ended, date(2021, 1, 1), LAW, has_harm=True)
    assert (limit.value.in_force.isoformat(), limit.value.number, limit.doubt) == (version, 2, None)


def test_before_the_penalty_law_there_was_no_such_limit() -> None:
    with pytest.raises(BadInput, match="there was no such law"):
        limit_of_penalty(date(1996, 9, 30), date(1997, 1, 1), LAW, has_harm=False)


def test_the_number_of_the_higher_fine_was_limitations_before_2021_and_gives_no_rule_then() -> None:
    assert LAW.stood_under("apl/29", date(2020, 6, 1)) == "24"
    assert LAW.stood_under("apl/36", date(2020, 6, 1)) == "29"
    assert LAW.stood_under("apl/36", date(2021, 7, 15)) == "36"
    assert LAW.stood_under("apl/37", date(2020, 6, 1)) == ""


@pytest.mark.parametrize(("crime", "regime", "tier", "years"), [
    ("copyright", "2025_interp", "base", 5),
    ("copyright", "2025_interp", "heavy", 15),
    ("selling_infringing_copies", "2025_interp", "base", 10),
    ("fake_drugs", "2014_interpretation", "especially_serious", 20),
])  # fmt: skip
def test_prosecution_is_limited_by_the_gravest_penalty(crime: str, regime: str, tier: str, years: int) -> None:
    of = next(one for found in crimes().crime(crime).regimes if found.regime == regime for one in found.tiers if one.tier == tier)
    limit = limit_of_prosecution(of, date(2020, 6, 1), date(2026, 6, 1), LAW)
    assert limit.last == date(2020 + years, 6, 1)
    assert limit.has_run_out is (years == 5)


def test_a_fine_counts_towards_the_criminal_fine_and_none_is_given_after() -> None:
    assert (set_off(Decimal(100), Decimal(30)).left, set_off(Decimal(100), Decimal(300)).left) == (70, 0)
    assert "none is given any more" in set_off(Decimal(100), None).said.en
    with pytest.raises(BadInput, match="from zero"):
        set_off(Decimal(-1), None)
    with pytest.raises(BadInput, match="before it ended"):
        limit_of_penalty(date(2024, 2, 2), date(2024, 2, 1), LAW, has_harm=False)
    with pytest.raises(BadInput, match="before it begins"):
        several([deed("expired_goods", "food", date(2026, 6, 1), date(2026, 5, 1))], LAW)
