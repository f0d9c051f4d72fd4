"""What a buyer writes about a kit: at the public door, or told to an officer who writes it down."""

from datetime import datetime
from hashlib import sha256

from mingjian.institutions.evidence.models import Kit, Remark
from mingjian.institutions.evidence.services.messages import followed_in, say
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def write_as_buyer(kit: Kit, *, by: Officer | None, at: datetime, buyer_remark: str) -> Account[Remark]:
    """Keep it until an officer answers. The ledger has its hash and length: every auditor reads it, and the text may name persons."""
    made, dossier = say(kit, buyer_remark, by=by, at=at, is_of_buyer=True), followed_in(kit)
    told = {"text_sha256": sha256(made.text.encode()).hexdigest(), "length": Count(len(made.text))}
    return Account(made, {**told, "dossier": dossier} if dossier else told)
