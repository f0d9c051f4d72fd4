"""Put a draft before the public: by another officer than drafted it, until a day."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.utils.timezone import localdate

from mingjian.core.errors import BadInput
from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer

#: Days below which the public is told why. The Regulations on rules of departments and local governments have thirty; the text was not read here (UNVERIFIED).
USUAL = timedelta(days=30)


@act
def publish_consultation(consultation: Consultation, *, by: Officer, at: datetime, comments_until: str, short_term_reason: str = "") -> Account[None]:
    """Publish it. Raises BadInput where the day has passed, or fewer than thirty days are given without a reason."""
    until = date.fromisoformat(comments_until)
    if until - localdate(at) < USUAL and not short_term_reason.strip():
        raise BadInput("期限不足三十日，须写明理由；理由将公布。", "Fewer than thirty days are given: write why, which the public reads.")
    consultation.closes_on, consultation.short_why = until, short_term_reason.strip()[:500]
    words = sha256(f"{consultation.title}\n{consultation.explanation}".encode()).hexdigest()  # which the digest of what is drafted does not cover
    return Account(None, {"digest": consultation.digest, "text_sha256": words})
