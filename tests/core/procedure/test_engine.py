"""What a step changes: on a small sheet with tracks, two signatures, conditions and extensions."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Change, Earlier, OpenDeadline, Opened, Rulebook, Sheet, Taken, advance, check, missed, rulebook, steps_open

ZONE = ZoneInfo("Asia/Shanghai")
BOTH = {"main": "filed", "measure": "free"}
NOON = datetime(2026, 6, 1, 12, tzinfo=ZONE)


@pytest.fixture
def book(folder: Path) -> Rulebook:
    return rulebook(folder)


@pytest.fixture
def sheet(book: Rulebook) -> Sheet:
    return book.sheet("penalty", date(2026, 6, 1))


def stored(one: Opened) -> OpenDeadline:
    return OpenDeadline(one.name, one.opened_at, one.due, one.extended, one.suspended_since, None, one.counting)


def take(sheet: Sheet, book: Rulebook, step: str, **more: Any) -> Change:
    more = {"state": BOTH, "roles": ["officer", "head"], "given": {}, "at": NOON, **more}
    return advance(sheet, step, rulebook=book, **more)


def test_the_opening_step_starts_every_track(sheet: Sheet, book: Rulebook) -> None:
    change = take(sheet, book, "file", state=None)
    assert (change.state_before, change.state) == (None, BOTH)
    assert [one.name for one in change.opens] == ["decide"]


def test_other_steps_need_a_dossier(sheet: Sheet, book: Rulebook) -> None:
    with pytest.raises(StepRefused, match="卷宗尚未建立"):
        take(sheet, book, "decide", state=None)


def test_a_track_moves_alone(sheet: Sheet, book: Rulebook) -> None:
    change = take(sheet, book, "seize", given={"reason": "假货"}, signed_by=["a", "b"], second_roles=["officer"])
    assert change.state == {"main": "filed", "measure": "seized"}
    assert {step.name for step in steps_open(sheet, change.state)} == {"release", "extend", "decide"}


def test_a_dossier_is_ended_when_every_track_is(sheet: Sheet) -> None:
    assert not sheet.is_ended(BOTH)
    assert not sheet.is_ended({"main": "decided", "measure": "seized"})
    assert sheet.is_ended({"main": "decided", "measure": "free"})
    assert sheet.label_of(BOTH).zh == "已立案；未采取措施"


@pytest.mark.parametrize(
    ("signed_by", "second", "said"),
    [
        ([], [], "还需要执法人员或部门负责人的第二个签名"),
        (["a"], ["officer"], "还需要"),
        (["a", "b"], ["auditor"], "还需要"),
        (["a", "a"], ["officer"], "不能出自同一人"),
    ],
)
def test_two_signatures_are_by_two_persons(sheet: Sheet, book: Rulebook, signed_by: list[str], second: list[str], said: str) -> None:
    with pytest.raises(StepRefused, match=said):
        take(sheet, book, "seize", given={"reason": "假货"}, signed_by=signed_by, second_roles=second)


def test_a_paper_starts_the_count_where_the_sheet_says_so(sheet: Sheet, book: Rulebook) -> None:
    (opened,) = take(sheet, book, "file", state=None, given={"served_on": "2026-05-20"}).opens
    assert opened.opened_at == datetime(2026, 5, 20, tzinfo=ZONE)
    assert opened.due == datetime(2026, 8, 18, 23, 59, 59, tzinfo=ZONE)


def test_a_count_cannot_start_after_the_step(sheet: Sheet, book: Rulebook) -> None:
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        take(sheet, book, "file", state=None, given={"served_on": "2026-06-02"})


def test_extensions_add_up_and_run_out(sheet: Sheet, book: Rulebook) -> None:
    running = stored(take(sheet, book, "file", state=None).opens[0])
    for due in (date(2026, 9, 29), date(2026, 10, 29)):
        (moved,) = take(sheet, book, "extend", deadlines=[running]).moved
        assert moved.due is not None
        assert moved.due.date() == due
        running = stored(moved)
    with pytest.raises(StepRefused, match="最多延长 2 次"):
        take(sheet, book, "extend", deadlines=[running])


def test_an_extension_is_counted_again_where_nothing_was_stored(sheet: Sheet, book: Rulebook) -> None:
    running = replace(stored(take(sheet, book, "file", state=None).opens[0]), counting={})
    (moved,) = take(sheet, book, "extend", deadlines=[running]).moved
    assert moved.due == datetime(2026, 9, 29, 23, 59, 59, tzinfo=ZONE)


def test_what_does_not_run_or_stands_still_cannot_be_extended(sheet: Sheet, book: Rulebook) -> None:
    running = stored(take(sheet, book, "file", state=None).opens[0])
    with pytest.raises(StepRefused, match="没有在计算"):
        take(sheet, book, "extend")
    with pytest.raises(StepRefused, match="没有在计算"):
        take(sheet, book, "extend", deadlines=[replace(running, closed_at=NOON)])
    with pytest.raises(StepRefused, match="已暂停计算"):
        take(sheet, book, "extend", deadlines=[replace(running, suspended_since=NOON)])


def test_a_condition_decides_whether_a_deadline_opens(sheet: Sheet, book: Rulebook) -> None:
    running = [stored(take(sheet, book, "file", state=None).opens[0])]
    here = take(sheet, book, "decide", given={"place": "here"}, deadlines=running)
    elsewhere = take(sheet, book, "decide", given={"place": "elsewhere"}, deadlines=running)
    assert ([one.name for one in here.opens], here.closes) == (["publish"], ("decide",))
    assert (elsewhere.opens, elsewhere.closes) == ((), ("decide",))


def test_only_what_runs_is_closed(sheet: Sheet, book: Rulebook) -> None:
    assert take(sheet, book, "decide", given={"place": "here"}).closes == ()


def test_hours_are_instants(sheet: Sheet, book: Rulebook) -> None:
    (opened,) = take(sheet, book, "seize", given={"reason": "假货"}, signed_by=["a", "b"], second_roles=["head"]).opens
    assert opened.due == datetime(2026, 6, 2, 12, tzinfo=ZONE)


def test_a_step_of_another_state_is_refused_and_those_open_are_named(sheet: Sheet, book: Rulebook) -> None:
    with pytest.raises(StepRefused) as refusal:
        take(sheet, book, "publish", roles=["officer"])
    assert "现在的状态是“已立案；未采取措施”，不能“公示”；现在可以办理：扣押、延期、决定" in refusal.value.text.zh
    assert "steps open now: Seize, Extend, Decide" in refusal.value.text.en


def test_a_step_unknown_to_the_sheet_or_the_role_is_refused(sheet: Sheet, book: Rulebook) -> None:
    with pytest.raises(StepRefused, match="没有步骤“burn”"):
        take(sheet, book, "burn")
    with pytest.raises(StepRefused, match="须由部门负责人办理"):
        take(sheet, book, "decide", roles=["officer"], given={"place": "here"})
    with pytest.raises(StepRefused, match="须由部门负责人办理"):
        take(sheet, book, "decide", roles=[], given={"place": "here"})


def test_open_steps_are_those_of_the_roles(sheet: Sheet) -> None:
    assert [step.name for step in steps_open(sheet, BOTH, ["officer"])] == ["seize"]
    assert [step.name for step in steps_open(sheet, BOTH, ["head"])] == ["extend", "decide"]
    assert steps_open(sheet, BOTH, []) == ()


def test_missing_a_deadline_leads_to_a_step_or_to_words(sheet: Sheet) -> None:
    step = missed(sheet, "decide").step
    assert step is not None
    assert step.name == "decide"
    assert (missed(sheet, "report").step, missed(sheet, "report").label.en) == (None, "not reported in time")
    with pytest.raises(NotFound, match="没有期限“tea”"):
        missed(sheet, "tea")


def test_a_change_can_be_written_as_json(sheet: Sheet, book: Rulebook) -> None:
    change = take(sheet, book, "file", state=None, given={"served_on": date(2026, 5, 20)})
    again = json.loads(json.dumps([change.state, dict(change.papers), dict(change.opens[0].counting)]))
    assert again == [BOTH, {"served_on": "2026-05-20"}, dict(change.opens[0].counting)]


def test_a_stored_deadline_counts_on_after_a_trip_through_json(sheet: Sheet, book: Rulebook) -> None:
    running = stored(take(sheet, book, "file", state=None).opens[0])
    back = replace(running, counting=json.loads(json.dumps(running.counting)))
    assert take(sheet, book, "extend", deadlines=[back]).moved == take(sheet, book, "extend", deadlines=[running]).moved


def with_until(sheet: Sheet) -> Sheet:
    """The small sheet, whose deadline ends on the day to come that the paper `served_on` fixes."""
    ends = {**sheet.deadlines, "decide": replace(sheet.deadlines["decide"], from_=None, until="served_on")}
    return replace(with_day_ahead(sheet), deadlines=ends)


def with_day_ahead(sheet: Sheet) -> Sheet:
    """The small sheet, in which the paper `served_on` is a day to come."""
    file = sheet.steps["file"]
    needs = tuple(replace(paper, past=False, follows=False, ahead=True) if paper.name == "served_on" else paper for paper in file.needs)
    return replace(sheet, steps={**sheet.steps, "file": replace(file, needs=needs)})


def test_a_paper_fixes_the_last_day_where_the_sheet_says_so(sheet: Sheet, book: Rulebook) -> None:
    (opened,) = take(with_until(sheet), book, "file", state=None, given={"served_on": "2026-06-20"}).opens
    assert opened.due == datetime(2026, 6, 20, 23, 59, 59, tzinfo=ZONE)
    (counted,) = take(with_until(sheet), book, "file", state=None).opens
    assert counted.due == datetime(2026, 8, 31, 23, 59, 59, tzinfo=ZONE)


def test_a_last_day_before_the_start_is_refused(sheet: Sheet, book: Rulebook) -> None:
    with pytest.raises(StepRefused, match="（2026-05-31）不能早于办理之日（2026-06-01）"):
        take(with_until(sheet), book, "file", state=None, given={"served_on": "2026-05-31"})


@pytest.mark.parametrize(("limit", "due"), [("apl/1#report", date(2026, 8, 31)), (None, date(2026, 9, 18))])
def test_no_more_time_is_left_out_than_the_law_allows(sheet: Sheet, book: Rulebook, limit: str | None, due: date) -> None:
    running = replace(stored(take(sheet, book, "file", state=None).opens[0]), suspended_since=NOON)
    limited = replace(sheet.deadlines["decide"], left_out_at_most=limit)  # 24 hours
    step = replace(sheet.steps["extend"], extends=(), resumes=("decide",))
    changed = replace(sheet, deadlines={**sheet.deadlines, "decide": limited}, steps={**sheet.steps, "extend": step})
    (moved,) = take(changed, book, "extend", at=NOON.replace(day=20), deadlines=[running]).moved
    assert moved.due is not None
    assert moved.due.date() == due


@pytest.mark.parametrize(("runs", "due"), [("back", date(2026, 3, 23)), ("calendar", date(2026, 6, 30))])
def test_a_period_counts_back_from_a_day_ahead_or_by_calendar_months(folder: Path, runs: str, due: date) -> None:
    law = folder / "laws/apl/2020-01-01.yaml"
    unit = "months" if runs == "calendar" else "calendar_days"
    law.write_text(
        law.read_text("utf-8").replace("number: 90, unit: calendar_days", f"number: {1 if runs == 'calendar' else 90}, unit: {unit}, runs: {runs}"), "utf-8"
    )
    book = rulebook(folder)
    given = {"served_on": "2026-06-21" if runs == "back" else "2026-06-01"}
    small = book.sheet("penalty", date(2026, 6, 1))
    (opened,) = take(with_day_ahead(small) if runs == "back" else small, book, "file", state=None, given=given).opens
    assert opened.due is not None
    assert opened.due.date() == due


def test_whoever_took_a_step_may_not_take_another_that_the_sheet_keeps_apart(folder: Path, broken: Any) -> None:
    broken("    by: [head]\n    needs: [place]", "    by: [head]\n    not_by: [seize]\n    needs: [place]")
    book = rulebook(folder)
    sheet, known = book.sheet("penalty", date(2026, 6, 1)), {"seize": {"li", "wang"}}
    with pytest.raises(StepRefused, match="办理过“扣押”的人不能再办理“决定”"):
        take(sheet, book, "decide", given={"place": "here"}, by="li", taken_by=known)
    assert take(sheet, book, "decide", given={"place": "here"}, by="zhao", taken_by=known).step == "decide"


def test_a_step_is_refused_until_the_deadline_that_must_run_out_first_has(folder: Path, broken: Any) -> None:
    broken("    by: [head]\n    needs: [place]", "    by: [head]\n    not_before: [decide, report]\n    needs: [place]")
    book = rulebook(folder)
    sheet, given = book.sheet("penalty", date(2026, 6, 1)), {"place": "here"}
    days, hours = (
        OpenDeadline("decide", NOON, datetime(2026, 6, 3, 23, 59, 59, tzinfo=ZONE)),
        OpenDeadline("report", NOON, datetime(2026, 6, 2, 12, tzinfo=ZONE)),
    )
    with pytest.raises(StepRefused, match="2026-06-04 起才能“决定”") as refusal:
        take(sheet, book, "decide", given=given, deadlines=[days])
    assert "may be taken from 2026-06-04 on" in refusal.value.text.en
    with pytest.raises(StepRefused, match="2026-06-02 12:00 起才能"):
        take(sheet, book, "decide", given=given, deadlines=[hours])
    with pytest.raises(StepRefused, match="暂停计算"):
        take(sheet, book, "decide", given=given, deadlines=[replace(days, suspended_since=NOON)])
    assert take(sheet, book, "decide", given=given, deadlines=[days], at=datetime(2026, 6, 4, 0, 0, tzinfo=ZONE)).step == "decide"
    assert take(sheet, book, "decide", given=given, deadlines=[replace(days, closed_at=NOON)]).step == "decide"
    assert take(sheet, book, "decide", given=given, deadlines=[replace(days, due=None)]).step == "decide"
    assert take(sheet, book, "decide", given=given).step == "decide"


def test_a_paper_with_a_question_mark_may_be_left_out(folder: Path, broken: Any) -> None:
    broken("    needs: [place]", "    needs: [place, 'reason?', served_on?]")
    book = rulebook(folder)
    sheet = book.sheet("penalty", date(2026, 6, 1))
    assert [(paper.name, paper.required) for paper in sheet.steps["decide"].needs] == [("place", True), ("reason", False), ("served_on", False)]
    assert take(sheet, book, "decide", given={"place": "here"}).papers == {"place": "here"}


def test_a_deadline_that_runs_is_not_opened_a_second_time_but_begins_anew_where_the_step_ends_it_too(broken: Any) -> None:
    twice = rulebook(broken("    extends: [decide]\n", "    opens: [decide]\n"))
    sheet = twice.sheet("penalty", date(2026, 6, 1))
    running = [stored(one) for one in take(sheet, twice, "file", state=None).opens]
    change = take(sheet, twice, "extend", deadlines=running, at=NOON.replace(day=2))
    assert (change.opens, change.moved, change.closes) == ((), (), ())
    ended = replace(sheet, steps={**sheet.steps, "extend": replace(sheet.steps["extend"], closes=("decide",))})
    anew = take(ended, twice, "extend", deadlines=running, at=NOON.replace(day=2))
    assert [(one.name, one.opened_at.day) for one in anew.moved] == [("decide", 2)]
    assert (anew.opens, anew.closes) == ((), ())


LINED = """
paid: {label: {zh: 拟罚款, en: Fine intended}, kind: amount, line: 'apl/1#fine', at_line: {paper: place, says: here, unless: reason}}
"""


def test_an_amount_at_its_line_asks_for_what_must_be_said_beside_it(folder: Path, broken: Any) -> None:
    papers = folder / "vocabularies/papers.yaml"
    papers.write_text(papers.read_text("utf-8").rstrip("\n") + LINED, "utf-8")
    broken("    needs: [place]", "    needs: [place, 'paid?', 'reason?']")
    book = rulebook(folder)
    sheet = book.sheet("penalty", date(2026, 6, 1))
    with pytest.raises(StepRefused, match="已达《某法》第1条的3000 元以下，“登记地”不能如此填写"):
        take(sheet, book, "decide", given={"place": "elsewhere", "paid": "3000"})
    for given in ({"place": "elsewhere", "paid": "2999"}, {"place": "here", "paid": "3000"}, {"place": "elsewhere", "paid": "3000", "reason": "另有规定"}):
        assert take(sheet, book, "decide", given=given).step == "decide"


def test_a_step_that_asks_for_the_amount_asks_for_the_rest(folder: Path, broken: Any) -> None:
    papers = folder / "vocabularies/papers.yaml"
    papers.write_text(papers.read_text("utf-8").rstrip("\n") + LINED, "utf-8")
    assert any("还须有 reason" in fault.zh for fault in check(broken("    needs: [place]", "    needs: [place, 'paid?']")))


def test_no_clock_runs_on_what_nobody_read(folder: Path) -> None:
    law = folder / "laws/apl/2020-01-01.yaml"
    law.write_text(law.read_text("utf-8").replace("en: filing}}", "en: filing}, verification: UNVERIFIED}"), "utf-8")
    assert any("不作期限" in fault.zh for fault in check(folder))


def test_a_day_of_what_happened_lies_between_the_step_that_it_follows_and_today(sheet: Sheet, book: Rulebook) -> None:
    """The step that it follows is the newest on the track; on a track at its start it is the opening of the dossier."""
    decide = replace(sheet.steps["decide"], needs=sheet.steps["file"].needs)
    asked = replace(sheet, steps={**sheet.steps, "decide": decide})
    opened = [Taken("file", NOON)]
    with pytest.raises(StepRefused, match="（2026-05-31）不能早于“立案”之日（2026-06-01）"):
        take(asked, book, "decide", given={"served_on": "2026-05-31"}, record=opened, at=NOON.replace(day=9))
    with pytest.raises(StepRefused, match="不能晚于办理之日（2026-06-09）"):
        take(asked, book, "decide", given={"served_on": "2026-06-10"}, record=opened, at=NOON.replace(day=9))
    assert take(asked, book, "decide", given={"served_on": "2026-06-01"}, record=opened, at=NOON.replace(day=9)).papers


def test_a_day_follows_the_newest_step_of_the_dossier_that_this_one_arose_from(sheet: Sheet, book: Rulebook) -> None:
    file = sheet.steps["file"]
    needs = tuple(replace(paper, follows=False, after_source=True) if paper.name == "served_on" else paper for paper in file.needs)
    asked = replace(sheet, steps={**sheet.steps, "file": replace(file, needs=needs)})
    closed = Earlier(Text("办结", "Close"), date(2026, 5, 30))
    with pytest.raises(StepRefused, match="不能早于“办结”之日（2026-05-30）"):
        take(asked, book, "file", state=None, given={"served_on": "2020-01-01"}, source=closed)
    assert take(asked, book, "file", state=None, given={"served_on": "2026-05-30"}, source=closed).opens
    assert take(asked, book, "file", state=None, given={"served_on": "2020-01-01"}).opens


def test_a_step_is_open_only_where_the_newest_paper_on_record_says_so(sheet: Sheet, book: Rulebook) -> None:
    extend = replace(sheet.steps["extend"], extends=(), only_where={"place": ("here",)})
    asked = replace(sheet, steps={**sheet.steps, "extend": extend})
    with pytest.raises(StepRefused, match="卷内没有登记“登记地”，不能“延期”"):
        take(asked, book, "extend", record=[])
    changed = [Taken("decide", NOON, {"place": "here"}), Taken("decide", NOON, {"place": "elsewhere"})]
    with pytest.raises(StepRefused, match="卷内“登记地”是“外省”，不能“延期”"):
        take(asked, book, "extend", record=changed)
    assert take(asked, book, "extend", record=changed[:1]).step == "extend"


def test_a_deadline_opens_only_where_the_record_says_so(sheet: Sheet, book: Rulebook) -> None:
    report = replace(sheet.deadlines["report"], only_where={"place": ("here",)})
    asked = replace(sheet, deadlines={**sheet.deadlines, "report": report})
    told = {"given": {"reason": "假货"}, "signed_by": ["a", "b"], "second_roles": ["officer"]}
    assert not take(asked, book, "seize", record=[], **told).opens
    assert take(asked, book, "seize", record=[Taken("decide", NOON, {"place": "here"})], **told).opens
