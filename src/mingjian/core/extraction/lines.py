"""Lines that stand in a picture, each with its place: what lies in one row, what below, whatever way the picture was held. Works without the extra [vision]."""

import unicodedata
from collections.abc import Iterable, Sequence
from math import atan2, cos, sin
from statistics import median
from typing import NamedTuple

Corners = tuple[tuple[float, float], ...]


class Line(NamedTuple):
    """One printed line: its text, its four corners from the upper left on, in pixels of the picture, and how sure the reader is (0 to 1)."""

    text: str
    corners: Corners
    sure: float = 1.0

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the rectangle around it."""
        across, down = [x for x, _ in self.corners], [y for _, y in self.corners]
        left, top = min(across), min(down)
        return round(left), round(top), round(max(across) - left), round(max(down) - top)


class Placed(NamedTuple):
    """A line of a picture that was turned upright: its number among the lines, its text without blanks, and where it stands."""

    nth: int
    text: str
    left: float
    right: float
    middle: float
    height: float

    def is_in_row_of(self, other: "Placed") -> bool:
        """Return whether both stand in one row."""
        return abs(self.middle - other.middle) < 0.6 * max(self.height, other.height)


def plain_text(text: str) -> str:
    """Write a text in one width of signs and without blanks, as readers of pictures and people differ in both."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def upright(lines: Sequence[Line]) -> list[Placed]:
    """Return the lines as they stand once the picture is turned so that the longer ones are level."""
    angle = _tilt(lines)
    return [_placed(nth, line, angle) for nth, line in enumerate(lines)]


def _tilt(lines: Iterable[Line]) -> float:
    """Return by how much lines rise or fall, in radians: the median of those that are long enough to tell."""
    told = []
    for line in lines:
        (x, y), (right, down) = line.corners[0], line.corners[1]
        if right - x > 4 * abs(line.corners[3][1] - y):
            told.append(atan2(down - y, right - x))
    return median(told) if told else 0.0


def _placed(nth: int, line: Line, angle: float) -> Placed:
    turned = [(x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)) for x, y in line.corners]
    across, down = [x for x, _ in turned], [y for _, y in turned]
    return Placed(nth, plain_text(line.text), min(across), max(across), sum(down) / len(down), max(down) - min(down))
