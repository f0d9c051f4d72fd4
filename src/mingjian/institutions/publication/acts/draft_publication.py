"""Draft what the public is to see of a penalty decision, masked by rule; or the correction of what it sees."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.publication.models import TAKEN_DOWN, Publication, Version
from mingjian.institutions.publication.services.redaction import masked_decision
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def draft_publication(case: Case, *, by: Officer, at: datetime, reason: str = "") -> Account[Publication]:
    """Draft the next version. Refused while one waits, without a decision, without a reason for a correction, and after it was taken down."""
    texts = masked_decision(case)
    publication = Publication.objects.filter(case=case).first() or Publication(case=case, number=next_number(f"G{localtime(at).year}-"))
    if publication.pk is None:
        publication.save()
    if publication.standing == TAKEN_DOWN:
        raise StepRefused("此公示已撤下。", "It was taken down.")
    if publication.waiting:
        raise StepRefused("已有一稿等待他人发布。", "A draft waits for its release already.")
    nth = publication.versions.count() + 1
    if nth > 1 and not reason.strip():
        raise StepRefused("更正须写明理由。", "A correction says why.")
    Version.objects.create(publication=publication, nth=nth, why=reason.strip()[:500], drafted_by=by, drafted_at=at, **vars(texts))
    told = {"publication": publication.number, "version": Count(nth), "party": texts.party, "penalty": texts.penalty}
    return Account(publication, {"dossier": case.dossier, **told})
