"""Questions about the statements of matters, each starting from what the officer may see."""

from collections.abc import Iterable

from mingjian.core.errors import NotFound
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.matters.joinder.facts import whole_of
from mingjian.institutions.matters.models import OPEN, Matter
from mingjian.institutions.matters.queries import matter_visible_to
from mingjian.institutions.statements.models import Excerpt, Statement
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Officer


def read_as(matter: Matter) -> str:
    """Return what a reading of the statements of a matter is of."""
    return f"statements/{matter.number}"


def statement_visible_to(officer: Officer, number: str) -> Statement:
    """Return a statement by `matter-Sn`. Raises NotFound where there is none that the officer may see."""
    of, _, place = number.rpartition("-")
    matter = matter_visible_to(officer, of)
    nth = number_in(place.removeprefix("S")) if place.startswith("S") else None
    found = Statement.objects.filter(matter=matter, nth=nth or 0).select_related("matter__lead__department").first()
    if found is None:
        raise NotFound(f"没有 {number}。", f"There is no {number}.")
    return found


def statements_of(matter: Matter) -> list[Statement]:
    """Return all statements of a matter that the caller may see, with those of matters that are joined to it, and those withdrawn."""
    return list(Statement.objects.filter(matter__in=whole_of(matter)).select_related("brought_by", "matter__lead__department"))


def read_from(statements: Iterable[Statement], sort: str) -> list[Statement]:
    """Return those of a sort that stand."""
    return [one for one in statements if one.sort == sort and one.standing == OPEN]


def excerpts_of(matter: Matter, sort: str) -> list[Excerpt]:
    """Return the excerpts of a matter whose exhibits stand, of a sort."""
    return list(Excerpt.objects.filter(matter=matter, sort=sort, exhibit__standing=OPEN).select_related("exhibit__matter"))


def case_in(matter: Matter, officer: Officer) -> Case | None:
    """Return the open case of a matter whose amount ledger lines may go into, if the officer sees it."""
    return cases_visible_to(officer).filter(dossier__in_matter__matter=matter, dossier__is_closed=False).order_by("pk").first()
