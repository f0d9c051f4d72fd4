"""Whoever took a decision does not review it, and nobody but whoever asked withdraws the request."""

from mingjian.core.errors import NotPermitted
from mingjian.institutions.oversight.models import Review
from mingjian.institutions.oversight.services.decisions import deciders
from mingjian.office.models import Dossier, Officer


def require_another(dossier: Dossier, by: Officer) -> None:
    """Refuse an officer who took or signed the decision that is reviewed, or who asked for the review."""
    review = Review.objects.select_related("of").get(dossier=dossier)
    if by.pk in deciders(review.of, review.entry_index):
        raise NotPermitted("您作出或者签署了原决定，须由他人复核。", "You took or signed the decision: somebody else reviews it.")
    if by.pk == dossier.opened_by_id:
        raise NotPermitted("您登记了复核申请，须由他人复核。", "You asked for the review: somebody else decides on it.")


def require_applicant(dossier: Dossier, by: Officer) -> None:
    """Refuse whoever does not act for the body that asked."""
    if Review.objects.get(dossier=dossier).asked_by_id != by.department_id:
        raise NotPermitted("只有申请的部门可以撤回申请。", "Only the body that asked may withdraw the request.")
