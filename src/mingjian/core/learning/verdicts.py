"""
A judge that learns from the office's own verdicts: findings taken up or set aside, hits of rules judged right or wrong.

It needs no public set. How good it is is measured on verdicts that it did not see: whoever is about the same shop or subject is on one side.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mingjian.core.language import Text
from mingjian.core.learning import judges
from mingjian.core.learning.judges import Judge
from mingjian.core.learning.storage import ModelFault

LEAST, EACH = 200, 20  # verdicts, and of either kind, from which on it is trained
FOLDS = 5
RIGHT, WRONG = "right", "wrong"
ABOUT = "about.json"
_Z = 1.959964


class Verdict(NamedTuple):
    """What somebody decided: the words of what was found, whether it was right, and whom it is about (`platform/id`)."""

    text: str
    is_right: bool
    of: str


@dataclass(frozen=True)
class Trial:
    """
    How a judge fared on verdicts that it did not see: of `said` that it took to be right, `held` were; of all, `right` of `verdicts`.

    `low` and `high` bound the share with 95 % (Wilson).
    """

    at: str
    verdicts: int
    right: int
    said: int
    held: int

    @property
    def precision(self) -> float:
        """Return the share of what it took to be right that was."""
        return self.held / self.said if self.said else 0.0

    @property
    def base(self) -> float:
        """Return the share that was right of all: what a judge that says yes to everything has."""
        return self.right / self.verdicts if self.verdicts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the lowest and highest precision that goes with what was counted, at 95 %."""
        if not self.said:
            return 0.0, 1.0
        share, n = self.precision, self.said
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        spread = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
        return max(0.0, middle - spread), min(1.0, middle + spread)

    @property
    def text(self) -> Text:
        """Return how it fared."""
        low, high = self.interval
        return Text(
            f"已按 {self.verdicts} 条处理结论训练：未见过的结论中，它认为成立的 {self.said} 条有 {self.held} 条成立（95% 区间 {low:.0%}–{high:.0%}）。",
            f"Trained on {self.verdicts} verdicts: of {self.said} unseen ones that it took to be right, {self.held} were (95 %: {low:.0%} to {high:.0%}).",
        )


def is_enough(verdicts: Sequence[Verdict]) -> bool:
    """Return whether there are enough verdicts, and enough of either kind."""
    right = sum(one.is_right for one in verdicts)
    return len(verdicts) >= LEAST and min(right, len(verdicts) - right) >= EACH


def fit(verdicts: Sequence[Verdict], at: str) -> tuple[Judge, Trial]:
    """Fit a judge on verdicts, of which there are enough, and tell how such a judge fares on what it did not see."""
    texts, labels = [one.text for one in verdicts], [RIGHT if one.is_right else WRONG for one in verdicts]
    unseen = judges.unseen(texts, labels, RIGHT, folds=FOLDS, groups=[one.of for one in verdicts])
    said, right = unseen >= 0, np.array([one.is_right for one in verdicts])
    told = Trial(at, len(verdicts), int(right.sum()), int(said.sum()), int((said & right).sum()))
    return judges.fit(texts, labels, RIGHT, meaning=False, bound=0.0), told


def save(judge: Judge, told: Trial, folder: Path) -> None:
    """Write the judge with how it fared."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ABOUT).write_text(json.dumps(asdict(told)), "utf-8")
    judge.save(folder)


def told_in(folder: Path) -> Trial:
    """Read how the judge of a folder fared. Raises ModelFault where that cannot be read."""
    try:
        return Trial(**json.loads((folder / ABOUT).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelFault(f"模型（{folder}）缺失一部分或已损坏。", f"The model in {folder} lacks a part or is broken.") from error
