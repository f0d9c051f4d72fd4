"""Judge one hit of a sample: what a rule's precision is measured on."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import RuleWord, Sample
from mingjian.institutions.monitoring.rules.acts.write_rule import note
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require


def judge_sample(sample: Sample, is_right: bool, *, by: Officer, at: datetime) -> None:
    """Say whether a hit was right. Whoever judged may change their mind; somebody else's word stands."""
    require(by, "monitoring.judge_hits")
    with transaction.atomic():
        held = Sample.objects.select_for_update(of=("self",)).select_related("trial__rule").get(pk=sample.pk)
        if held.judged_by_id not in (None, by.pk):
            raise StepRefused("这一条已由他人判断。", "Somebody else has judged this one.")
        before, rule = held.is_right, held.trial.rule
        held.is_right, held.judged_by, held.judged_at = is_right, by, at
        held.save()
        for word in RuleWord.objects.select_for_update().filter(rule=rule, word__in={span[3] for span in held.spans}):
            if before is not None:
                _count(word, before, -1)
            _count(word, is_right, 1)
            word.save(update_fields=["confirmed", "rejected"])
        note(rule, "rule_hit_judged", by=by, at=at, sample=held, subject=held.subject, is_right=is_right)


def _count(word: RuleWord, is_right: bool, by: int) -> None:
    if is_right:
        word.confirmed = max(0, word.confirmed + by)
    else:
        word.rejected = max(0, word.rejected + by)
