"""A text without blanks within its lines, in plain signs, that knows for each sign its place in the raw text: decisions are set with spaces at will."""

from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.core.extraction.plain import plain

_BLANKS = frozenset(" \t\u3000\xa0\u200b\r")


@dataclass(frozen=True, slots=True)
class Compact:
    """The compact text; `places` gives for each sign its place in the raw text."""

    text: str
    places: Sequence[int]
    whole: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the raw text from which a span of the compact text came."""
        return (self.places[start], self.places[end - 1] + 1) if end > start else (0, 0)

    def raw(self, start: int, end: int) -> str:
        """Return the words as they stand in the raw text, without line ends and blanks at will."""
        begin, stop = self.span(start, end)
        return "".join(sign for sign in self.whole[begin:stop] if sign not in _BLANKS and sign != "\n")


def compact(text: str) -> Compact:
    """Take the blanks out of a text; cells of a table that tabs or bars part stay parted by a bar, and line ends stay."""
    written = plain(text)
    signs: list[str] = []
    places: list[int] = []
    for sign, place in zip(written.text, written.places, strict=True):
        if sign == "\t" and signs and signs[-1] not in "|\n":
            sign = "|"
        if sign in _BLANKS or (sign == "\n" and (not signs or signs[-1] == "\n")):
            continue
        signs.append(sign)
        places.append(place)
    return Compact("".join(signs), places, text)
