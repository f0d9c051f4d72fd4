"""State whether two subjects are one. The files stay as they are, so that every judgement can be undone."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.operators.models import Judgement, Subject
from mingjian.institutions.operators.queries import judged, subject_numbered
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def judge_subjects(subject: Subject, *, by: Officer, at: datetime, other_subject: str, judgement: str, reason: str) -> Account[Judgement]:
    """Keep the judgement. Refused for a subject and itself, and where there is nothing to undo."""
    other = subject_numbered(by, other_subject.strip()[:20])
    if other.pk == subject.pk:
        raise BadInput("须是另一个主体。", "It must be another subject.")
    before = judged(subject, other)
    if judgement == "undone" and (before is None or before.verdict == "undone"):
        raise StepRefused("没有可以撤销的判断。", "There is no judgement to undo.")
    left, right = sorted((subject, other), key=lambda one: one.pk)
    made = Judgement.objects.create(left=left, right=right, verdict=judgement, reason=reason, by=by, at=at)
    return Account(made, {"other": other})
