"""What cases tell to the rules that propose a ground: of a case, of a reminder, and of the clue that another office filed upon or that was put right."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of, cases_visible_to
from mingjian.institutions.cases.services.correction_proof import proof_of_correction
from mingjian.institutions.cases.services.history import history_of
from mingjian.institutions.cases.services.lines import stand_of
from mingjian.institutions.cases.services.warnings import earlier_of, settled_beside
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.matters.queries import matter_told_by, unproven
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to

Known = dict[str, str | int | date]
_CORRECTED = "record_correction"


def known_for_grounds(dossier: Dossier, officer: Officer, at: datetime) -> Known:
    """Return what is known of a case, a reminder or a clue, by the names of the rules; what is not known is left out."""
    tell = {"admin_case": _of_case, "reminder": _of_reminder, "clue": _of_clue}.get(dossier.procedure)
    return tell(dossier, officer, at) if tell else {}


def _of_case(dossier: Dossier, officer: Officer, at: datetime) -> Known:
    case, on = case_of(dossier), localtime(at).date()
    if case is None:
        return {}
    stand = stand_of(case, on)
    found: Known = {"found_on": localtime(case.clue.received_at if case.clue else dossier.opened_at).date(), "correction": _corrected(dossier)}
    found["crime_line"] = "reached" if stand.is_reached else "below" if stand.is_compared else "not_compared"
    if case.acted_on:
        found["acted_until"] = case.acted_on
    matter = matter_told_by(dossier)
    if matter is not None and (lacking := unproven(matter)):
        found["unproven"] = "、".join(one.zh for one in lacking)
    if case.party_code and not history_of(case, officer, on).shown and not earlier_of(dossier, case.party_code):
        found["first"] = "yes"
    return found


def _of_reminder(dossier: Dossier, officer: Officer, at: datetime) -> Known:
    """A reminder is settled once it was found corrected; no sum is weighed in it."""
    code = given(dossier, "reminded_code").strip()
    found: Known = {"correction": _corrected(dossier), "crime_line": "not_compared"}
    return found | ({"first": "yes"} if code and not earlier_of(dossier, code) else {})


def _of_clue(dossier: Dossier, officer: Officer, at: datetime) -> Known:
    """A case of another office about the same code that the officer may see; a reminder beside the clue that was settled since it was put right."""
    clue = Clue.objects.filter(dossier=dossier).first()
    if clue is None:
        return {}
    found: Known = {"correction": "proven" if settled_beside(clue, dossiers_visible_to(officer)) else "none"}
    if not clue.operator_code:
        return found
    other = _filed_first(clue, dossier, officer)
    if other is not None:
        found["other_case"] = f"{other.dossier.department.name_zh} {other.number}"
    beside = settled_beside(clue, dossiers_visible_to(officer))
    earlier = [one for one in earlier_of(dossier, clue.operator_code) if beside is None or one != beside.number]
    return found if earlier else found | {"first": "yes"}


def _filed_first(clue: Clue, dossier: Dossier, officer: Officer) -> Case | None:
    """Return the first case about the same code that another office filed before the clue came to this one."""
    cases = cases_visible_to(officer).filter(party_code=clue.operator_code, dossier__opened_at__lt=dossier.moved_at)
    return cases.exclude(dossier__department=dossier.department_id).order_by("dossier__opened_at").first()


def _corrected(dossier: Dossier) -> str:
    return "proven" if dossier.entries.filter(kind=_CORRECTED).exists() or proof_of_correction(dossier) else "none"
