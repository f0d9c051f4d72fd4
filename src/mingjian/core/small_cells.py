"""
Tables of counts that leave the office: no count so small that it points to one shop or person, nor any that totals give away or narrow down.

A count from 1 to `least` - 1 is left out, and so is every total that holds one; in place of such a total stands what its shown counts come to, which says
nothing more. What is shown of a count therefore hangs on that count alone. No other table of the same data - of more departments or fewer, of other quarters,
of the same ones a quarter later - can be held against this one to compute a count or to bound it: each shows the same counts, and sums of shown counts only.
Had another count been left out to protect a total, the next table would show that count, and the total would give the small one away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

TOTAL = ""
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """What the shown parts of a total come to, where others are left out."""

    shown: int

    def __str__(self) -> str:
        """Write it as a reader knows it: `≥35`, or `*` where nothing is shown."""
        return f"≥{self.shown}" if self.shown else "*"


@dataclass(frozen=True)
class SafeTable:
    """
    A table with its totals (under `TOTAL`), in the order that it came in; none where a count or a total is left out.

    `shown_parts` holds for each total that is left out the sum of its parts that are shown.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, int | None]
    shown_parts: Mapping[Place, int] = field(default_factory=dict)

    def row(self, name: str) -> list[int | AtLeast | None]:
        """Return the counts of a row, its total last; a total of which parts are left out as `AtLeast`."""
        return [self._told(name, column) for column in (*self.columns, TOTAL)]

    def _told(self, row: str, column: str) -> int | AtLeast | None:
        count, parts = self.cells[row, column], self.shown_parts.get((row, column))
        return AtLeast(parts) if count is None and parts is not None else count

    @property
    def left_out(self) -> int:
        """Return how many counts are left out, totals included."""
        return sum(value is None for value in self.cells.values())


def without_small_cells(counts: Mapping[Place, int], least: int = 5) -> SafeTable:
    """
    Return a table of counts by row and column without those from 1 to `least` - 1, and without the totals that would give them away.

    A place that is not told counts none. `TOTAL` names no row or column. Counts are whole and not negative, `least` at least 2: else ValueError.
    """
    if least < 2 or any(value < 0 for value in counts.values()) or any(TOTAL in place for place in counts):
        raise ValueError("Counts are whole, not negative and named; what is small begins at 2 or more.")
    rows, columns = tuple(dict.fromkeys(row for row, _ in counts)), tuple(dict.fromkeys(column for _, column in counts))
    cells: dict[Place, int | None] = {}
    for row in rows:
        for column in columns:
            count = counts.get((row, column), 0)
            cells[row, column] = None if 0 < count < least else count
    parts = {(row, TOTAL): [cells[row, column] for column in columns] for row in rows}
    parts |= {(TOTAL, column): [cells[row, column] for row in rows] for column in columns}
    parts[TOTAL, TOTAL] = list(cells.values())
    shown = {place: sum(count for count in of if count is not None) for place, of in parts.items()}
    hidden = {place for place, of in parts.items() if None in of}
    totals = {place: None if place in hidden else shown[place] for place in parts}
    return SafeTable(rows, columns, cells | totals, {place: shown[place] for place in hidden})
