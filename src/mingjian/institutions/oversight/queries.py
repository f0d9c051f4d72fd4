"""Questions about oversight, each starting from what the officer may see."""

from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.oversight.models import OPEN, ORDER, REVIEW, Order, Recognition, Review, Sighting, Suggestion, Urging
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Deadline, Dossier, Officer, SealedFile
from mingjian.office.people.permissions import dossiers_visible_to, is_of_authority, may_see

MOST_FILES = 100  # of a list to choose from; the newest, and those of the matter itself first

B = TypeVar("B", Suggestion, Recognition)


def orders_visible_to(officer: Officer) -> QuerySet[Dossier]:
    """Return the orders that the officer may see: those of the own department both ways, and those below it."""
    return dossiers_visible_to(officer).filter(procedure=ORDER)


def reviews_visible_to(officer: Officer) -> QuerySet[Dossier]:
    """Return the reviews that the officer may see."""
    return dossiers_visible_to(officer).filter(procedure=REVIEW)


def files_to_show(officer: Officer, first: Dossier | None) -> list[tuple[str, str]]:
    """Return the sealed files of the dossiers of the officer's department by SHA-256, with their names as anybody may read them; those of `first` first."""
    found = SealedFile.objects.filter(may_see(officer, "dossier"), dossier__department=officer.department_id).select_related("dossier").order_by("-pk")
    own = list(found.filter(dossier=first)[:MOST_FILES]) if first else []
    return [(one.sha256, f"{one.dossier.number} · {one.name_masked}") for one in [*own, *(found.exclude(dossier=first) if first else found)[:MOST_FILES]]]


def dossier_of(officer: Officer, procedure: str, number: str) -> Dossier:
    """Return the dossier of an order or a review that the officer may see. Raises NotFound."""
    found = dossiers_visible_to(officer).filter(procedure=procedure, number=number).first()
    if found is None:
        raise NotFound(f"没有卷宗 {number}。", f"There is no dossier {number}.")
    return found


def orders_on(matter: Dossier, officer: Officer) -> QuerySet[Order]:
    """Return the orders about a matter, of those that the officer may see."""
    return Order.objects.filter(may_see(officer, "dossier"), about=matter).select_related("dossier__department", "dossier__sender").order_by("-pk")


def reviews_on(matter: Dossier) -> QuerySet[Review]:
    """Return the reviews of decisions of a dossier, for whoever may see that one: where a decision stands belongs to the decision."""
    return Review.objects.filter(of=matter).select_related("dossier__department", "asked_by").order_by("-pk")


def orders_to_carry_out(officer: Officer) -> QuerySet[Dossier]:
    """Return the orders that the officer's department has to report back on."""
    # Found apart from their order, by which one would walk all that the department holds to find a few.
    found = Dossier.objects.filter(department=officer.department_id, is_closed__in=[False], procedure=ORDER, state_text__in=["issued", "received"]).order_by()
    return Dossier.objects.filter(pk__in=found.values("pk")).order_by("moved_at")


def reviews_to_take_up(officer: Officer) -> QuerySet[Dossier]:
    """Return the reviews that wait for the officer's department."""
    found = Dossier.objects.filter(department=officer.department_id, is_closed__in=[False], procedure=REVIEW).order_by()
    return Dossier.objects.filter(pk__in=found.values("pk")).order_by("moved_at")  # as above


def urgings_of(officer: Officer) -> QuerySet[Urging]:
    """Return the newest reminder of each deadline that the officer's department still lets others wait for, the newest first."""
    running = Deadline.objects.filter(dossier=OuterRef("dossier"), name=OuterRef("deadline"), due=OuterRef("due"), closed_at__isnull=True)
    later = Urging.objects.filter(dossier=OuterRef("dossier"), deadline=OuterRef("deadline"), due=OuterRef("due"), nth__gt=OuterRef("nth"))
    found = Urging.objects.filter(Exists(running), urged=officer.department_id, dossier__is_closed=False).exclude(Exists(later))
    return found.select_related("dossier", "waits")


def suggestions_to_answer(officer: Officer) -> QuerySet[Suggestion]:
    """Return the suggestions that the officer's department has not answered."""
    found = Suggestion.objects.filter(dossier__department=officer.department_id, standing=OPEN)
    return found.select_related("dossier__department", "by__department").order_by("at")


def suggestion_visible_to(officer: Officer, number: str) -> Suggestion:
    """Return a suggestion by `dossier-nth`. Raises NotFound."""
    return _beside(Suggestion.objects.all(), officer, number)


def recognition_visible_to(officer: Officer, number: str) -> Recognition:
    """Return a recognition by `dossier-nth`. Raises NotFound."""
    return _beside(Recognition.objects.all(), officer, number)


def _beside(found: QuerySet[B], officer: Officer, number: str) -> B:
    dossier, _, nth = number.rpartition("-")
    seen = found.filter(may_see(officer, "dossier")).select_related("dossier__department", "by")
    one = seen.filter(dossier__number=dossier, nth=number_in(nth) or 0).first()
    if one is None:
        raise NotFound(f"没有 {number[:60]}。", f"There is no {number[:60]}.")
    return one


def sightings_visible_to(officer: Officer) -> QuerySet[Sighting]:
    """Return the sightings that stand: every authority of the node sees them, and nobody else."""
    found = Sighting.objects.filter(~Q(standing="withdrawn")).select_related("department", "by")
    return found if is_of_authority(officer) else found.none()


def sighting_visible_to(officer: Officer, number: str) -> Sighting:
    """Return one by its number. Raises NotFound."""
    found = sightings_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有部门看法 {number[:60]}。", f"There is no sighting {number[:60]}.")
    return found


def order_of(dossier: Dossier) -> Order | None:
    """Return the order beside a dossier, with the matter that it is about."""
    return Order.objects.filter(dossier=dossier).select_related("about").first()


def review_of(dossier: Dossier) -> Review | None:
    """Return the review beside a dossier, with the matter whose decision is looked at again and who asked."""
    return Review.objects.filter(dossier=dossier).select_related("of", "asked_by").first()
