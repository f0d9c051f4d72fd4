"""The law of the act and that of the decision: the milder one applies, and where nobody can say which it is, both are shown (Penalty Law 37)."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.course import Deed, several
from mingjian.core.law.milder import Decided, decided
from mingjian.core.law.provisions import Missing
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.discretions import fine_placed

ACTS = liabilities()
LAW = rulebook().statutes
NOW = date(2026, 11, 30)


def ask(act: str, field: str, on: date, decided_on: date = NOW, amount: int | None = None) -> Decided:
    return decided(ACTS.act(act), field, on, decided_on, LAW, Decimal(amount) if amount is not None else None)


def governing(result: Decided) -> tuple[str, int | None, int | None]:
    one = next(one for one in result.first.weighings if one.is_governing)
    least, most = (None if figure is None else int(figure) for figure in (one.least, one.most))
    return one.provision.ground, least, most


def test_the_milder_law_of_the_decision_is_told_first_and_that_of_the_act_beside_it() -> None:
    result = ask("fake_goods", "seed", date(2021, 6, 1), amount=15_000)
    assert governing(result) == ("seed_law/74", 20_000, 200_000)
    assert (result.is_later, result.is_sure, result.rule_ground) == (True, True, "apl/37")
    assert result.other is not None
    assert next(one.most for one in result.other.weighings if one.is_governing) == 300_000


def test_a_heavier_law_of_the_decision_is_not_applied() -> None:
    result = ask("network_security_duties", "other", date(2025, 6, 1))
    assert (result.is_later, result.is_sure) == (False, True)
    assert governing(result)[0] == "csl/59"
    assert "does not fine less now" in result.rule.en


def test_what_is_milder_in_one_thing_and_heavier_in_another_is_left_to_a_person_with_both_shown() -> None:
    result = ask("unlicensed_trade", "clothing_shoes", date(2021, 6, 1))  # up to 10,000 at once, against 10,000 to 500,000 after an order or if serious
    assert (result.is_later, result.is_sure) == (False, False)
    assert result.other is not None
    assert "for a person" in result.rule.en


def test_a_law_that_changed_its_number_and_no_figure_is_no_change() -> None:
    result = ask("courier_data", "other", date(2024, 6, 1))
    assert (result.other, result.is_sure) == (None, True)


def test_a_decision_before_2021_has_no_rule_to_rest_on() -> None:
    result = ask("expired_goods", "drug", date(2018, 6, 1), date(2020, 6, 1), 3_000)
    assert (result.is_later, result.is_sure, result.rule_ground) == (False, False, None)
    assert "had no rule on the milder law" in result.rule.en


def test_a_law_of_the_decision_that_is_not_in_the_book_is_said_and_decides_nothing() -> None:
    missing = Missing((), NOW, None, Text("新法未录入", "the new law is not entered"))
    act = dataclasses.replace(ACTS.act("fake_trading"), missing=(missing,))
    result = decided(act, "other", date(2024, 6, 1), NOW, LAW)
    assert governing(result) == ("aucl/20", 200_000, 1_000_000)
    assert (result.other, result.is_sure) == (None, False)
    assert "the new law is not entered" in result.rule.en


def test_a_decision_before_the_act_is_refused() -> None:
    with pytest.raises(BadInput, match="before the act"):
        ask("fake_goods", "other", date(2026, 6, 1), date(2026, 5, 31))


def test_several_acts_are_summed_under_the_law_that_applies_and_not_where_a_person_must_say_which() -> None:
    old = date(2021, 6, 1)
    seed = Deed(ACTS.act("fake_goods"), "seed", old, old, Decimal(15_000))
    (one,), most = several([seed], LAW, NOW)
    assert most == 200_000
    assert one.changed is not None
    assert several([seed], LAW)[1] == 300_000  # without a day of decision, the law of the act
    shoes = Deed(ACTS.act("unlicensed_trade"), "clothing_shoes", old, old)
    assert several([seed, shoes], LAW, NOW)[1] is None


def test_a_fine_is_held_against_the_range_of_the_law_that_applies() -> None:
    facts = ("fake_goods", "seed", date(2021, 6, 1), Decimal(100_000), Decimal(15_000), None, [], "")
    assert fine_placed(*facts).is_lawful is False
    now = fine_placed(*facts, decided_on=NOW)
    assert now.is_lawful is True
    assert "the new one applies" in now.findings[0].en


def test_a_fine_outside_the_range_of_the_act_is_not_against_the_law_while_a_person_must_say_which_law_applies() -> None:
    facts = ("unlicensed_trade", "clothing_shoes", date(2021, 6, 1), Decimal(50_000), None, None, [], "")
    assert fine_placed(*facts).is_lawful is False  # up to 10,000 then
    later = fine_placed(*facts, decided_on=NOW)
    assert later.is_lawful is None
    assert "for a person" in later.findings[0].en
