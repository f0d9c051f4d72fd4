"""Questions about what is published: of officers, from the cases that they may see; of the public, what was released."""

from datetime import UTC, datetime

from django.db.models import DateTimeField, Max, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from mingjian.core.errors import NotFound
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.publication.models import DRAFTED, FOUND_AS, RELEASED, TAKEN_DOWN, Publication, Version
from mingjian.office.lists import search
from mingjian.office.models import Officer

_EVER = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())  # of what was never taken down
TEXTS = 4  # newest texts that are looked at for each change that is told


def publication_visible_to(officer: Officer, number: str) -> Publication:
    """Return one by its number, of a case that the officer may see. Raises NotFound."""
    found = Publication.objects.filter(case__in=cases_visible_to(officer), number=number).select_related("case__dossier__department").first()
    if found is None:
        raise NotFound(f"没有公示 {number}。", f"There is no publication {number}.")
    return found


def published(question: str = "") -> QuerySet[Publication]:
    """Return what the public sees now, the newest first; of a question those whose shown text holds every word of it, or the one of that number."""
    found = Publication.objects.filter(standing=RELEASED).select_related("case__dossier__department").prefetch_related("versions").order_by("-pk")
    if search.is_number(question):
        return found.filter(number=question.strip().upper())
    return search.search(found, FOUND_AS, question)


def newest_changes(most: int) -> list[Publication]:
    """Return what the public saw or sees, those that changed last first: released, corrected or taken down."""
    shown = Publication.objects.exclude(standing=DRAFTED)
    # Whatever changed last is among the newest texts and the newest taken down; only where a few have very many texts are all looked at.
    texts = Version.objects.exclude(publication__standing=DRAFTED).filter(released_at__isnull=False).order_by("-released_at", "-publication")
    newest = list(texts.values_list("publication", flat=True)[: most * TEXTS])
    if len(set(newest)) >= most:
        gone = shown.filter(taken_down_at__isnull=False).order_by("-taken_down_at", "-pk").values_list("pk", flat=True)[:most]
        shown = shown.filter(pk__in={*newest, *gone})
    found = shown.annotate(changed_at=Greatest(Max("versions__released_at"), Coalesce("taken_down_at", _EVER)))
    return list(found.select_related("case__dossier__department").prefetch_related("versions").order_by("-changed_at", "-pk")[:most])


def ever_published() -> QuerySet[Publication]:
    """Return what the public sees or saw, the oldest first."""
    found = Publication.objects.exclude(standing=DRAFTED).select_related("case__dossier__department").prefetch_related("versions")
    return found.order_by("pk")


def published_once(number: str) -> Publication:
    """Return what the public sees or saw under a number. Raises NotFound for what was never released."""
    found = Publication.objects.filter(number=number, standing__in=[RELEASED, TAKEN_DOWN], versions__released_at__isnull=False).first()
    if found is None:
        raise NotFound("没有这条公示信息。", "There is no such publication.")
    return found
