"""The provision that a case says was broken: the page, documents and the public are told the same one."""

from datetime import date

from django.utils.timezone import localdate

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.queries.suspected_act import day_cited


def day_of_law(case: Case) -> date:
    """Return the day by whose law a case is told: that of the act, or else that on which its clue came, whose article it carries, or the case was opened."""
    if case.acted_on is None and case.clue:
        return day_cited(case.clue, localdate(case.dossier.opened_at))
    return case.acted_on or localdate(case.dossier.opened_at)


def provision_of(case: Case) -> Text | None:
    """Cite the provision as in force on that day; None where none is entered, and where the rulebook does not hold what a clue's reporter wrote."""
    return cited_on(case.broken, day_of_law(case))


def cited_on(ground: str, on: date) -> Text | None:
    """Cite an article as in force on a day; None for one that the rulebook lacks."""
    try:
        return rulebook().statutes.citation(ground, on) if ground else None
    except (NotFound, BadInput):
        return None
