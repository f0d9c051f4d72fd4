"""Money drawn: months as bars, and who paid whom as bands from left to right. Coordinates only; the page puts the words to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT, LEFT, GAP, LABELS = 140, 64, 6, 22  # of the drawing of months
ROW, WIDEST, MIDDLE = 34, 22, (330, 570)  # of the drawing of flows: room of a band, its widest, where the own accounts stand
WIDTH = 900
SIDES = ("in", "out")


@dataclass(frozen=True)
class Bar:
    """A bar of one month and side."""

    side: str
    month: str
    cents: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Months:
    """Bars of months with the month below each pair, and the highest sum."""

    bars: list[Bar]
    names: list[tuple[float, str]]
    most: int
    width: int = WIDTH
    height: int = HEIGHT + LABELS
    ground: int = HEIGHT


def months_drawn(months: Sequence[dict[str, Any]]) -> Months | None:
    """Return the bars of the last 36 months in which money moved; None where none did."""
    months = [one for one in months if one["came_in"] or one["went_out"]][-36:]
    most = max((max(abs(one["came_in"]), abs(one["went_out"])) for one in months), default=0)
    if not most:
        return None
    width = max(22, min(72, (WIDTH - LEFT) // len(months)))
    bars, names = [], []
    for place, one in enumerate(months):
        x = LEFT + place * width
        for nth, (side, cents) in enumerate(zip(SIDES, (one["came_in"], one["went_out"]), strict=True)):
            height = round(abs(cents) / most * (HEIGHT - GAP), 1)
            bars.append(Bar(side, one["month"], cents, x + 2 + nth * (width - 4) / 2, HEIGHT - height, (width - 6) / 2, height))
        names.append((x + width / 2, one["month"] if width > 50 or place % 3 == 0 else ""))
    return Months(bars, names, most)


@dataclass(frozen=True)
class Band:
    """A band from whoever paid to whoever was paid: at the left who paid the own accounts, at the right whom they paid."""

    side: str
    name: str
    cents: int
    count: int
    y: int
    thick: float
    path: str


@dataclass(frozen=True)
class Flows:
    """Bands, and the block of the own accounts in the middle."""

    bands: list[Band]
    top: int
    tall: int
    height: int
    width: int = WIDTH
    left: int = MIDDLE[0]
    right: int = MIDDLE[1]

    @property
    def middle(self) -> int:
        """Return where the middle is."""
        return self.left + self.across // 2

    @property
    def center(self) -> float:
        """Return half of the height."""
        return self.height / 2

    @property
    def across(self) -> int:
        """Return how wide the block of the own accounts is."""
        return self.right - self.left


def flows_drawn(flows: Sequence[dict[str, Any]], names: dict[str, str]) -> Flows | None:
    """Return the largest flows of each side as bands whose width is their sum; `names` says what a party is called to whoever looks."""
    flows = [one for one in flows if one["cents"] > 0]
    if not flows:
        return None
    most = max(one["cents"] for one in flows)
    sides = {side: [one for one in flows if one["direction"] == side] for side in SIDES}
    rows = max(len(some) for some in sides.values())
    bands = []
    for side, some in sides.items():
        for place, one in enumerate(some):
            y = ROW // 2 + place * ROW
            into = ROW * rows // 2 + (place - (len(some) - 1) / 2) * ROW * 0.6
            begin, end = (190, MIDDLE[0]) if side == "in" else (MIDDLE[1], 710)
            first, last = (y, into) if side == "in" else (into, y)
            half = (begin + end) // 2
            path = f"M {begin} {first:.0f} C {half} {first:.0f}, {half} {last:.0f}, {end} {last:.0f}"
            bands.append(Band(side, names.get(one["party"], ""), one["cents"], one["n"], y, max(1.0, round(one["cents"] / most * WIDEST, 1)), path))
    return Flows(bands, 0, ROW * rows, ROW * rows)
