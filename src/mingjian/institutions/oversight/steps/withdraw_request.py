"""Withdraw a request for review, by whoever asked."""

from datetime import datetime

from mingjian.institutions.oversight.services.apart import require_applicant
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("decision_review")
def withdraw_request(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """See that it is the body that asked."""
    require_applicant(dossier, by)
