"""
In which order notices wait for their platform, by how often those on the same right held; and the same measure for platforms, by how often measures stood.

The formula is public, counts from twenty on, and uses the bounds: chance puts nobody apart. A lane moves the place in the queue by a day and nothing else: no
notice is refused, no period of the law runs otherwise, and whoever waits comes up before what was sent a day or two later.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from mingjian.core.language import Text
from mingjian.core.rules import Precision
from mingjian.core.rules.precision import FEWEST

_Waiting = TypeVar("_Waiting")
FAST, ORDINARY, CLOSE = "fast", "ordinary", "close"
#: From which lower bound on a lane is fast, and below which upper bound it is close. The node's own figures: no text names any (UNVERIFIED).
LEAST_LOW, MOST_HIGH = 0.8, 0.5
#: By how much earlier or later than it was sent a notice counts as sent.
HEAD_START = timedelta(hours=24)
LABELS = {FAST: Text("优先审查", "Looked at first"), ORDINARY: Text("一般审查", "Ordinary"), CLOSE: Text("重点审查", "Looked at closely")}
_SHIFT = {FAST: -HEAD_START, ORDINARY: timedelta(0), CLOSE: HEAD_START}
MOST_QUEUED = 200  # of those that wait, whose lanes are looked up


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with the reason for it, in the figures that it rests on."""

    key: str
    why: Text

    @property
    def label(self) -> Text:
        """Return what it is called."""
        return LABELS[self.key]

    @property
    def shift(self) -> timedelta:
        """Return by how much it moves the place in the queue."""
        return _SHIFT[self.key]


def lane_of(counted: Precision, marked: int = 0) -> Lane:
    """Return the lane by what ended within a year, and how many notices of it are marked as malicious."""
    figures = Text(f"最近一年有结果 {counted.judged} 件，成立 {counted.right} 件", f"{counted.right} of {counted.judged} decided within a year held")
    if marked:
        said = Text(f"最近一年有 {marked} 件认定为恶意通知，尚未撤销认定", f"{marked} of the last year are marked as malicious, and the marks stand")
        return Lane(CLOSE, said)
    if not counted.is_enough:
        return Lane(ORDINARY, Text(f"{figures.zh}，不足 {FEWEST} 件，不作区分", f"{figures.en}: under {FEWEST} no distinction is made"))
    bounds = f"{counted.low:.0%}–{counted.high:.0%}"
    if counted.low >= LEAST_LOW:
        return Lane(
            FAST, Text(f"{figures.zh}，区间 {bounds}，下限不低于 {LEAST_LOW:.0%}", f"{figures.en}, bounds {bounds}: the lower is {LEAST_LOW:.0%} or more")
        )
    if counted.high < MOST_HIGH:
        return Lane(CLOSE, Text(f"{figures.zh}，区间 {bounds}，上限低于 {MOST_HIGH:.0%}", f"{figures.en}, bounds {bounds}: the upper is under {MOST_HIGH:.0%}"))
    return Lane(ORDINARY, Text(f"{figures.zh}，区间 {bounds}", f"{figures.en}, bounds {bounds}"))


def in_queue(waiting: Iterable[tuple[_Waiting, datetime]], lane: Callable[[_Waiting], Lane]) -> list[tuple[_Waiting, Lane]]:
    """Return what waits, each with its lane, in the order of the queue: by when it was sent, moved by its lane."""
    told = [(one, lane(one), sent) for one, sent in waiting]
    return [(one, found) for one, found, sent in sorted(told, key=lambda each: each[2] + each[1].shift)]
