"""
Whether departments that keep their matters apart work on the same: hit or no hit, with whom to talk to, and nothing of what they have.

What is compared is what the clue itself says (listing, shop, credit code); nobody types a question, so that nobody can fish. Each question is entered, and
the departments that were hit read on their home page who asked about which of their own matters.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.people.permissions import may_see

ASKED = "elsewhere_asked"  # the kind of entry
TOLD_FOR = timedelta(days=14)  # on the home page of whoever was hit
MOST = 50  # matters that are named to one department


@dataclass(frozen=True)
class Hit:
    """A department that works on the same: how many open clues and cases of its own, and who works on the newest."""

    department: Department
    clues: int
    cases: int
    contact: Officer | None


def can_be_asked(clue: Clue) -> bool:
    """Return whether a clue says anything that could be found elsewhere."""
    return bool(clue.operator_code or (clue.platform and (clue.listing_id or clue.shop_id)))


def hits_of(clue: Clue, officer: Officer) -> list[Hit]:
    """Return the departments with open matters about the same that the officer may not see; those that may be seen stand on the page already."""
    unseen = [one for one in matters_like(clue) if one.department_id != clue.dossier.department_id]
    seen = set(Dossier.objects.filter(may_see(officer), pk__in=[one.pk for one in unseen]).values_list("pk", flat=True))
    by: dict[Department, list[Dossier]] = {}
    for one in unseen:
        if one.pk not in seen and one.department.is_authority:
            by.setdefault(one.department, []).append(one)
    return [_hit(department, found) for department, found in sorted(by.items(), key=lambda pair: pair[0].code)]


def matters_like(clue: Clue, department: Department | None = None) -> list[Dossier]:
    """Return the open dossiers of clues and cases about the same, but for the clue's own, the newest first; of one department where it is named."""
    same = Q(pk__in=[])
    if clue.platform and clue.listing_id:
        same |= Q(platform=clue.platform, listing_id=clue.listing_id)
    if clue.platform and clue.shop_id:
        same |= Q(platform=clue.platform, shop_id=clue.shop_id)
    if clue.operator_code:
        same |= Q(operator_code=clue.operator_code)
    keys = set(Clue.objects.filter(same).exclude(pk=clue.pk).values_list("dossier", flat=True))
    if clue.operator_code:
        keys |= set(Case.objects.filter(party_code=clue.operator_code).exclude(clue=clue).values_list("dossier", flat=True))
    found = Dossier.objects.filter(pk__in=keys, is_closed=False).select_related("department", "officer").order_by("-pk")
    return list((found.filter(department=department) if department else found)[:MOST])


def _hit(department: Department, found: Iterable[Dossier]) -> Hit:
    matters = list(found)
    clues = sum(one.procedure == "clue" for one in matters)
    return Hit(department, clues, len(matters) - clues, next((one.officer for one in matters if one.officer), None))


def last_asked(clue: Clue) -> tuple[Entry, list[Department]] | None:
    """Return when a clue was last asked about, and the departments that were hit then; None where nobody asked."""
    entry = clue.dossier.entries.filter(kind=ASKED).select_related("officer").order_by("-index").first()
    if entry is None:
        return None
    return entry, list(Department.objects.filter(code__in=json.loads(entry.body).get("departments", [])).order_by("code"))


def asked_about_us(officer: Officer, at: datetime) -> list[tuple[Entry, Dossier]]:
    """Return who asked of late about what the officer's department works on, the newest first, each with the newest of the own matters."""
    return [(entry, ours[0]) for entry, ours in _asked_about(officer.department, at)]


def askers_about(dossier: Dossier, at: datetime) -> list[Entry]:
    """Return who asked of late about one matter, for the department that holds it, the newest first."""
    return [entry for entry, ours in _asked_about(dossier.department, at) if dossier in ours]


def asker_of(entry: Entry) -> str:
    """Return who asked: department and officer."""
    who = entry.officer
    return f"{who.department.name if who and who.department else ''} {who.name if who else ''}".strip()


def _asked_about(own: Department | None, at: datetime) -> Iterator[tuple[Entry, list[Dossier]]]:
    if own is None:
        return
    # Those that name the department alone: on a node where many ask, the newest of all would be about others.
    recent = Entry.objects.filter(kind=ASKED, at__gte=at - TOLD_FOR, dossier__isnull=False, body__contains=f'"{own.code}"').exclude(dossier__department=own)
    for entry in recent.select_related("officer__department", "dossier").order_by("-at")[:MOST]:
        clue = Clue.objects.filter(dossier=entry.dossier).first()
        if clue and own.code in json.loads(entry.body).get("departments", []) and (ours := matters_like(clue, own)):
            yield entry, ours
