"""Release the correction of what the public sees: by another officer than drafted it, and with the step of the case's sheet."""

from datetime import datetime

from mingjian.institutions.publication.models import Publication
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def release_correction(publication: Publication, *, by: Officer, at: datetime, draft_sha256: str) -> Account[None]:
    """Release the version that waits, in the place of the one before. Refused to whoever drafted it, and where it is no longer what was read."""
    version, dossier = publication.to_release(by, draft_sha256), publication.case.dossier
    version.release(by, at)  # before the step, which is refused while a draft waits
    take(dossier, "correct_publication", by=by, at=at, given={"reason": version.why})
    return Account(None, {"dossier": dossier, "publication": publication.number, "version": Count(version.nth)})
