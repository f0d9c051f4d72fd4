"""
Tables of counts that leave the office: no count so small that it points to one shop or person, nor any that the rest of the table gives away.

First every count from 1 to `least` - 1 is left out; then, as long as a count that was left out follows from the others and the totals by adding and taking
away, another of its row or column goes, too. A count follows exactly where, among those left out (seen as ties between rows and columns, the totals being one
more of each), its tie is a bridge. What is left out can still be bounded by the totals; it cannot be computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

TOTAL = ""
Place = tuple[str, str]


@dataclass(frozen=True)
class SafeTable:
    """A table with its totals (under `TOTAL`), in the order that it came in; none where a count is left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, int | None]

    def row(self, name: str) -> list[int | None]:
        """Give the counts of a row, its total last."""
        return [self.cells[name, column] for column in (*self.columns, TOTAL)]

    @property
    def left_out(self) -> int:
        """How many counts are left out, totals included."""
        return sum(value is None for value in self.cells.values())


def without_small_cells(counts: Mapping[Place, int], least: int = 5) -> SafeTable:
    """
    Give a table of counts by row and column without those from 1 to `least` - 1, and without what would give them away.

    A place that is not told counts none. `TOTAL` names no row or column. Counts are whole and not negative, `least` at least 2: else ValueError.
    """
    if least < 2 or any(value < 0 for value in counts.values()) or any(TOTAL in place for place in counts):
        raise ValueError("Counts are whole, not negative and named; what is small begins at 2 or more.")
    rows, columns = tuple(dict.fromkeys(row for row, _ in counts)), tuple(dict.fromkeys(column for _, column in counts))
    whole = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    whole |= {(row, TOTAL): sum(whole[row, column] for column in columns) for row in rows}
    whole |= {(TOTAL, column): sum(whole[row, column] for row in (*rows,)) for column in (*columns, TOTAL)}
    hidden = {place for place, value in whole.items() if 0 < value < least}
    while given_away := _first_bridge(hidden):
        hidden.add(_another(whole, hidden, given_away))
    return SafeTable(rows, columns, {place: None if place in hidden else value for place, value in whole.items()})


def _first_bridge(hidden: set[Place]) -> Place | None:
    """Give a place whose count follows from what is shown: its row and its column hang together by nothing else that is left out."""
    return next((place for place in sorted(hidden) if not _is_joined(place, hidden - {place})), None)


def _is_joined(place: Place, ties: set[Place]) -> bool:
    """Whether the place's row reaches its column over other ties; rows and columns bear the same names, and so a side."""
    reached, ahead = {("row", place[0])}, [("row", place[0])]
    while ahead:
        side, name = ahead.pop()
        beyond = {("column", column) for row, column in ties if row == name} if side == "row" else {("row", row) for row, column in ties if column == name}
        ahead += beyond - reached
        reached |= beyond
    return ("column", place[1]) in reached


def _another(whole: Mapping[Place, int], hidden: set[Place], place: Place) -> Place:
    """Choose what else goes of the place's row or column: what loses least, a count before a total. Where both are gone wholly, anything else will do."""
    beside = [one for one in whole if one not in hidden and (one[0] == place[0] or one[1] == place[1])]
    rest = beside or [one for one in whole if one not in hidden]
    return min(rest, key=lambda one: (TOTAL in one, one == (TOTAL, TOTAL), whole[one], one))
