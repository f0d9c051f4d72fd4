"""Release a draft to the public: by another officer than drafted it, and with the step of the case's sheet."""

from datetime import datetime

from mingjian.institutions.publication.models import Publication
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


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
