"""
Set the lines of a damaged ledger beside the seals of the true one, and find which entries were changed, removed or inserted.

A seal is the ledger's signature over an index and a leaf hash. Somebody without the key can compute every hash and number anew, but no seal; so walking
along both rows at once shows where they part and where they meet again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingjian.core.ledger import fault
from mingjian.core.ledger.bundle import EntryLine, UnreadableLine
from mingjian.core.ledger.fault import Fault
from mingjian.core.ledger.succession import Succession

#: How many entries, removed or inserted in a row, are looked across. Further ones are found where the lines still bear their own numbers.
REACH = 24

#: After so many changed entries in a row nothing is as it was, and looking further would take long and tell nothing.
PATIENCE = 200

ExportLine = EntryLine | UnreadableLine


@dataclass
class Alignment:
    """
    The lines from index `first` on, and the seals up to `end`, the size of the newest checkpoint, which stands in line `signed_line`.

    `broken` is the size of the first checkpoint that does not hold.

    Where an index has no seal, a line counts as true when it bears that index and its own right hash: all that can be said without a signature.
    """

    rows: Sequence[ExportLine]
    first: int
    end: int
    broken: int
    signed_line: int
    seals: Mapping[int, bytes]
    keys: Succession

    def faults(self) -> Iterator[Fault]:
        """Name what was done, in the order of the entries. Nothing comes where every line agrees with its seal."""
        at, index, shift, in_a_row = 0, self.first, 0, 0
        while at < len(self.rows) and index < self.end and in_a_row < PATIENCE:
            row = self.rows[at]
            if self._is_true(at, index):
                yield from self._blemishes(row, index, shift)
                at, index, in_a_row = at + 1, index + 1, 0
            elif missing := self._missing(at, index):
                yield fault.removed(index, index + missing - 1)
                index, shift = index + missing, shift - missing
            elif extra := self._extra(at, index):
                yield from (fault.inserted(index, row.line, _index(row)) for row in self.rows[at : at + extra])
                at, shift = at + extra, shift + extra
            else:
                yield fault.changed(index, row.line, row.why if isinstance(row, UnreadableLine) else None)
                at, index, in_a_row = at + 1, index + 1, in_a_row + 1
        yield from self._ending(at, index, in_a_row)

    def _ending(self, at: int, index: int, in_a_row: int) -> Iterator[Fault]:
        if in_a_row == PATIENCE and index < self.end:
            yield fault.somewhere(index, self.end - 1)
        elif index < self.end:
            # Without seals, a line that was numbered anew passes for the next one, so the place of a gap is not known.
            yield fault.removed(index, self.end - 1) if self.end - 1 in self.seals else fault.somewhere(self.first, self.broken - 1)
        left = self.rows[at:] if index >= self.end else ()
        yield from (fault.inserted(self.end, row.line, _index(row)) for row in left if row.line < self.signed_line)
        if behind := sum(row.line > self.signed_line for row in left):
            yield fault.unsigned(self.end, self.end + behind - 1)

    def _is_true(self, at: int, index: int) -> bool:
        """Return whether the line is the true entry of an index."""
        row = self.rows[at] if at < len(self.rows) else None
        if not isinstance(row, EntryLine) or not self.first <= index < self.end:
            return False
        if (seal := self.seals.get(index)) is None:
            return row.index == index and row.claimed == row.computed
        return self.keys.is_sealed(index, row.computed, seal)

    def _missing(self, at: int, index: int) -> int:
        """Return how many entries are missing before this line: it is the true one of an index further on. A true one right behind says that none is."""
        if self._is_true(at + 1, index + 1):
            return 0
        claimed = _index(self.rows[at])
        if claimed is not None and claimed > index and self._is_true(at, claimed):
            return claimed - index
        return next((step for step in range(1, REACH) if self._is_true(at, index + step)), 0)

    def _extra(self, at: int, index: int) -> int:
        """Return how many lines, from this one on, stand before the true one of an index."""
        if self._is_true(at + 1, index + 1):
            return 0
        return next((step for step in range(1, REACH) if self._is_true(at + step, index)), 0)

    def _blemishes(self, row: ExportLine, index: int, shift: int) -> Iterator[Fault]:
        """Name what is wrong beside a true entry. A number that only follows from what was removed or inserted before is not told again."""
        if isinstance(row, EntryLine) and row.claimed != row.computed:
            yield fault.hash_changed(index, row.line)
        if isinstance(row, EntryLine) and row.index not in (index, index + shift):
            yield fault.renumbered(index, row.index, row.line)


def _index(row: ExportLine) -> int | None:
    return row.index if isinstance(row, EntryLine) else None
