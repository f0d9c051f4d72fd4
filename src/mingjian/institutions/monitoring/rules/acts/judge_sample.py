"""Judge one hit of a sample: what a rule's precision is measured on."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import RuleWord, Sample
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def judge_sample(sample: Sample, *, by: Officer, at: datetime, verdict: str) -> Account[None]:
    """Return whether a hit was right. Whoever judged may change their mind; somebody else's word stands."""
    if sample.judged_by_id not in (None, by.pk):
        raise StepRefused("这一条已由他人判断。", "Somebody else has judged this one.")
    before, is_right, rule = sample.is_right, verdict == "right", sample.trial.rule
    sample.is_right, sample.judged_by, sample.judged_at = is_right, by, at
    for word in RuleWord.objects.select_for_update().filter(rule=rule, word__in={span[3] for span in sample.spans}):
        if before is not None:
            _count(word, before, -1)
        _count(word, is_right, 1)
        word.save(update_fields=["confirmed", "rejected"])
    return Account(None, told_of(rule, rule=rule, sample=sample, subject=sample.subject, is_right=is_right))


def _count(word: RuleWord, is_right: bool, by: int) -> None:
    if is_right:
        word.confirmed = max(0, word.confirmed + by)
    else:
        word.rejected = max(0, word.rejected + by)
