"""Every day that starts, ends or moves a clock of any procedure is bounded by what it follows and today, or is a day to come."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Earlier, Paper, Sheet, Step, check_days, rulebook
from mingjian.core.procedure.engine import _check_order
from mingjian.core.procedure.papers import paper_kinds

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 10, 12, tzinfo=ZONE)
SHEETS = [sheet for procedure in rulebook().procedures() for sheet in rulebook().versions(procedure)]


def days_of_clocks() -> list[tuple[Sheet, Step, Paper, str]]:
    """Each day-paper of each version with the step that asks for it, and whether a clock starts (`from`) or ends (`until`) on it."""
    found = []
    for sheet in SHEETS:
        for step in sheet.steps.values():
            for spec in (sheet.deadlines[name] for name in (*step.opens, *step.restarts)):
                named = {spec.from_: "from", spec.until: "until"}
                found += [(sheet, step, paper, named[paper.name]) for paper in step.needs if paper.name in named and paper_kinds()[paper.kind].says >= {"past"}]
    return found


DAYS = days_of_clocks()
IDS = [f"{sheet.procedure} {sheet.in_force} {step.name} {paper.name} {part}" for sheet, step, paper, part in DAYS]


#: What a licence says of itself, which may have ended or not.
ENDS_OF_PERMITS = {"permit_until"}


def test_there_are_such_days_in_most_procedures() -> None:
    assert len({sheet.procedure for sheet, *_ in DAYS}) > 15
    assert {paper.name for _, _, paper, _ in DAYS} > {"served_on", "received_at", "event_on", "provide_until", "hearing_on"}


@pytest.mark.parametrize(("sheet", "step", "paper", "part"), DAYS, ids=IDS)
def test_a_day_that_moves_a_clock_is_bounded_at_both_ends(sheet: Sheet, step: Step, paper: Paper, part: str) -> None:
    written = "{}T09:00+08:00" if paper.kind == "datetime" else "{}"
    if paper.ahead:
        with pytest.raises(StepRefused, match="不能早于办理之日"):
            check_days(step, {paper.name: written.format("2026-06-09")}, NOON)
        check_days(step, {paper.name: written.format("2026-06-10")}, NOON)
        return
    assert part == "from", "a clock ends on a day to come"
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        check_days(step, {paper.name: written.format("2026-06-11")}, NOON)
    if step.name == sheet.opening and not paper.after_source:
        return  # nothing is on record before it: what lies before is the paper's own word
    before = Earlier(Text("前一步", "the step before"), date(2026, 6, 1))
    with pytest.raises(StepRefused, match="不能早于“前一步”之日"):
        _check_order(step, {paper.name: written.format("2026-05-31")}, before, before)
    _check_order(step, {paper.name: written.format("2026-06-01")}, before, before)


def test_no_paper_of_a_step_may_hold_any_day() -> None:
    """Papers that no clock hangs on yet are bounded too: the next sheet may hang one on them."""
    asked = {(sheet.procedure, step.name, paper.name): paper for sheet in SHEETS for step in sheet.steps.values() for paper in step.needs}
    loose = [key for key, paper in asked.items() if paper_kinds()[paper.kind].says >= {"past"} and not (paper.past or paper.ahead)]
    assert {name for *_, name in loose} == ENDS_OF_PERMITS
    assert ENDS_OF_PERMITS.isdisjoint(paper.name for _, _, paper, _ in DAYS), "a clock hangs on it: bound it"


def test_a_day_is_read_in_the_zone_of_the_law() -> None:
    """One second before midnight in Beijing is still today, however the instant is written."""
    (step,) = [sheet.steps["register"] for sheet in SHEETS if sheet.procedure == "clue"][-1:]
    night = datetime(2026, 6, 10, 23, 59, 59, tzinfo=ZONE)
    check_days(step, {"received_at": "2026-06-10T15:59:59+00:00"}, night)
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        check_days(step, {"received_at": "2026-06-10T16:00:01+00:00"}, night - timedelta(seconds=1))
