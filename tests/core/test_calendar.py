"""The Chinese working calendar, against an independent one."""

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]  # it has no stubs
import pytest

from mingjian.core.calendar import Calendar
from mingjian.core.procedure import rulebook


@pytest.fixture(scope="module")
def china() -> Calendar:
    return rulebook().calendar


def test_every_day_since_2019_agrees_with_an_independent_calendar(china: Calendar) -> None:
    days = [date(2019, 1, 1) + timedelta(days=i) for i in range((date(2026, 12, 31) - date(2019, 1, 1)).days + 1)]
    assert [day for day in days if china.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_a_sunday_worked_for_the_national_day_is_a_working_day(china: Calendar) -> None:
    assert china.is_working_day(date(2026, 9, 20))


def test_a_holiday_is_off_and_has_a_name(china: Calendar) -> None:
    day = date(2026, 2, 18)
    assert not china.is_working_day(day)
    name = china.holiday(day)
    assert name is not None
    assert name.zh == "春节"


def test_it_knows_how_far_the_holidays_are_published(china: Calendar) -> None:
    assert china.known_until == date(2026, 12, 31)
    assert not china.is_provisional(date(2026, 12, 31))
    assert china.is_provisional(date(2027, 1, 1))
    assert not china.is_provisional(date(2012, 1, 1))
    assert china.is_provisional(date(2011, 12, 31))
    assert china.is_on_file(date(2030, 12, 31))
    assert not china.is_on_file(date(2031, 1, 1))


def test_adding_leaves_out_the_day_itself(china: Calendar) -> None:
    assert china.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert china.add_working_days(date(2026, 9, 30), 0) == date(2026, 9, 30)


def test_adding_back_undoes_adding_from_a_working_day(china: Calendar) -> None:
    start = date(2026, 2, 13)
    assert all(china.add_working_days(china.add_working_days(start, n), -n) == start for n in range(40))


def test_between_counts_the_last_day_and_not_the_first(china: Calendar) -> None:
    assert china.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert china.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert china.working_days_between(date(2026, 9, 30), date(2026, 9, 30)) == 0


def test_a_day_off_moves_to_the_next_worked_day(china: Calendar) -> None:
    assert china.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert china.next_working_day(date(2026, 10, 10)) == date(2026, 10, 10)


def test_a_calendar_without_years_counts_monday_to_friday() -> None:
    plain = Calendar()
    assert plain.known_until == date.min
    assert plain.is_working_day(date(2026, 10, 1))
    assert not plain.is_working_day(date(2026, 10, 10))
