"""
Tables of figures that are derived from what was done, and never typed: read from `statistics/<table>.yaml`, counted over events of the ledger.

A row says which steps of which procedures it counts, and how: each matter once, or each act. What a later step undid is not counted. A row may add up a sum
that the step's papers hold instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.sheet import Sheet

Sheets = Mapping[str, tuple[Sheet, ...]]


@dataclass(frozen=True)
class Event:
    """A step that was taken: of which matter (its number) and procedure, when, and the sums among its papers in yuan."""

    number: str
    procedure: str
    step: str
    at: datetime
    sums: Mapping[str, Decimal]


@dataclass(frozen=True)
class StatisticsRow:
    """A row: what it is called, its unit, the steps that it counts by procedure, whether each act counts or each matter, and the paper it adds up."""

    key: str
    label: Text
    unit: Text
    counts: Mapping[str, tuple[str, ...]]
    each_event: bool
    sums: str

    def events(self, happened: Iterable[Event], undone_by: Mapping[tuple[str, str], str]) -> list[Event]:
        """
        Return the events that the row counts, the earliest first: of each matter all, or its newest alone.

        `undone_by` says of (procedure, step) which step undoes it. An act that was undone afterwards is left out.
        """
        kept: list[Event] = []
        for event in sorted(happened, key=lambda one: one.at):
            kept = _without(kept, event, undone_by)
            if event.step in self.counts.get(event.procedure, ()):
                kept.append(event)
        return kept if self.each_event else list({one.number: one for one in kept}.values())

    def figure(self, events: Sequence[Event]) -> Decimal:
        """Return the figure of events that `events` gave: how many, or the sum in yuan."""
        return sum((one.sums.get(self.sums, Decimal(0)) for one in events), Decimal(0)) if self.sums else Decimal(len(events))


def _without(kept: list[Event], event: Event, undone_by: Mapping[tuple[str, str], str]) -> list[Event]:
    """Take out the newest event of the same matter that this one undoes."""
    for place in range(len(kept) - 1, -1, -1):
        one = kept[place]
        if one.number == event.number and undone_by.get((one.procedure, one.step)) == event.step:
            return kept[:place] + kept[place + 1 :]
    return kept


@dataclass(frozen=True)
class NotCounted:
    """A figure that is asked for and cannot be derived here, and why."""

    label: Text
    why: Text


@dataclass(frozen=True)
class Statistics:
    """A table of figures: its title, what is said of it, its rows, and what it does not count."""

    title: Text
    note: Text
    rows: tuple[StatisticsRow, ...]
    not_counted: tuple[NotCounted, ...]

    def steps(self) -> set[str]:
        """Every step that some row counts."""
        return {step for row in self.rows for steps in row.counts.values() for step in steps}


def undone_by(sheets: Sheets) -> dict[tuple[str, str], str]:
    """Return of each (procedure, step) that can be undone the step that undoes it, over every version of its sheet."""
    return {(name, step.name): step.undone_by for name, versions in sheets.items() for sheet in versions for step in sheet.steps.values() if step.undone_by}


def read_statistics(folder: Path, shown_as: str, sheets: Sheets, faults: Faults) -> dict[str, Statistics]:
    """Read every table of a folder; a step or procedure that no sheet has is a fault."""
    tables = {}
    for path in sorted(folder.glob("*.yaml")):
        if top := read(path, f"{shown_as}/{path.name}", faults):
            top.only("title", "note", "rows", "not_counted")
            rows = tuple(_row(key, branch, sheets) for key, branch in top.branches("rows").items())
            left = tuple(NotCounted(one.label("label"), one.label("why")) for one in top.list_of_branches("not_counted"))
            tables[path.stem] = Statistics(top.label("title"), top.label("note"), rows, left)
    return tables


def _row(key: str, branch: Branch, sheets: Sheets) -> StatisticsRow:
    branch.only("label", "unit", "counts", "each", "sums")
    counts = branch.branch("counts")
    named = {name: counts.words(name) for name in counts.items} if counts else {}
    for procedure, steps in named.items():
        known = {step for sheet in sheets.get(procedure, ()) for step in sheet.steps}
        for step in sorted(set(steps) - known):
            branch.fault(f"程序“{procedure}”没有步骤“{step}”。", f"Procedure {procedure!r} has no step {step!r}.", "counts")
    return StatisticsRow(key, branch.label("label"), branch.label("unit"), named, branch.word("each", "matter") == "event", branch.word("sums", ""))
