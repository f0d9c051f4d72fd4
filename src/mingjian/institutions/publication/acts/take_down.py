"""Take down what was published: a word stands in its place."""

from datetime import datetime

from mingjian.institutions.publication.models import Publication
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer


@act
def take_down(publication: Publication, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Take it down with the step of the case's sheet; the public reads why."""
    publication.take_off(at, reason)  # before the step, which would do it itself
    take(publication.case.dossier, "withdraw_publication", by=by, at=at, given={"note": reason})
    return Account(None, {"dossier": publication.case.dossier, "publication": publication.number})
