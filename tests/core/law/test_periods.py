"""Periods against hand-counted days and against a slow reference that looks at each day."""

import calendar as months
import dataclasses
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.law import Pause, due, due_after
from mingjian.core.procedure import rulebook

ZONE = ZoneInfo("Asia/Shanghai")
BOOK = rulebook()
CHINA = BOOK.calendar
ONE = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def last_day(number: int, unit: str, start: str, *pauses: tuple[str, str]) -> date:
    paused = [Pause(at(since), at(until)) for since, until in pauses]
    return due_after(number, unit, at(start), CHINA, suspended=paused).at.date()


def test_fifteen_days_of_the_right_holder_count_holidays() -> None:
    assert last_day(15, "calendar_days", "2026-04-16T10:00") == date(2026, 5, 6)  # the first of May to the fifth are off, the last day was the first
    assert last_day(15, "calendar_days", "2026-06-01T23:59") == date(2026, 6, 16)


def test_working_days_leave_out_holidays_and_count_worked_weekends() -> None:
    assert last_day(7, "working_days", "2026-09-18T10:00") == date(2026, 9, 29)  # Sunday the 20th is worked, Friday the 25th is not


def test_a_last_day_off_moves_on_and_the_reason_is_given() -> None:
    counted = due_after(3, "calendar_days", at("2026-09-30T09:00"), CHINA)
    assert counted.at == at("2026-10-08T23:59:59")
    assert counted.counted == (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3))
    assert "顺延至 2026-10-08" in counted.basis.zh


def test_a_last_day_off_stays_where_the_law_lets_it_stay() -> None:
    assert due_after(3, "calendar_days", at("2026-09-30T09:00"), CHINA, rolls=False).at == at("2026-10-03T23:59:59")


def test_months_end_on_the_corresponding_day_or_the_last_of_the_month() -> None:
    assert last_day(1, "months", "2026-03-16T10:00") == date(2026, 4, 16)
    assert last_day(1, "months", "2025-03-31T10:00") == date(2025, 4, 30)
    assert last_day(1, "years", "2024-02-29T10:00") == date(2025, 2, 28)


def test_hours_run_from_the_event_through_nights_and_holidays() -> None:
    assert due_after(24, "hours", at("2026-09-30T17:20"), CHINA).at == at("2026-10-01T17:20")


def test_hours_stop_while_paused() -> None:
    paused = [Pause(at("2026-06-01T12:00"), at("2026-06-01T18:00")), Pause(at("2026-06-09T12:00"), at("2026-06-09T18:00"))]
    assert due_after(24, "hours", at("2026-06-01T10:00"), CHINA, suspended=paused).at == at("2026-06-02T16:00")


def test_of_a_pause_the_first_day_counts_and_the_last_does_not() -> None:
    assert last_day(5, "calendar_days", "2026-06-01T10:00", ("2026-06-03T10:00", "2026-06-05T10:00")) == date(2026, 6, 8)


def test_pauses_that_overlap_are_left_out_once() -> None:
    once = last_day(10, "working_days", "2026-06-01T10:00", ("2026-06-03T10:00", "2026-06-09T10:00"))
    twice = last_day(10, "working_days", "2026-06-01T10:00", ("2026-06-03T10:00", "2026-06-08T10:00"), ("2026-06-04T10:00", "2026-06-09T10:00"))
    assert once == twice == date(2026, 6, 22)


def test_a_pause_pushes_months_by_its_days_even_when_it_lies_in_the_pushed_part() -> None:
    assert last_day(1, "months", "2026-03-16T10:00", ("2026-03-20T10:00", "2026-03-23T10:00"), ("2026-04-17T10:00", "2026-04-20T10:00")) == date(2026, 4, 22)


def test_the_day_is_that_of_the_zone_and_not_of_greenwich() -> None:
    late = datetime.fromisoformat("2026-06-01T17:00+00:00")  # already the second in Beijing
    assert due_after(1, "calendar_days", late, CHINA).at == at("2026-06-03T23:59:59")


def test_a_count_into_an_unpublished_year_says_so() -> None:
    assert "2027 年放假安排尚未公布" in due_after(15, "working_days", at("2026-12-21T09:00"), CHINA).basis.zh
    assert "provisional" not in due_after(5, "working_days", at("2026-12-21T09:00"), CHINA).basis.en


def test_a_value_of_the_law_is_counted_as_it_says() -> None:
    value = BOOK.statutes.value("ecl/43#right_holder_acts", date(2026, 3, 3))
    assert due(value, at("2026-03-03T10:00"), CHINA).at == at("2026-03-18T23:59:59")


def test_a_naive_start_a_fine_a_duty_without_number_and_an_endless_period_are_refused() -> None:
    day = date(2026, 3, 3)
    check = BOOK.statutes.value("penalty_procedure/18#check", day)
    with pytest.raises(BadInput, match="时区"):
        due(check, datetime(2026, 3, 3), CHINA)  # noqa: DTZ001  # the fault under test
    for value in (BOOK.statutes.value("aucl/25#fine", day), BOOK.statutes.value("aucl/20#tell_reporter", day)):
        with pytest.raises(BadInput, match="不是有数字的期限"):
            due(value, at("2026-03-03T10:00"), CHINA)
    with pytest.raises(BadInput, match=r"无法计算 \d+ 个工作日的期限"):
        due(dataclasses.replace(check, number=10**9), at("2026-03-03T10:00"), CHINA)


def back(number: int, unit: str, event: str, *, rolls: bool = True) -> date:
    return due_after(number, unit, at(event), CHINA, rolls=rolls, runs="back").at.date()


def test_a_hearing_is_notified_seven_working_days_before_it() -> None:
    assert back(7, "working_days", "2026-10-15T09:00") == date(2026, 9, 30)  # 1 to 7 October are off, Saturday the 10th is worked


def test_thirty_days_before_the_end_of_trading_are_counted_back_through_holidays() -> None:
    assert back(30, "calendar_days", "2026-03-31T00:00", rolls=False) == date(2026, 3, 1)


def test_counted_back_a_day_off_moves_to_the_working_day_before() -> None:
    assert back(3, "calendar_days", "2026-10-06T09:00") == date(2026, 9, 30)
    assert "提前至 2026-09-30" in due_after(3, "calendar_days", at("2026-10-06T09:00"), CHINA, runs="back").basis.zh


def test_years_and_hours_are_counted_back_too() -> None:
    assert back(3, "years", "2024-02-29T09:00", rolls=False) == date(2021, 2, 28)
    assert due_after(24, "hours", at("2026-10-06T09:00"), CHINA, runs="back").at == at("2026-10-05T09:00")
    with pytest.raises(BadInput, match="倒算"):
        due_after(24, "hours", at("2026-10-06T09:00"), CHINA, runs="back", suspended=[Pause(at("2026-10-05T10:00"), at("2026-10-05T11:00"))])


def test_days_out_are_left_out_of_a_count_backwards() -> None:
    out = [Pause(at("2026-06-09T23:59"), at("2026-06-11T23:59"))]
    assert due_after(5, "calendar_days", at("2026-06-15T10:00"), CHINA, runs="back", rolls=False, suspended=out).at.date() == date(2026, 6, 8)
    assert due_after(1, "months", at("2026-06-15T10:00"), CHINA, runs="back", rolls=False, suspended=out).at.date() == date(2026, 5, 13)


def test_the_half_yearly_report_is_due_within_january_or_july_and_not_a_month_after_the_first() -> None:
    report = BOOK.statutes.value("online_trading_measures/25#half_year_report", date(2026, 1, 1))
    assert due(report, at("2026-01-01T00:00"), CHINA).at.date() == date(2026, 1, 31)  # a Saturday: the duty is to report in January
    assert due(report, at("2026-07-01T00:00"), CHINA).at.date() == date(2026, 7, 31)
    with pytest.raises(BadInput, match="无法计算"):
        due_after(3, "working_days", at("2026-01-01T00:00"), CHINA, runs="calendar")


def test_a_period_past_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(BadInput, match="历法"):
        due_after(3, "years", at("9998-01-01T00:00"), CHINA)


# The slow reference: one day after the other, with a tally.


def slowly(number: int, unit: str, start: date, out: set[date]) -> date:
    day, left = start, number
    if unit in ("months", "years"):
        year, month = start.year, start.month
        for _ in range(number * (12 if unit == "years" else 1)):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = date(year, month, min(start.day, months.monthrange(year, month)[1]))
        left = len([1 for i in range(1, (day - start).days + 1) if start + ONE * i in out])
    while left:
        day += ONE
        if day not in out and (unit != "working_days" or CHINA.is_working_day(day)):
            left -= 1
    while unit != "working_days" and not CHINA.is_working_day(day):
        day += ONE
    return day


STARTS = st.datetimes(datetime(2019, 1, 1), datetime(2026, 12, 31), timezones=st.just(ZONE))  # noqa: DTZ001  # bounds are naive by Hypothesis's rule
UNITS = st.sampled_from([("working_days", 60), ("calendar_days", 120), ("months", 8), ("years", 3)])
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3)


@given(STARTS, UNITS, st.data(), PAUSES)
@settings(deadline=None)
def test_any_period_ends_where_a_count_day_by_day_ends(start: datetime, unit: tuple[str, int], data: st.DataObject, pauses: list[tuple[int, int]]) -> None:
    number = data.draw(st.integers(1, unit[1]))
    out = {start.date() + ONE * i for since, length in pauses for i in range(since + 1, since + length + 1)}
    paused = [Pause(start + ONE * since, start + ONE * (since + length)) for since, length in pauses]
    end = due_after(number, unit[0], start, CHINA, suspended=paused).at
    assert end.date() == slowly(number, unit[0], start.date(), out)
    assert CHINA.is_working_day(end.date())


@given(STARTS, UNITS, st.integers(1, 30), st.integers(1, 60))
@settings(deadline=None)
def test_a_later_event_or_a_longer_period_never_ends_sooner(start: datetime, unit: tuple[str, int], number: int, later: int) -> None:
    number = min(number, unit[1])
    end = due_after(number, unit[0], start, CHINA).at
    assert due_after(number, unit[0], start + ONE * later, CHINA).at >= end
    assert due_after(number + 1, unit[0], start, CHINA).at >= end
    assert end.date() > start.date()


def slowly_back(number: int, unit: str, event: date) -> date:
    day, left = event, number
    if unit in ("months", "years"):
        month = event.year * 12 + event.month - 1 - number * (12 if unit == "years" else 1)
        day, left = date(month // 12, month % 12 + 1, min(event.day, months.monthrange(month // 12, month % 12 + 1)[1])), 0
    while left:
        day -= ONE
        left -= unit == "calendar_days" or CHINA.is_working_day(day)
    while not CHINA.is_working_day(day):
        day -= ONE
    return day


@given(STARTS, UNITS, st.data())
@settings(deadline=None)
def test_any_period_counted_back_ends_where_a_count_day_by_day_ends(event: datetime, unit: tuple[str, int], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, unit[1]))
    end = due_after(number, unit[0], event, CHINA, runs="back").at.date()
    assert end == slowly_back(number, unit[0], event.date())
    assert end < event.date()
    assert due_after(number, unit[0], event + ONE, CHINA, runs="back").at.date() >= end
