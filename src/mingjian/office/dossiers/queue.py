"""What waits for an officer, for colleagues in the department, and for a second signature: read from `Awaiting`, which every step keeps up."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.dossiers.signers import roles_for
from mingjian.office.dossiers.signing import taken_by, why_barred
from mingjian.office.lists.paging import COUNTED
from mingjian.office.models import Awaiting, Dossier, Officer

MOST_SIGNED = 100
MOST_BARRED = 100  # deadlines of which the reason is told


def asked_of(officer: Officer) -> QuerySet[Awaiting]:
    """
    Return the rows of what waits for the officer: for one of the officer's roles in the own department, not barred, not signed first by the officer.

    Where nobody else in the department could act, who is barred is asked all the same: somebody must see to it.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Awaiting.objects.none()
    rows = Awaiting.objects.filter(Q(officer=officer.pk) | Q(officer=None, role__in=officer.roles), department=officer.department_id)
    rows = rows.filter(Q(signed_by=None) | ~Q(signed_by=officer.pk))
    barred = Q(barred__contains=f"|{officer.pk}|")
    if not rows.filter(barred).exists() or not (colleagues := _colleagues(officer)):
        return rows
    return rows.filter(~barred | _barred_too(colleagues))


def _barred_too(colleagues: list[Officer]) -> Q:
    """Return the condition of rows of a wait for which none of the colleagues could act: each has none of its roles, or is barred as well."""
    of_the_same_wait = Awaiting.objects.filter(dossier=OuterRef("dossier"), place=OuterRef("place"), department=OuterRef("department"))
    by_roles: dict[tuple[str, ...], Q] = {}
    for one in colleagues:
        roles = tuple(sorted(one.roles))
        by_roles[roles] = by_roles.get(roles, Q()) & Q(barred__contains=f"|{one.pk}|")
    condition = Q()
    for roles, barred in by_roles.items():
        condition &= ~Q(Exists(of_the_same_wait.filter(role__in=roles))) | barred
    return condition


def dossiers_awaiting(officer: Officer) -> QuerySet[Dossier]:
    """Return the open dossiers of which the page says that it is the officer's turn, signatures left out (`awaiting_signature`)."""
    return _with_people(Dossier.objects.filter(pk__in=asked_of(officer).filter(signed_by=None).values("dossier")))


def dossiers_for_decision(officer: Officer) -> QuerySet[Dossier]:
    """Return those of `dossiers_awaiting` that wait for a decision reserved to roles like the officer's, and for none that works from day to day."""
    working = rulebook().powers["office.work_on_dossiers"].by
    everyday = Awaiting.objects.filter(dossier=OuterRef("dossier"), department=officer.department_id, place=OuterRef("place"), role__in=working)
    held = asked_of(officer).filter(Q(~Exists(everyday)) | ~Q(dossier__department=officer.department_id), signed_by=None)
    return _with_people(Dossier.objects.filter(pk__in=held.values("dossier")))


def first_awaiting(officer: Officer, most: int) -> tuple[list[Dossier], int]:
    """
    Return the first of `dossiers_awaiting`, and how many there are, up to the bound and one beyond it.

    First stands what the officer works on, then what nobody does, then what colleagues do; of each the longest waiting.
    """
    return _first(asked_of(officer).filter(signed_by=None), officer, most)


def first_awaiting_colleagues(officer: Officer, most: int) -> tuple[list[Dossier], int]:
    """Return the first dossiers that wait for others in the officer's department and not for the officer, as `first_awaiting` does."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return [], 0
    rows = Awaiting.objects.filter(department=officer.department_id, role__in=_roles_of_colleagues(officer))
    return _first(rows.exclude(dossier__in=asked_of(officer).values("dossier")), officer, most)


def _first(rows: QuerySet[Awaiting], officer: Officer, most: int) -> tuple[list[Dossier], int]:
    order = {officer.pk: 0, None: 1}
    found = dict.fromkeys(rows.order_by("since", "dossier").values_list("dossier", "dossier__officer", "since")[: 4 * COUNTED])
    nearest = sorted(found, key=lambda one: (order.get(one[1], 2), one[2], one[0]))
    keys = list(dict.fromkeys(one[0] for one in nearest))
    by_key = _with_people(Dossier.objects.all()).in_bulk(keys[:most])
    return [by_key[key] for key in keys[:most] if key in by_key], min(len(keys), COUNTED + 1)


def _with_people(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.select_related("department", "officer")


def with_colleagues(officer: Officer) -> Q:
    """
    Return the condition of deadlines, due with the officer's department, that only colleagues can meet or extend now: a head who is to decide, for instance.

    Where nobody in the department has such a role it holds for none, since somebody must see to it.
    """
    rows = Awaiting.objects.filter(deadline=OuterRef("pk"), department=officer.department_id)
    mine = asked_of(officer).filter(deadline=OuterRef("pk"))
    return Exists(rows.filter(role__in=_roles_of_colleagues(officer))) & ~Exists(mine)


def kept_from(officer: Officer) -> Q:
    """Return the condition of deadlines that the officer kept from oneself: by signing first, or by a step that bars from the one which meets them."""
    rows = Awaiting.objects.filter(deadline=OuterRef("pk"), department=officer.department_id, role__in=officer.roles)
    kept = rows.filter(Q(signed_by=officer.pk) | Q(barred__contains=f"|{officer.pk}|"))
    return Exists(kept) & ~Exists(asked_of(officer).filter(deadline=OuterRef("pk")))


def for_decision_by(officer: Officer) -> Q:
    """Return the condition of deadlines that a decision reserved to the officer's roles meets or extends now: not for those who work from day to day."""
    working = set(rulebook().powers["office.work_on_dossiers"].by)
    everyday = Awaiting.objects.filter(deadline=OuterRef("pk"), department=officer.department_id, role__in=working)
    return Exists(asked_of(officer).filter(deadline=OuterRef("pk"))) & ~Exists(everyday)


def deadlines_barred(officer: Officer) -> dict[int, Text]:
    """Return the open deadlines, by their keys, that wait for a colleague since the officer may not meet them, each with why."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return {}
    rows = Awaiting.objects.filter(department=officer.department_id, role__in=officer.roles, barred__contains=f"|{officer.pk}|", deadline__isnull=False)
    asked = set(asked_of(officer).filter(deadline__isnull=False, barred__contains=f"|{officer.pk}|").values_list("deadline", flat=True))
    found: dict[int, Text] = {}
    for row in rows.select_related("dossier")[:MOST_BARRED]:
        sheet = sheet_of(row.dossier)
        step = sheet.steps[row.step]
        if row.deadline_id not in asked and (why := why_barred(step, sheet, taken_by(row.dossier, step), officer)):
            found[row.deadline_id or 0] = why
    return found


def dossiers_of_others_awaiting_us(officer: Officer) -> QuerySet[Dossier]:
    """Return the open dossiers held by others that wait for somebody in the officer's department."""
    rows = Awaiting.objects.filter(department=officer.department_id, role__in=[*_roles_of_colleagues(officer), *officer.roles])
    return Dossier.objects.filter(pk__in=rows.exclude(dossier__department=officer.department_id).values("dossier"))


def _colleagues(officer: Officer) -> list[Officer]:
    working = Officer.objects.select_related(None).filter(department=officer.department_id, duty=Officer.Duty.WORK, is_active=True)
    return list(working.exclude(pk=officer.pk))


def _roles_of_colleagues(officer: Officer) -> set[str]:
    return {role for one in _colleagues(officer) for role in one.roles}


@dataclass(frozen=True)
class ToSign:
    """A step that somebody signed first and that waits for the officer's signature."""

    dossier: Dossier
    step: Text
    by: Officer


def awaiting_signature(officer: Officer) -> list[ToSign]:
    """Return the steps that wait for the officer's second signature, the oldest first."""
    rows = asked_of(officer).filter(signed_by__isnull=False).order_by("since", "pk").select_related("dossier__department", "dossier__sender", "signed_by")
    found: dict[tuple[int, str], ToSign] = {}
    for row in rows[: 4 * MOST_SIGNED]:
        step = sheet_of(row.dossier).steps.get(row.step)
        if step is not None and row.signed_by is not None and set(step.second) & roles_for(officer, row.dossier, step):
            found.setdefault((row.dossier_id, row.step), ToSign(row.dossier, step.label, row.signed_by))
    return list(found.values())[:MOST_SIGNED]
