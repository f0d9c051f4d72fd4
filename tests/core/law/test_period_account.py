"""Periods as a person asks for them, and what a naive reader gets wrong about them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import BadInput, NotFound, NotInBook
from mingjian.core.law import LawValue, Pause, Reckoning, pause_of, periods, reckon
from mingjian.core.procedure import rulebook

BOOK = rulebook()
ZONE = ZoneInfo("Asia/Shanghai")


def reckoned(ref: str, start: str, *left_out: str, on: str | None = None) -> Reckoning:
    instant = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    return reckon(BOOK.statutes, BOOK.calendar, ref, instant, date.fromisoformat(on) if on else None, [pause_of(text) for text in left_out])


def last_day(ref: str, start: str, *left_out: str, on: str | None = None) -> date:
    found = reckoned(ref, start, *left_out, on=on).due
    assert found is not None
    return found.at.date()


# The ten facts, as far as they are about periods.


def test_the_fifteen_days_run_from_arrival_of_the_statement_at_the_right_holder() -> None:
    value = BOOK.statutes.value("ecl/43#right_holder_acts", date(2026, 3, 3))
    assert value.starts is not None
    assert "到达权利人" in value.starts.zh
    assert last_day("ecl/43#right_holder_acts", "2026-03-03T10:00") == date(2026, 3, 18)


def test_notarisation_is_not_counted_but_for_twenty_working_days_at_most() -> None:
    ref = "ecl/43#right_holder_acts"
    assert last_day(ref, "2026-03-03T10:00", "2026-03-04..2026-03-10=公证") == date(2026, 3, 25)
    assert reckoned(ref, "2026-03-03T10:00", "2026-03-04..2026-03-31=公证").notes == ()  # exactly twenty working days
    assert last_day(ref, "2026-03-03T10:00", "2026-03-04..2026-03-31=公证") == date(2026, 4, 15)
    longer = reckoned(ref, "2026-03-03T10:00", "2026-03-04..2026-06-30=公证")
    assert longer.due is not None
    assert longer.due.at.date() == date(2026, 4, 15)
    assert "20 个工作日" in longer.notes[0].zh


def test_three_days_are_calendar_days_in_the_transfer_rules_and_working_days_in_the_penalty_law() -> None:
    friday = "2026-06-05T10:00"
    assert last_day("transfer_rules/5#approve", friday) == date(2026, 6, 8)
    assert last_day("apl/48#withdraw", friday) == date(2026, 6, 10)
    assert last_day("transfer_rules/12#hand_over", friday) == date(2026, 6, 8)


def test_the_ninety_days_begin_at_filing() -> None:
    for ref in ("penalty_procedure/64#decide", "apl/60#decide"):
        value = BOOK.statutes.value(ref, date(2026, 6, 1))
        assert value.starts is not None
        assert (value.number, value.unit, value.starts.zh) == (90, "calendar_days", "立案")
    extension = BOOK.statutes.value("penalty_procedure/64#decide_extension", date(2026, 6, 1))
    assert (extension.number, extension.extends) == (30, "decide")
    assert extension.approval is not None
    assert "负责人" in extension.approval.zh


def test_complaint_and_report_on_an_operator_go_to_different_authorities() -> None:
    day = date(2026, 6, 1)
    complaint, report = (BOOK.statutes.article(f"complaint_2025/{number}", day).gist.zh for number in ("13", "31"))
    assert "公示" in complaint
    assert "实际经营地" in report
    assert "实际经营地" not in complaint


def test_live_video_has_two_clocks_of_which_the_later_governs() -> None:
    ended = last_day("online_trading_measures/20#video_retention", "2026-03-02T22:00")
    traded = last_day("livestream_measures/16#retention", "2026-03-20T09:00")
    assert (ended, max(ended, traded)) == (date(2029, 3, 2), date(2029, 3, 20))


def test_no_general_statute_fixes_hours_for_taking_down_illegal_goods() -> None:
    for ref in ("online_trading_measures/29#act_and_report", "csl/49#stop", "ecl/42#take_measures"):
        found = reckoned(ref, "2026-06-01T10:00")
        assert found.due is None
        assert "没有规定具体时间" in found.notes[0].zh
    hours = {value.ground.partition("/")[0] for value in periods(BOOK.statutes) if value.unit == "hours"}
    assert "transfer_rules" in hours
    assert not hours & {
        "ecl",
        "online_trading_measures",
        "livestream_measures",
        "csl",
        "food_safety_law",
        "drug_law",
        "cosmetics_reg",
        "device_reg",
        "civil_code",
    }


def test_the_exemption_is_for_a_person_and_a_year_over_all_platforms() -> None:
    value = BOOK.statutes.value("online_trading_measures/8#exempt_turnover", date(2026, 6, 1))
    assert (value.most, value.unit) == (100_000, "cny")
    assert "同一人、全部平台" in value.title.zh


def test_mediation_was_counted_in_working_days_before_the_regulation_of_2024() -> None:
    assert last_day("complaint_2019/21#mediate", "2024-06-30T10:00") == date(2024, 8, 30)
    assert last_day("complaint_2019/21#mediate", "2026-04-14T10:00") == date(2026, 6, 15)  # the sixtieth day, the 13th, is a Saturday
    assert last_day("complaint_2025/23#mediate", "2026-04-15T10:00") == date(2026, 6, 15)  # the sixtieth day, the 14th, is a Sunday


# Asking.


def test_the_law_of_the_day_of_the_event_governs_unless_another_day_is_named() -> None:
    late = datetime.fromisoformat("2026-04-14T17:00+00:00")  # already the fifteenth in Beijing
    with pytest.raises(BadInput, match="已失效"):
        reckon(BOOK.statutes, BOOK.calendar, "complaint_2019/21#mediate", late)
    assert last_day("complaint_2019/21#mediate", "2026-04-15T01:00", on="2026-04-14") == date(2026, 6, 15)


def test_a_figure_that_was_not_read_in_the_text_says_so() -> None:
    assert "UNVERIFIED" in reckoned("reverse_opinion_2023/whole#pass_on", "2026-06-01T10:00").notes[0].zh
    assert "secondary" in reckoned("platform_rules_measures/12#publish_major_change", "2026-06-01T10:00").notes[0].zh
    assert reckoned("ecl/43#right_holder_acts", "2026-06-01T10:00").notes == ()


def test_what_is_no_period_or_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="不是期限"):
        reckoned("aucl/25#fine", "2026-06-01T10:00")
    with pytest.raises(NotFound, match="没有数值"):
        reckoned("ecl/43#nothing", "2026-06-01T10:00")
    with pytest.raises(BadInput, match="时区"):
        reckon(BOOK.statutes, BOOK.calendar, "ecl/43#right_holder_acts", datetime(2026, 6, 1))  # noqa: DTZ001  # the fault under test


def test_both_days_of_a_span_are_left_out() -> None:
    assert last_day("penalty_procedure/72#pay_fine", "2026-06-01T10:00", "2026-06-02..2026-06-02=停电") == date(2026, 6, 17)
    assert last_day("penalty_procedure/72#pay_fine", "2026-06-01T10:00") == date(2026, 6, 16)


def test_a_pause_between_instants_is_taken_as_it_is() -> None:
    pause = pause_of("2026-06-01T10:00+08:00..2026-06-01T12:00+08:00=送检")
    assert pause == Pause(datetime(2026, 6, 1, 10, tzinfo=ZONE), datetime(2026, 6, 1, 12, tzinfo=ZONE), "送检")


@pytest.mark.parametrize(
    "text",
    ["", "2026-06-01", "2026-06-05..2026-06-01", "2026-06-05..2026-06-04",
     "1900-01-01..2026-01-01", "2026-06-01..x", "2026-02-30..2026-03-01", "0001-01-01..0001-01-02",
     "2026-06-01T10:00..2026-06-01T12:00", "2026-06-01..2026-06-02T10:00+08:00"],
)  # fmt: skip
def test_a_span_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        pause_of(text)


@pytest.mark.parametrize("value", [pytest.param(one, id=f"{one.ref} {one.in_force}") for one in periods(BOOK.statutes) if one.number is not None])
def test_every_period_of_the_rulebook_can_be_counted_and_never_ends_on_a_forbidden_day(value: LawValue) -> None:
    start = datetime.combine(value.in_force, datetime.min.time(), ZONE)
    found = reckon(BOOK.statutes, BOOK.calendar, value.ref, start).due
    assert found is not None
    if value.rolls and value.unit != "hours":
        assert BOOK.calendar.is_working_day(found.at.date())
    assert (found.at < start) == (value.runs == "back")


# What hangs on holidays that are not on file.


@pytest.mark.parametrize(("start", "on"), [("2035-01-05", None), ("2030-12-30", None), ("2011-12-28", "2012-01-01")])
def test_working_days_of_a_year_without_a_calendar_are_refused(start: str, on: str | None) -> None:
    with pytest.raises(NotInBook, match="no holiday calendar of 20"):
        reckoned("acl/54#reminder", start, on=on)


def test_calendar_days_of_such_a_year_say_that_weekends_alone_were_left_out() -> None:
    found = reckoned("apl/67#pay_fine", "2035-09-20").due
    assert found is not None
    assert "weekends alone were left out" in found.basis.en


def test_a_period_that_does_not_roll_says_nothing_of_holidays() -> None:
    found = reckoned("apl/36#limitation", "2026-09-30").due
    assert found is not None
    assert "provisional" not in found.basis.en


@pytest.mark.parametrize(
    ("ref", "start", "end"),
    [
        ("criminal_procedure_law/91#request_arrest", "2026-02-13", "2026-02-16"),
        ("criminal_procedure_law/91#decide_arrest", "2026-02-10", "2026-02-17"),
        ("criminal_procedure_law/156#custody", "2025-12-20", "2026-02-20"),
    ],
)
def test_custody_ends_with_its_last_day_and_no_holiday_lengthens_it(ref: str, start: str, end: str) -> None:
    found = reckoned(ref, start)
    assert found.due is not None
    assert (found.due.at.date(), found.notes) == (date.fromisoformat(end), ())
    assert "does not move on" in found.due.basis.en


def test_no_period_that_starts_with_detention_or_arrest_moves_on() -> None:
    custody = [value for value in BOOK.statutes.values() if value.starts and value.starts.zh in ("拘留", "逮捕", "收到提请批准逮捕书")]
    assert len(custody) >= 4
    assert [value.ref for value in custody if value.rolls or value.rolls_otherwise] == []


def test_a_period_that_moves_only_for_whoever_is_at_large_tells_both_last_days() -> None:
    found = reckoned("criminal_procedure_law/172#review", "2026-01-18")
    assert found.due is not None
    assert found.due.at.date() == date(2026, 2, 18)
    assert [text.en for text in found.notes] == ["where the suspect or defendant is not in custody, a day off moves it on (art. 105): 2026-02-24."]
    assert reckoned("criminal_procedure_law/172#review", "2026-03-03").notes == ()  # both ways the same day


def test_a_period_that_a_higher_text_superseded_is_counted_by_that_text_and_says_so() -> None:
    found = reckoned("complaint_2019/21#mediate", "2025-11-03")
    assert found.due is not None
    assert (found.value.ref, found.due.at.date()) == ("consumer_reg/46#mediate", date(2026, 1, 4))
    assert "consumer_reg/46#mediate is counted" in found.notes[0].en
    before = reckoned("complaint_2019/21#mediate", "2024-06-28")
    assert (before.value.number, before.value.unit, before.notes) == (45, "working_days", ())


def test_time_left_out_that_the_article_does_not_name_is_told_with_the_day_without_it() -> None:
    """Article 60 of the Penalty Law leaves nothing out: the day was told as if it did, marked as read in the text."""
    (note,) = reckoned("apl/60#decide", "2026-05-11", "2026-05-20..2026-05-29=检验").notes
    assert note.zh == "该条没有写明不计入的时间。扣除“检验”须另有依据；不扣除的，为 2026-08-10。"
    (note,) = reckoned("penalty_procedure/64#decide", "2026-05-11", "2026-05-20..2026-05-29=吃饭").notes
    assert "不计入的是：中止、听证、公告" in note.zh
    assert "2026-08-10" in note.en
    (note,) = reckoned("penalty_procedure/64#decide", "2026-05-11", "2026-05-20..2026-05-29").notes
    assert "没有写明原因的时间" in note.zh
    named = reckoned("penalty_procedure/64#decide", "2026-05-11", "2026-05-20..2026-05-29=检验", "2026-06-01..2026-06-02=散步").notes
    assert [one.zh.count("散步") for one in named] == [1]
    assert "2026-08-19" in named[0].zh
    assert reckoned("penalty_procedure/64#decide", "2026-05-11", "2026-05-20..2026-05-29=检验").notes == ()
