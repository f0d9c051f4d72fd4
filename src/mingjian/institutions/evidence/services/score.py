"""
How complete a captured page is as evidence, out of 100: what is missing weighs, and each thing names its rule.

The weights are this software's own and decide nothing: the score says where to look again, and what to mend before a page is gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjian.core.capture.outcome import GONE
from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture

_ELECTRONIC = "penalty_procedure/26"  # method, time and maker told; fixed by copy or picture; true and whole
_STAMPED = "internet_court_2018/11"
WHOLE = 100
_FAILS_FROM = 400  # statuses of a page that did not come


@dataclass(frozen=True)
class Criterion:
    """One thing that a capture should have: its weight, how much of it is there (0 to 1), the rule that asks for it."""

    label: Text
    weight: int
    share: float
    rule: str

    @property
    def lost(self) -> int:
        """Return how many points are missing."""
        return round(self.weight * (1 - self.share))


@dataclass(frozen=True)
class Score:
    """What a capture comes to."""

    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> int:
        """Out of 100."""
        return WHOLE - sum(one.lost for one in self.criteria)

    @property
    def missing(self) -> list[Criterion]:
        """Return what is missing, the heaviest first."""
        return sorted((one for one in self.criteria if one.lost), key=lambda one: -one.lost)

    def said(self) -> Text:
        """Return the score in a line, with what is missing."""
        zh = "；".join(f"{one.label.zh} −{one.lost}" for one in self.missing)
        en = "; ".join(f"{one.label.en} −{one.lost}" for one in self.missing)
        return Text(f"{self.points}/{WHOLE}" + (f"（缺：{zh}）" if zh else ""), f"{self.points}/{WHOLE}" + (f" (missing: {en})" if en else ""))


def score_of(capture: Capture) -> Score:
    """Score a capture by what was kept of it; one that failed or still waits has nothing."""
    is_kept = capture.stands == "kept"
    exchanges = int(capture.facts.get("exchanges") or 0)
    whole = max(0.0, 1 - capture.gaps / exchanges) if exchanges else 0.0
    # That a page is gone is what a second look was for: the refusal of the host proves it.
    came = bool(capture.status and capture.status < _FAILS_FROM) or capture.outcome == GONE
    told = all(capture.facts.get(name) for name in ("tool", "browser", "zone")) and capture.taken_at is not None
    has = {
        "archive": (Text("网页存档", "the archive of the page"), 25, bool(capture.archive_id), _ELECTRONIC),
        "picture": (Text("整页截图", "a picture of the whole page"), 20, bool(capture.picture_id), _ELECTRONIC),
        "came": (Text("网页正常返回", "the page itself came"), 15, came, _ELECTRONIC),
        "text": (Text("可读文字", "text that can be read"), 10, bool(capture.text.strip()), _ELECTRONIC),
        "told": (Text("取证工具、时间、制作人", "tool, time and maker"), 5, told, _ELECTRONIC),
        "stamp": (Text("可信时间戳", "a trusted time stamp"), 10, capture.is_stamped, _STAMPED),
    }
    plain = [Criterion(label, weight, float(is_kept and is_there), rule) for label, weight, is_there, rule in has.values()]
    gaps = Criterion(Text("网页各部分完整", "every part of the page"), 15, whole if is_kept else 0.0, _ELECTRONIC)
    return Score((*plain, gaps))


def lowest(captures: Iterable[Capture]) -> int | None:
    """Return the score of a set: that of its weakest capture; None where it has none."""
    return min((score_of(one).points for one in captures), default=None)
