"""What waits for an officer, for colleagues in the department, and for a second signature: read from `Awaiting`, which every step keeps up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.awaits import Asking
from mingjian.office.dossiers.state import sheet_of, taken_by, why_barred
from mingjian.office.lists.paging import COUNTED
from mingjian.office.models import Awaiting, Dossier, Officer
from mingjian.office.panels import asked_once
from mingjian.office.people.officers import working_in

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
    left = _left_to(officer)
    return rows if left is None else rows.filter(~Q(barred__contains=f"|{officer.pk}|") | Q(pk__in=left))


@asked_once
def _left_to(officer: Officer) -> list[int] | None:
    """
    Return those of the rows that bar the officer, by their keys, which no colleague could act on; None where none bars the officer.

    It is decided for the whole of what is waited for, as on a page.
    """
    mine = Q(officer=officer.pk) | Q(officer=None, role__in=officer.roles)
    barring = Awaiting.objects.filter(mine, department=officer.department_id, barred__contains=f"|{officer.pk}|")
    barred = list(barring.filter(Q(signed_by=None) | ~Q(signed_by=officer.pk)))
    if not barred:
        return None
    asked = asked_by(Awaiting.objects.filter(department=officer.department_id, dossier__in={one.dossier_id for one in barred}))
    colleagues = _colleagues(officer)
    return [one.pk for one in barred if asked[one.dossier_id, one.place].is_left_to(officer, colleagues)]


def asked_by(rows: Iterable[Awaiting]) -> dict[tuple[int, int], Asking]:
    """Return of whom each thing is asked that rows of one department stand for, by dossier (key) and place."""
    held: dict[tuple[int, int], list[Awaiting]] = {}
    for row in rows:
        held.setdefault((row.dossier_id, row.place), []).append(row)
    return {key: _asking(of) for key, of in held.items()}


def _asking(rows: Sequence[Awaiting]) -> Asking:
    named = frozenset(one.officer_id for one in rows if one.officer_id is not None)
    barred = frozenset(int(key) for key in rows[0].barred.strip("|").split("|") if key)
    return Asking(frozenset(one.role for one in rows), named, barred, rows[0].signed_by_id)


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
    # Each dossier once, and then cut: one that several clocks and roles wait on has as many rows.
    found = rows.order_by("since", "dossier").values_list("dossier", "dossier__officer", "since").distinct()[: 4 * COUNTED]
    keys = [one[0] for one in sorted(found, key=lambda one: (order.get(one[1], 2), one[2], one[0]))]
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
    rows = Awaiting.objects.filter(deadline__isnull=False, department=officer.department_id, role__in=officer.roles)
    kept = rows.filter(Q(signed_by=officer.pk) | Q(barred__contains=f"|{officer.pk}|"))
    # Their keys as a list, since they are few: asked of each deadline, all of the department's would be walked to find them.
    return Q(pk__in=kept.order_by().values("deadline")) & Q(~Exists(asked_of(officer).filter(deadline=OuterRef("pk"))))


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
    return list(working_in(officer.department_id).select_related(None).exclude(pk=officer.pk))


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
    first = {(row.dossier_id, row.step): row for row in reversed(list(rows[: 4 * MOST_SIGNED]))}
    found = []
    for row in sorted(first.values(), key=lambda row: (row.since, row.pk))[:MOST_SIGNED]:
        step = sheet_of(row.dossier).steps.get(row.step)
        if step is not None and row.signed_by is not None:
            found.append(ToSign(row.dossier, step.label, row.signed_by))
    return found
