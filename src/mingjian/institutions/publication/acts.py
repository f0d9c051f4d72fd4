"""What is done to what is published."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.publication.models import TAKEN_DOWN, Publication, Version
from mingjian.institutions.publication.services.redaction import masked_decision
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


# Draft what the public is to see of a penalty decision, masked by rule; or the correction of what it sees.
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


# Release the correction of what the public sees: by another officer than drafted it, and with the step of the case's sheet.
@act
def release_correction(publication: Publication, *, by: Officer, at: datetime, draft_sha256: str) -> Account[None]:
    """Release the version that waits, in the place of the one before. Refused to whoever drafted it, and where it is no longer what was read."""
    version, dossier = publication.to_release(by, draft_sha256), publication.case.dossier
    version.release(by, at)  # before the step, which is refused while a draft waits
    take(dossier, "correct_publication", by=by, at=at, given={"reason": version.why})
    return Account(None, {"dossier": dossier, "publication": publication.number, "version": Count(version.nth)})


# Release a draft to the public: by another officer than drafted it, and with the step of the case's sheet.
@act
def release_publication(
    publication: Publication, *, by: Officer, at: datetime, draft_sha256: str, display_term: str, repair_field: str, credit_class: str, banned_until: str = ""
) -> Account[None]:
    """Release the first version, and take the step that meets the period to publish. Refused to whoever drafted it, and where it is no longer what was read."""
    version, dossier = publication.to_release(by, draft_sha256), publication.case.dossier
    given: dict[str, object] = {"display_term": display_term, "repair_field": repair_field, "credit_class": credit_class}
    given |= {"published_at_address": publication.public_url, "decided_on": version.decided_on.isoformat()}
    version.release(by, at)  # before the step, which is refused while a draft waits
    take(dossier, "publish", by=by, at=at, given=given | ({"banned_until": banned_until} if banned_until else {}))
    return Account(None, {"dossier": dossier, "publication": publication.number, "version": Count(version.nth)})


# Take down what was published: a word stands in its place.
@act
def take_down(publication: Publication, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Take it down with the step of the case's sheet; the public reads why."""
    publication.take_off(at, reason)  # before the step, which would do it itself
    take(publication.case.dossier, "withdraw_publication", by=by, at=at, given={"note": reason})
    return Account(None, {"dossier": publication.case.dossier, "publication": publication.number})
