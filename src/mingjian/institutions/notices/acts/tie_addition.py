"""State which places of a notice an added file shows: what has no address is proven by a file of that very place, and not by any file."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.files import shown_by
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def tie_addition(notice: Notice, *, by: Officer, at: datetime, addition_sha256: str, shown_places: str) -> Account[None]:
    """Tie the file to those places, in the place of what it was tied to before."""
    found = notice.additions.filter(sha256=addition_sha256).first()
    if found is None:
        raise BadInput("通知没有这份补充材料，请核对 SHA-256。", "Nothing with this SHA-256 was added to the notice.")
    found.shows = shown_by(notice, shown_places, found.sha256)
    found.save(update_fields=["shows"])
    return Account(None, {"dossier": notice.dossier, "sha256": found.sha256, "shows": found.shows})
