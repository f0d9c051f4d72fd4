"""What steps of reviews do besides being recorded."""

from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.oversight.models import Review
from mingjian.institutions.oversight.services.decisions import deciders
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


def _require_another(dossier: Dossier, by: Officer) -> None:
    """Refuse an officer who took or signed the decision that is reviewed, or who asked for the review."""
    review = Review.objects.select_related("of").get(dossier=dossier)
    if by.pk in deciders(review.of, review.entry_index):
        raise NotPermitted("您作出或者签署了原决定，须由他人复核。", "You took or signed the decision: somebody else reviews it.")
    if by.pk == dossier.opened_by_id:
        raise NotPermitted("您登记了复核申请，须由他人复核。", "You asked for the review: somebody else decides on it.")


def _require_applicant(dossier: Dossier, by: Officer) -> None:
    """Refuse whoever does not act for the body that asked."""
    if Review.objects.get(dossier=dossier).asked_by_id != by.department_id:
        raise NotPermitted("只有申请的部门可以撤回申请。", "Only the body that asked may withdraw the request.")


# Find a decision wrong, by somebody who did not take it.
@step("decision_review")
def find_error(dossier: Dossier, *, by: Officer, at: datetime, review_conclusion: str, correction_asked: str) -> None:
    """See that it is somebody else; the correction is a step of the decision's own procedure."""
    _require_another(dossier, by)


# Do not take a request up, by somebody who did not take the decision.
@step("decision_review")
def refuse_review(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """See that it is somebody else."""
    _require_another(dossier, by)


# Find the decision right, by somebody who did not take it.
@step("decision_review")
def uphold(dossier: Dossier, *, by: Officer, at: datetime, review_conclusion: str) -> None:
    """See that it is somebody else."""
    _require_another(dossier, by)


# Withdraw a request for review, by whoever asked.
@step("decision_review")
def withdraw_request(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """See that it is the body that asked."""
    _require_applicant(dossier, by)
