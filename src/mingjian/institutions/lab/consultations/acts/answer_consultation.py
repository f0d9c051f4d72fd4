"""Publish what became of the comments."""

from datetime import datetime

from mingjian.institutions.lab.consultations.services.comments import counts_of
from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import counts


@act
def answer_consultation(consultation: Consultation, *, by: Officer, at: datetime, consultation_result: str) -> Account[None]:
    """Publish the result with the counts. Refused before the closing day has passed, and while a comment is held (`Consultation.hindrance`)."""
    consultation.result = consultation_result.strip()
    return Account(None, {"counts": counts(counts_of(consultation))})
