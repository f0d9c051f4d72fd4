"""Writes a text plainly (width, case, traditional forms, enclosed signs, hidden characters), and knows for each character where it stood."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.core.text import script_tables

_KEPT_BELOW = 0x20000  # rare characters are folded anew each time, so that nobody can fill the table
_HIDDEN = frozenset(("Cf", "Mn", "Me"))
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain text; `places` gives for each character its place in the raw text."""

    text: str
    places: Sequence[int]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the raw text that a span of the plain text came from."""
        return self.places[start], self.places[end - 1] + 1


class _Table(dict[int, str]):
    """What each character is written as; `uneven` are those that become none or several."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, point: int) -> str:
        one = chr(point)
        written = _written(one)
        if len(written) != 1:
            self.uneven.add(one)
        if point < _KEPT_BELOW:
            self[point] = written
        return written


_TABLE = _Table()


def plain(text: str) -> Plain:
    """Write a text plainly: simplified, lower case, half width, ① as 1, without hidden characters. Line ends and spaces stay."""
    written = text.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(text):
        return Plain(written, range(len(text)))
    parts = [_TABLE[ord(one)] for one in text]
    return Plain("".join(parts), [place for place, part in enumerate(parts) for _ in part])


def _written(one: str) -> str:
    category = unicodedata.category(one)
    if category in _HIDDEN or one in _FILLERS:
        return ""
    digit = unicodedata.digit(one, None)
    if digit is not None:
        return str(digit)
    if category == "So" and one in script_tables.look_alikes():
        return script_tables.look_alikes()[one]
    folded = unicodedata.normalize("NFKC", one).lower() if category not in {"Co", "Cs", "Cn"} else one
    simplified = script_tables.traditional()
    return "".join(simplified.get(part, part) for part in folded)
