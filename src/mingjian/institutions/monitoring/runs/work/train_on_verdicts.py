"""Train a judge on what the office itself decided: at night, once there is enough of it."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as node

from mingjian.core.learning.storage import stamp
from mingjian.core.learning.verdicts import LEAST, Trial, Verdict, fit, is_enough, save
from mingjian.institutions.monitoring.models import Finding, Sample
from mingjian.institutions.monitoring.queries import decided
from mingjian.institutions.monitoring.runs.services.opinions import folder_of_verdicts, give_opinions, judge_of_verdicts, told_of_verdicts, words_of

MOST = 20_000  # verdicts, the newest first: what was decided long ago says less of what is sold now
APART = timedelta(hours=20)
AT_ONCE = 500


def verdicts() -> list[Verdict]:
    """Return what was decided: findings taken up or set aside, and hits of rules that were judged."""
    return [*_of_findings(), *_of_rules()][:MOST]


def train_on_verdicts(at: datetime, *, again: bool = False) -> Trial | None:
    """
    Train the judge of this office's verdicts, put it in the place of the one before, and ask it of every finding that waits.

    None where there are too few verdicts, none came since, judges are switched off, or it was done less than a night ago (unless `again`).
    """
    if not node.JUDGES or not _is_due(at, again=again):
        return None
    counted = verdicts()
    if not is_enough(counted):
        return None
    judge, told = fit(counted, at.isoformat())
    folder = folder_of_verdicts()
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".verdicts.", dir=folder.parent))
    try:
        save(judge, told, made)
        if stamp(folder) or folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    _ask_of_waiting()
    return told


def _is_due(at: datetime, *, again: bool) -> bool:
    """Return whether enough was decided, some of it since the last training, and that lies a night back."""
    number, before = min(decided(), MOST), told_of_verdicts()
    return number >= LEAST and (before is None or again or (at - datetime.fromisoformat(before.at) >= APART and before.verdicts != number))


def _of_findings() -> Iterator[Verdict]:
    decided = Finding.objects.filter(status__in=(Finding.Status.TAKEN_UP, Finding.Status.SET_ASIDE)).order_by("-status_at", "-pk")
    for one in decided[:MOST].iterator(AT_ONCE):
        yield Verdict(words_of(one), one.status == Finding.Status.TAKEN_UP, one.shop or one.subject)


def _of_rules() -> Iterator[Verdict]:
    judged = Sample.objects.filter(is_right__isnull=False).select_related("trial").order_by("-judged_at", "-pk")
    for one in judged[:MOST].iterator(AT_ONCE):
        texts = one.texts.values() if isinstance(one.texts, dict) else one.texts
        yield Verdict("\n".join([f"rule/{one.trial.rule_id}", *(str(text)[:500] for text in texts)]), bool(one.is_right), one.subject)


def _ask_of_waiting() -> None:
    """Note the new judge's opinion of every finding that waits."""
    judge, last = judge_of_verdicts(), 0
    while some := list(Finding.objects.filter(status=Finding.Status.NEW, pk__gt=last).order_by("pk")[:AT_ONCE]):
        give_opinions(some, judge)
        Finding.objects.bulk_update(some, ["opinion"])
        last = some[-1].pk
