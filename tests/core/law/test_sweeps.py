"""Where another tier begins, over amounts and over days."""

from datetime import date
from decimal import Decimal

from mingjian.core.law.measures import Figures
from mingjian.core.law.sweeps import over_amounts, over_days
from mingjian.core.procedure import crimes

SELLING = crimes().crime("selling_counterfeit_marked_goods")
ON, DECIDED = date(2026, 6, 1), date(2026, 11, 24)


def test_amounts_step_up_at_the_lines() -> None:
    steps = over_amounts(SELLING, Figures(sales=Decimal(1)), "sales", ON, DECIDED)
    assert [(str(step.since), step.name) for step in steps] == [("0.01", "none"), ("50000", "base"), ("500000", "heavy")]


def test_a_sum_reaches_its_line_earlier_by_what_else_is_there() -> None:
    steps = over_amounts(SELLING, Figures(sales=Decimal(1), unsold=Decimal(140_000)), "sales", ON, DECIDED)
    assert [(str(step.since), step.name) for step in steps][:2] == [("0.01", "none"), ("10000", "base")]


def test_days_step_where_the_law_changes() -> None:
    steps = over_days(crimes().crime("illegal_labels"), Figures(counts={"labels": Decimal(12_000)}), DECIDED)
    assert [(str(step.since), step.name) for step in steps][-1] == ("2025-04-26", "base")
    assert {step.name for step in steps[:-1]} == {"none"}


def test_what_is_refused_is_a_step_too() -> None:
    steps = over_days(crimes().crime("selling_infringing_copies"), Figures(counts={"copies_sold": Decimal(1_200)}), DECIDED)
    assert [(step.name, step.rank) for step in steps][-2:] == [("", -1), ("base", 1)]


def test_two_halves_are_reached_at_half_of_a_line() -> None:
    steps = over_amounts(crimes().crime("copyright"), Figures(counts={"copies": Decimal(250)}), "turnover", ON, DECIDED)
    assert [(str(step.since), step.name) for step in steps][:2] == [("0.01", "none"), ("25000", "base")]
    again = Figures(counts={"copies": Decimal(250)}, prior_penalties=Decimal(1))
    assert [(str(step.since), step.name) for step in over_amounts(crimes().crime("copyright"), again, "gains", ON, DECIDED)][:2] == [
        ("0.01", "none"),
        ("10000", "base"),
    ]


def test_classes_in_proportion_are_reached_where_they_make_up_the_rest() -> None:
    figures = Figures(counts={"records_track_content_credit_property": Decimal(30)})
    steps = over_amounts(crimes().crime("personal_information"), figures, "records_lodging_comm_health_transaction", ON, DECIDED)
    assert [(str(step.since), step.name) for step in steps][:2] == [("0.01", "to_judge"), ("200", "base")]
