"""Questions about what is published: of officers, from the cases that they may see; of the public, what was released."""

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.publication.models import RELEASED, TAKEN_DOWN, Publication
from mingjian.office.models import Officer


def publication_visible_to(officer: Officer, number: str) -> Publication:
    """Give one by its number, of a case that the officer may see. Raises NotFound."""
    found = Publication.objects.filter(case__in=cases_visible_to(officer), number=number).select_related("case__dossier__department").first()
    if found is None:
        raise NotFound(f"没有公示 {number}。", f"There is no publication {number}.")
    return found


def published() -> QuerySet[Publication]:
    """Give what the public sees now, the newest first."""
    return (
        Publication.objects.filter(standing=RELEASED, versions__released_at__isnull=False)
        .distinct()
        .select_related("case__dossier__department")
        .order_by("-pk")
    )


def published_once(number: str) -> Publication:
    """Give what the public sees or saw under a number. Raises NotFound for what was never released."""
    found = Publication.objects.filter(number=number, standing__in=[RELEASED, TAKEN_DOWN], versions__released_at__isnull=False).first()
    if found is None:
        raise NotFound("没有这条公示信息。", "There is no such publication.")
    return found
