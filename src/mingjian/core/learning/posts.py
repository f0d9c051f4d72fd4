"""Judges posts by what `mingjian train` learnt: is this black-market advertising, fraud, gambling, lewd, abusive, or nothing of the kind?"""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.core.learning.explaining import Why, why
from mingjian.core.learning.fused import Fused, Scored

SET = "chineseharm-bench"
CLEAR = 0.3  # in folds, 98.7 % of what scores this much as black-market advertising is, and 84 % of all such posts do

LABELS = {
    "不违规": Text("不违规", "nothing wrong"),
    "黑产广告": Text("黑产广告", "black-market advertising"),
    "欺诈": Text("欺诈", "fraud"),
    "博彩": Text("博彩", "gambling"),
    "低俗色情": Text("低俗色情", "lewd"),
    "谩骂引战": Text("谩骂引战", "abusive"),
}


class Judgement(NamedTuple):
    """What a post is taken for, how surely (about -1 to 1, and how far ahead of the next class), and the words that weighed."""

    label: str
    score: float
    lead: float
    why: Why

    @property
    def is_clear(self) -> bool:
        """Say whether the post is nearer to the class than to none: texts unlike any that were learnt score below for every class."""
        return self.score >= CLEAR

    @property
    def reason(self) -> Text:
        """Say it in a sentence, with the words that weighed for it."""
        words = [word.text.strip() for word in self.why.words if word.weight > 0 and word.text.strip()][:4]
        told, name = "、".join(f"“{word}”" for word in words), LABELS.get(self.label, Text(self.label, self.label))
        listed = ", ".join(f'"{word}"' for word in words)
        if not words:
            return Text(f"整体上近似已知的{name.zh}帖文", f"as a whole it is like known posts of {name.en}")
        return Text(f"文字近似已知的{name.zh}帖文，权重最大的词：{told}", f"it reads like known posts of {name.en}; words that weighed most: {listed}")


def home() -> Path:
    """Give the user's data folder."""
    return Path(os.environ.get("MINGJIAN_HOME", "var"))


def is_trained(folder: Path | None = None) -> bool:
    """Say whether `mingjian train` has made the judge of posts."""
    return (_folder(folder) / "judge.json").is_file()


def judge(texts: Sequence[str], folder: Path | None = None) -> list[Judgement]:
    """
    Judge posts. About 30 a second on one core: judge what a rule picked out, not a whole platform.

    Raises NotFound where nothing was trained, ModelFault for a judge of another version, broken or altered, BadInput where the extra [learning] is absent.
    `folder` is MINGJIAN_HOME, unless given.
    """
    if not is_trained(folder):
        raise NotFound("尚未训练帖文判断模型：请运行 mingjian train。", "No judge of posts was trained: run mingjian train.")
    place = _folder(folder) / "judge.json"
    fitted = _loaded(place.parent, place.stat().st_mtime_ns)
    whole = fitted.scored(texts)
    return [_judgement(fitted, text, Scored(whole.scores[row : row + 1], whole.meant[row : row + 1])) for row, text in enumerate(texts)]


def _judgement(fitted: Fused, text: str, scored: Scored) -> Judgement:
    scores: list[float] = scored.scores[0].tolist()
    first, second = sorted(scores, reverse=True)[:2]
    label = fitted.classes[scores.index(first)]
    return Judgement(label, first, first - second, why(fitted, text, label, scored))


def _folder(folder: Path | None) -> Path:
    return (folder or home()) / "models" / SET / "all"


@lru_cache(maxsize=2)
def _loaded(folder: Path, _: int) -> Fused:
    return Fused.load(folder)
