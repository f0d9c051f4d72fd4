"""Questions about drafts before the public: of officers by their departments; of the public, what was published."""

from django.db.models import Count, Q, QuerySet

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.office.models import Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.people.permissions import departments_in_view, is_of_authority, require


def consultations_visible_to(officer: Officer) -> QuerySet[Consultation]:
    """Return the drafts of the departments in view, with how many comments each has and how many are held."""
    if not is_of_authority(officer):
        raise NotPermitted("草案征求意见由行政机关办理。", "Drafts for comment are for authorities.")
    require(officer, "lab.consult")
    counted = {"comments_in_all": Count("comments"), "held": Count("comments", filter=Q(comments__state=Comment.State.HELD))}
    found = Consultation.objects.filter(department__in=departments_in_view(officer)).select_related("department", "drafted_by", "published_by")
    return found.annotate(**counted)


def consultation_visible_to(officer: Officer, number: str) -> Consultation:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = consultations_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有征求意见稿 {number}。", f"There is no draft for comment {number}.")
    return found


def comment_visible_to(officer: Officer, number: str) -> Comment:
    """Return one comment by its number, on a draft that the officer may see."""
    seen = consultations_visible_to(officer).values("pk")
    found = Comment.objects.filter(number=number, consultation__in=seen).select_related("consultation__department").first()
    if found is None:
        raise NotFound(f"没有意见 {number}。", f"There is no comment {number}.")
    return found


def published_drafts() -> QuerySet[Consultation]:
    """Return what the public sees: published, answered, and published once and withdrawn; the newest first."""
    return Consultation.objects.filter(published_at__isnull=False).select_related("department").order_by("-published_at", "-pk")


def published_draft(number: str) -> Consultation:
    """Return one of these by its number. Raises NotFound for a draft that was never published."""
    found = published_drafts().filter(number=number).first()
    if found is None:
        raise NotFound("没有这份征求意见稿。", "There is no such draft.")
    return found


def comment_by_code(code: str) -> Comment:
    """Return a comment by the code of its receipt. Raises NotFound."""
    found = Comment.objects.filter(code_key=code_key(code)).select_related("consultation__department").first() if 0 < len(code) <= 40 else None
    if found is None:
        raise NotFound("没有这个回执码；请照回执核对，区分大小写。", "There is no such code: compare it with the receipt, capitals count.")
    return found
