"""What trained judges think of findings: that of posts, kept with the finding, and that of the office's own verdicts, asked as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as node

from mingjian.core.errors import BadInput
from mingjian.core.learning.judges import Judge, Opinion, judge_in
from mingjian.core.learning.storage import stamp
from mingjian.core.learning.verdicts import Trial, told_in
from mingjian.institutions.monitoring.models import Finding


@dataclass(frozen=True)
class Said:
    """One judge's opinion of a finding: of what it judges, whether it agrees, the words that weighed; how it fared, where that was measured here."""

    is_of_posts: bool
    agrees: bool
    words: tuple[str, ...]
    told: Trial | None = None


def folder_of_verdicts() -> Path:
    """Return the folder of the judge that is trained on this office's verdicts."""
    return Path(node.HOME) / "models" / "verdicts"


def judge_of_verdicts() -> Judge | None:
    """Return that judge; None where none was trained, it cannot be read, or judges are switched off."""
    folder = folder_of_verdicts()
    try:
        return judge_in(str(folder), stamp(folder)) if node.JUDGES and stamp(folder) else None
    except BadInput:
        return None


def told_of_verdicts() -> Trial | None:
    """Return how that judge fared on verdicts that it did not see; None where there is none."""
    try:
        return told_in(folder_of_verdicts()) if judge_of_verdicts() else None
    except BadInput:
        return None


def words_of(finding: Finding) -> str:
    """Return the words of a finding as the judge of verdicts reads them: which detector, what was said of it, and the beginning of the raw texts."""
    texts = finding.evidence().get("texts")
    raw = [str(one)[:500] for one in texts.values()] if isinstance(texts, dict) else []
    return "\n".join([finding.detector, finding.reason_zh[:1000], *raw])


def give_opinions(findings: Sequence[Finding], judge: Judge | None) -> None:
    """Note what the judge of verdicts thinks of each; 0 where there is none."""
    scores = judge.scores([words_of(one) for one in findings]).tolist() if judge and findings else [0.0] * len(findings)
    for one, score in zip(findings, scores, strict=True):
        one.opinion = round(max(-1.0, min(float(score), 1.0)), 4)


def said_of(finding: Finding) -> list[Said]:
    """Return the opinions of a finding that its page shows; none where judges are switched off."""
    if not node.JUDGES:
        return []
    kept = finding.evidence().get("opinion")
    found = [Said(True, bool(kept.get("agrees")), tuple(map(str, kept.get("words") or ())))] if isinstance(kept, dict) else []
    judge = judge_of_verdicts()
    if judge is None:
        return found
    opinion: Opinion = judge.opinion(words_of(finding))
    return [*found, Said(False, opinion.agrees, opinion.words, told_of_verdicts())]
