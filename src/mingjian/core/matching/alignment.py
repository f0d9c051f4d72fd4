"""
Finds in a text the place that is most like a mark, and says of each character how it was changed.

The mark is laid along the text (Smith and Waterman's way, but the whole mark must be found): a character that looks or sounds alike costs little, one that was
put in between costs a third, one that is missing or wholly other costs all of it.
"""

from typing import Literal, NamedTuple

from mingjian.core.matching.characters import shape_likeness, sound_likeness

Change = Literal["same", "sound", "shape", "swapped", "inserted", "missing", "other"]

INSERTED_COST, SWAPPED_COST = 0.34, 0.4
LEAST_SHAPE, LEAST_SOUND = 0.52, 0.7  # one pair of characters in a hundred looks so alike by chance
_SLIGHTLY = 0.2
_LONGEST_MARK, _LONGEST_TEXT = 40, 400


class Step(NamedTuple):
    """One character of the mark and what stands in its place; `mark` is empty for what was inserted, `text` for what is missing."""

    change: Change
    mark: str
    text: str
    at: int  # place in the text, of what is missing the place behind
    shape: float
    sound: float


class Alignment(NamedTuple):
    """How a mark lies in a text: from `start` to `end` (exclusive, in the text given), at what cost (0 untouched, at most the mark's length)."""

    steps: tuple[Step, ...]
    start: int
    end: int
    cost: float

    @property
    def likeness(self) -> float:
        """Return 1 for the mark as it is, 0 where nothing of it is left."""
        size = sum(step.mark != "" for step in self.steps)
        return max(0.0, 1 - self.cost / size) if size else 0.0


def align(mark: str, text: str) -> Alignment:
    """Lay a folded mark along a folded text where it fits best; the first of equals. What is over 40 or 400 characters is cut."""
    mark, text = mark[:_LONGEST_MARK], text[:_LONGEST_TEXT]
    costs, ways = _laid(mark, text)
    end = min(range(len(text) + 1), key=lambda place: (costs[place], place))
    return _read_back(mark, text, ways, end, costs[end])


def _laid(mark: str, text: str) -> tuple[list[float], list[list[tuple[Change, float]]]]:
    """Fill the table: row i, column j holds how the first i characters of the mark may end at j, and the cost of that last change."""
    rows = [[0.0] * (len(text) + 1)]
    ways: list[list[tuple[Change, float]]] = [[("same", 0.0)] * (len(text) + 1)]
    for i in range(1, len(mark) + 1):
        row, way = [float(i)], [_MISSING]
        for j in range(1, len(text) + 1):
            put = _put(mark[i - 1], text[j - 1])
            choices = [(rows[i - 1][j - 1] + put[1], put), (rows[i - 1][j] + 1, _MISSING)]
            if i < len(mark):  # behind the whole mark nothing is an insertion any more
                choices.append((row[j - 1] + INSERTED_COST, ("inserted", INSERTED_COST)))
            if i > 1 and j > 1 and mark[i - 1] == text[j - 2] != mark[i - 2] == text[j - 1]:
                choices.append((rows[i - 2][j - 2] + SWAPPED_COST, ("swapped", SWAPPED_COST)))
            best = min(choices, key=lambda choice: choice[0])
            row.append(best[0])
            way.append(best[1])
        rows.append(row)
        ways.append(way)
    return rows[-1], ways


_MISSING: tuple[Change, float] = ("missing", 1.0)


def _put(mark: str, text: str) -> tuple[Change, float]:
    """Return what it costs that one character stands in another's place, and why."""
    if mark == text:
        return "same", 0.0
    shape, sound = shape_likeness(mark, text), sound_likeness(mark, text)
    if shape < LEAST_SHAPE and sound < LEAST_SOUND:
        return "other", 1 - _SLIGHTLY * max(shape, sound)  # a little less than missing, so that what stands in its place is told
    return ("sound", 1.05 - sound) if sound >= shape else ("shape", 1.05 - shape)


def _read_back(mark: str, text: str, ways: list[list[tuple[Change, float]]], end: int, cost: float) -> Alignment:
    steps: list[Step] = []
    i, j = len(mark), end
    while i > 0:
        change = ways[i][j][0]
        if change == "swapped":
            steps += [_step("swapped", mark[i - 1], text[j - 1], j - 1), _step("swapped", mark[i - 2], text[j - 2], j - 2)]
            i, j = i - 2, j - 2
        elif change == "missing":
            steps.append(Step("missing", mark[i - 1], "", j, 0.0, 0.0))
            i -= 1
        elif change == "inserted":
            steps.append(Step("inserted", "", text[j - 1], j - 1, 0.0, 0.0))
            j -= 1
        else:
            steps.append(_step(change, mark[i - 1], text[j - 1], j - 1))
            i, j = i - 1, j - 1
    return Alignment(tuple(reversed(steps)), j, end, cost)


def _step(change: Change, mark: str, text: str, at: int) -> Step:
    return Step(change, mark, text, at, shape_likeness(mark, text), sound_likeness(mark, text))
