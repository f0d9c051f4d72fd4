"""
What if: runs the dossiers on file under a draft, and says what would change: deadlines moved, missed or met, steps refused, cases over or under a line.

Where a draft changes laws or days off, stored clocks are counted again from what was stored with them. Where it changes a procedure, the steps of its dossiers
are taken again under the drafted sheet. Nothing is written anywhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.periods import ZONE
from mingjian.core.procedure.clocks import OpenDeadline
from mingjian.core.procedure.difference import Difference
from mingjian.core.procedure.draft import Draft
from mingjian.core.procedure.lines import Weigher
from mingjian.core.procedure.past import Past, opened_on, walk
from mingjian.core.procedure.recount import Recounter, law_day
from mingjian.core.procedure.sheet import Sheet

_BEIJING = ZoneInfo(ZONE)

#: How a clock ended, or stands.
OUTCOMES: Mapping[str, Text] = {
    "met": Text("按期", "met"),
    "missed": Text("逾期", "missed"),
    "running": Text("在计算", "running"),
    "suspended": Text("暂停", "suspended"),
    "no_day": Text("没有日期", "without a day"),
    "none": Text("没有此期限", "no such deadline"),
}


#: What is counted, and how a person says it.
FIGURES: Mapping[str, Text] = {
    "moved": Text("期限移动", "deadlines moved"),
    "earlier": Text("其中提前", "of these, earlier"),
    "later": Text("其中推后", "of these, later"),
    "newly_missed": Text("将变为逾期", "would be missed"),
    "newly_met": Text("将变为按期", "would be met"),
    "came": Text("新增的期限", "deadlines that come"),
    "gone": Text("消失的期限", "deadlines that go"),
    "refused": Text("步骤不能办理", "steps refused"),
    "tier_over": Text("将达到追诉标准", "over the line of a crime"),
    "tier_under": Text("将低于追诉标准", "under the line of a crime"),
    "tier_changed": Text("罪名档次改变", "another tier of a crime"),
    "line_over": Text("将超过数额界线", "over the line of an amount"),
    "line_under": Text("将不超过数额界线", "no longer over the line of an amount"),
}


@dataclass
class Replay:
    """The figures of a replay, and every difference. `faulty` counts dossiers that could not be replayed, with the first reason."""

    dossiers: int = 0
    touched: int = 0
    deadlines: int = 0
    recounted: int = 0
    weighed: int = 0
    faulty: int = 0
    fault: Text | None = None
    figures: Counter[str] = field(default_factory=Counter)
    clocks: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def cannot(self, past: Past, why: Text) -> None:
        """Count a dossier that cannot be replayed, and keep the first reason."""
        self.faulty += 1
        self.fault = self.fault or Text(f"{past.number}：{why.zh}", f"{past.number}: {why.en}")

    def note(self, found: Difference) -> None:
        """Keep a difference and count it."""
        self.differences.append(found)
        names = list(_figures(found))
        self.figures.update(names)
        if found.kind == "deadline":
            self.clocks.setdefault((found.procedure, found.name), Counter()).update(names)


def _figures(found: Difference) -> Iterator[str]:
    """Under which figures a difference counts."""
    if found.kind != "deadline":
        yield found.kind if found.kind == "refused" else f"{found.kind}_{found.outcome[1]}"
        return
    was, would = found.due
    yield "came" if found.outcome[0] == "none" else "gone" if found.outcome[1] == "none" else "moved"
    if was and would and was != would:
        yield "earlier" if would < was else "later"
    for outcome in ("missed", "met"):
        if found.outcome[1] == outcome != found.outcome[0]:
            yield f"newly_{outcome}"


def replay(draft: Draft, pasts: Iterable[Past], at: datetime) -> Replay:
    """Run dossiers under a draft as things stand at an instant (aware). The dossiers are streamed: only the differences are kept."""
    result, recounter, weigher = Replay(), Recounter(draft), Weigher(draft, at)
    for past in pasts:
        result.dossiers += 1
        try:
            found = [*_clocks(draft, recounter, past, at, result), *weigher.differences(past)]
        except MingjianError as error:
            result.cannot(past, error.text)
            continue
        except (ArithmeticError, KeyError, TypeError, ValueError) as error:
            said = f"{type(error).__name__}: {error}"[:160]
            result.cannot(past, Text(f"记录有误（{said}）", f"malformed record ({said})"))
            continue
        result.touched += bool(found)
        for one in found:
            result.note(one)
    result.weighed = weigher.weighed
    return result


def _clocks(draft: Draft, recounter: Recounter, past: Past, at: datetime, result: Replay) -> Iterator[Difference]:
    sheet = draft.before.sheet_version(past.procedure, past.sheet, past.sector)
    drafted = draft.after.sheet(past.procedure, opened_on(past), past.sector) if past.procedure in draft.procedures and past.steps else None
    if drafted and drafted.file in draft.files:
        yield from _walked_again(draft, past, (sheet, drafted), at, result)
        return
    stored = past.deadlines or tuple(walk(past, sheet, draft.before).deadlines)
    result.deadlines += len(stored)
    for one in stored:
        if one.name not in sheet.deadlines:
            continue
        spec, before, after = recounter.rules(sheet, one.name, law_day(sheet, one))
        if recounter.is_touched(before, after):
            result.recounted += 1
            runs = tuple(rule.period.runs if rule.period else "within" for rule in (before, after))
            yield from _difference(past, spec.label, one, recounter.recount(past, sheet, one), at, (runs[0], runs[1]))


def _walked_again(draft: Draft, past: Past, sheets: tuple[Sheet, Sheet], at: datetime, result: Replay) -> Iterator[Difference]:
    """Take the steps again under the drafted sheet, and hold its clocks against those on file, name by name in the order in which they opened."""
    sheet, drafted = sheets
    stored = past.deadlines or tuple(walk(past, sheet, draft.before).deadlines)
    walked = walk(past, drafted, draft.after)
    result.deadlines, result.recounted = result.deadlines + len(stored), result.recounted + len(stored)
    for name in dict.fromkeys(one.name for one in (*stored, *walked.deadlines)):
        spec = drafted.deadlines.get(name) or sheet.deadlines.get(name)
        label = spec.label if spec else Text(name, name)
        was, would = ([one for one in side if one.name == name] for side in (stored, walked.deadlines))
        for one, other in zip_longest(was, would):
            if walked.refused is None or other is not None:
                yield from _difference(past, label, one, other, at)
    if walked.refused:
        taken, why = walked.refused
        label = sheet.steps[taken.step].label if taken.step in sheet.steps else Text(taken.step, taken.step)
        said = Text(f"{_day(taken.at)} 已办理", f"taken on {_day(taken.at)}")
        yield Difference(past.number, past.title, past.procedure, "refused", taken.step, label, said, why)


def _difference(
    past: Past, label: Text, was: OpenDeadline | None, would: OpenDeadline | None, at: datetime, runs: tuple[str, str] = ("within", "within")
) -> Iterator[Difference]:
    """Return a difference where the day or the outcome is another."""
    due = (was.due if was else None, would.due if would else None)
    outcomes = (_outcome(was, at, runs[0]), _outcome(would, at, runs[1]))
    if due == (None, None) and "none" not in outcomes:
        return
    if due[0] == due[1] and outcomes[0] == outcomes[1]:
        return
    name = was.name if was else would.name if would else ""
    said = [
        Text(f"{_day(day)} {OUTCOMES[outcome].zh}".strip(), f"{_day(day)} {OUTCOMES[outcome].en}".strip()) for day, outcome in zip(due, outcomes, strict=True)
    ]
    yield Difference(past.number, past.title, past.procedure, "deadline", name, label, said[0], said[1], due, outcomes)


def _outcome(clock: OpenDeadline | None, at: datetime, runs: str) -> str:
    """Return how a clock ended or stands; what must be kept for a time is missed if it ends too early, and met once the time is over."""
    if clock is None:
        return "none"
    if clock.due is None:
        return "no_day"
    if runs == "at_least":
        return ("met" if clock.closed_at >= clock.due else "missed") if clock.closed_at else "met" if clock.due < at else "running"
    if clock.closed_at:
        return "met" if clock.closed_at <= clock.due else "missed"
    if clock.suspended_since:
        return "suspended"
    return "missed" if clock.due < at else "running"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(_BEIJING):%Y-%m-%d}" if moment else ""
