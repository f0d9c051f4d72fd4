"""The picture of weeks: bars beside each other, drawn on the server as lengths; the table under it says the same."""

from dataclasses import dataclass

from mingjian.institutions.figures.services.summary import FLOWS, Week

WIDTH, HEIGHT, FOOT, LEFT = 720, 200, 22, 40
GAP = 0.25  # of a week's width
STEPS = (2, 4, 10)  # halved on the scale, each a whole number


@dataclass(frozen=True)
class Bar:
    """One bar: which count of which week, and where it stands."""

    what: str
    week: Week
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A line of the scale, or the name of a week under the bars."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """The bars with scale and names of weeks, in units of the picture."""

    bars: list[Bar]
    scale: list[Mark]
    names: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - FOOT
    flows: tuple[str, ...] = FLOWS


def chart_of(weeks: list[Week]) -> Chart:
    """Draw what came in, was closed and is overdue in each week."""
    top = _round_up(max((count for week in weeks for count in week.counts.values()), default=0))
    room = (WIDTH - LEFT) / max(len(weeks), 1)
    one = room * (1 - GAP) / len(FLOWS)
    tall = HEIGHT - FOOT - 10
    bars = []
    for place, week in enumerate(weeks):
        for nth, what in enumerate(FLOWS):
            height = round(tall * week.counts[what] / top, 1)
            x = LEFT + place * room + room * GAP / 2 + nth * one
            bars.append(Bar(what, week, week.counts[what], round(x, 1), round(HEIGHT - FOOT - height, 1), round(one, 1), height))
    scale = [Mark(round(HEIGHT - FOOT - tall * part / 2, 1), f"{top * part / 2:g}") for part in (0, 1, 2)]
    every = max(1, len(weeks) // 8)
    names = [Mark(round(LEFT + (place + 0.5) * room, 1), f"{week.first:%m-%d}") for place, week in enumerate(weeks) if place % every == 0]
    return Chart(bars, scale, names)


def _round_up(number: int) -> int:
    """Return the next 2, 4 or 10 with noughts that is at least a number, and at least 2."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= max(number, 2):
                return step * power
        power *= 10
