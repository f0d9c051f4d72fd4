"""Withhold what the public reads of a platform's reasons: a word stands in their place."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.redaction import masked
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.services.names import notice_of, public_words
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer

LONGEST_WHY = 500


@act
def withhold_reason(statement: PublicReason, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """
    Take goods and facts out of a statement and of the files of its day; what was decided and when, and that it counts, stays.

    The public reads why, without names as the facts were; the ledger has that, and of what the officer wrote the hash. Raises StepRefused for one that is
    withheld already, BadInput for a reason that is too long.
    """
    if statement.withheld_at is not None:
        raise StepRefused("这份处理理由的事实已经撤下。", "The facts of this statement are withheld already.")
    notice = notice_of(statement)
    why = public_words(reason.strip(), notice) if notice else masked(reason.strip())
    if len(why) > LONGEST_WHY:
        raise BadInput(f"理由至多 {LONGEST_WHY} 字，公众可见。", f"The reason has {LONGEST_WHY} characters at most; the public reads it.")
    statement.withhold(at, why)
    statement.save(update_fields=["goods", "facts", "withheld_at", "withheld_why"])
    transaction.on_commit(lambda: publish_day(statement.day, at))  # the nightly job publishes the day where this does not come to its end
    return Account(None, {"uid": statement.uid, "why": statement.withheld_why, "reason": sha256(reason.strip().encode()).hexdigest()})
