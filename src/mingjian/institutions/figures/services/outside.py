"""The table that may be given outside of the office: counts by department and quarter, without small cells."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.small_cells import TOTAL, AtLeast, SafeTable, without_small_cells
from mingjian.institutions.figures.queries import CASE, TRANSFER, Scope, counted, departments_counted
from mingjian.office.models import Officer

#: Counts from 1 to 4 are left out. Five is this house's choice: no text sets it (UNVERIFIED).
LEAST = 5
QUARTERS = 4
#: What is counted by when it was opened.
KINDS = ("clue", CASE, TRANSFER)


@dataclass(frozen=True)
class OutsideLine:
    """One row of the table: what it is called, its counts, its total last; none where a count is left out, `AtLeast` for a total that holds such a count."""

    label: str
    counts: list[int | AtLeast | None]


@dataclass(frozen=True)
class Outside:
    """The table of one kind of dossier: the quarters, the lines with the total last, and how many counts are left out."""

    procedure: str
    quarters: list[str]
    lines: list[OutsideLine]
    left_out: int

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, int | AtLeast | None]]]]:
        """Return the lines as a page draws them: what each is called, and its counts with the quarter of each, the total's empty."""
        return [(line.label, list(zip([*self.quarters, ""], line.counts, strict=True))) for line in self.lines]


def quarters_until(on: date, count: int = QUARTERS) -> list[tuple[str, date, date]]:
    """Return the newest quarters that are over, as name, first day and the day after the last, the oldest first."""
    year, quarter, found = on.year, (on.month - 1) // 3, list[tuple[str, date, date]]()
    for _ in range(count):
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
        until = date(year + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1)
        found.append((f"{year}Q{quarter + 1}", date(year, 3 * quarter + 1, 1), until))
    return found[::-1]


def outside(officer: Officer, at: datetime) -> list[Outside]:
    """Return the tables for what the officer's departments opened in the quarters that are over."""
    names = {one.pk: one.name for one in departments_counted(officer)}
    quarters = quarters_until(localtime(at).date())
    return [_table(procedure, officer, names, quarters, at) for procedure in KINDS]


def _table(procedure: str, officer: Officer, names: dict[int, str], quarters: list[tuple[str, date, date]], at: datetime) -> Outside:
    counts: Counter[tuple[str, str]] = Counter({(str(pk), name): 0 for pk in names for name, _, _ in quarters})
    for name, first, until in quarters:
        found = counted(officer, "in", Scope(first, until, procedure=procedure), at).order_by()
        counts.update((str(pk), name) for pk in found.values_list("department", flat=True))
    safe: SafeTable = without_small_cells(counts, LEAST)
    lines = [OutsideLine(names[int(key)], safe.row(key)) for key in safe.rows]
    return Outside(procedure, [name for name, _, _ in quarters], [*lines, OutsideLine("", safe.row(TOTAL))], safe.left_out)
