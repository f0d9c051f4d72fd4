"""What rests on an article or a value."""

from datetime import date

from mingjian.core.procedure import crimes, duties, liabilities, rulebook
from mingjian.core.procedure.dependents import acts_on, clocks_on, duties_on, limited_by, regimes_on, steps_on, touches

BOOK, ON = rulebook(), date(2026, 11, 24)


def test_an_article_is_touched_by_its_values_and_a_value_only_by_itself() -> None:
    assert touches("ecl/43#right_holder_acts", "ecl/43")
    assert not touches("ecl/43", "ecl/43#right_holder_acts")
    assert not touches("ecl/4", "ecl/43")


def test_steps_and_clocks_are_those_of_the_sheets_of_the_day() -> None:
    assert {sheet.procedure for sheet, _ in steps_on(BOOK, "ecl/43", ON)} >= {"notice_and_delete"}
    assert steps_on(BOOK, "ecl/43", date(2018, 12, 31)) == []
    (clock,) = [one for one in clocks_on(BOOK, "ecl/43#right_holder_acts", ON) if one.sheet.procedure == "notice_and_delete" and one.use == "period"]
    assert clock.deadline.period == "ecl/43#right_holder_acts"


def test_duties_fines_and_lines_of_crimes_are_found_from_below() -> None:
    assert "platform.admission.reverify" in {duty.name for duty in duties_on(duties(), BOOK.statutes, "online_trading_measures/24#reverify", ON)}
    assert "platform_ip" in {act.act for act in acts_on(liabilities(), "ecl/84")}
    assert "counterfeit_mark" in {crime.crime for crime, _ in regimes_on(crimes(), "ip_interp_2025/3")}


def test_a_value_that_limits_others_names_them() -> None:
    capped = {value.exclusion_cap for value in BOOK.statutes.values() if value.exclusion_cap}
    assert capped
    for cap in capped:
        assert all(value.exclusion_cap == cap for value in limited_by(BOOK.statutes, cap, ON))
