"""Questions about cases, each starting from what the officer may see."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.cases.models import CLOSED, GOODS, OPEN, PROCEDURE, WITHDRAWN, AmountLine, Case, Invitation
from mingjian.office.dossiers.conditions import standing_in
from mingjian.office.lists import search
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import may_see, sides_of
from mingjian.office.record.difference import Difference

_ALONG = ("dossier__department", "dossier__officer", "dossier__sender", "clue__dossier", "first", "second")

_LEAST = Decimal("0.01")  # yuan by which a value may differ: SQLite keeps fifteen digits


def cases_visible_to(officer: Officer) -> QuerySet[Case]:
    """Return the cases whose dossiers the officer may see."""
    return Case.objects.filter(may_see(officer, "dossier")).select_related(*_ALONG)


def sides_of_cases(officer: Officer) -> list[QuerySet[Case]]:
    """Return the same, as those that departments in view hold, and those of others with a seat of the own one."""
    return [Case.objects.filter(one, dossier__procedure=PROCEDURE) for one in sides_of(officer, "dossier")]


def cases_matching(officer: Officer, *, state: str, question: str) -> QuerySet[Case]:
    """Return those that a list asks for: `open`, `closed`, `mine` (open, and the officer's own) or all, by words."""
    found = cases_visible_to(officer)
    if state == "mine":
        found = found.filter(Q(dossier__officer=officer) | Q(first=officer) | Q(second=officer), dossier__is_closed=False)
    if state in {"open", "closed"}:
        is_over = Q(dossier__is_closed=True) | standing_in({PROCEDURE: [CLOSED]}, "dossier__")  # its penalty may be on display for years after it
        found = found.filter(is_over if state == "closed" else ~is_over)
    return search.search(found, "case", question)


def case_visible_to(officer: Officer, number: str) -> Case:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = cases_visible_to(officer).filter(dossier__number=number).first()
    if found is None:
        raise NotFound(f"没有案件 {number}。", f"There is no case {number}.")
    return found


def line_visible_to(officer: Officer, number: str) -> AmountLine:
    """Return a line of an amount ledger by `case-nth`. Raises NotFound."""
    case_number, _, nth = number.rpartition("-")
    lines = AmountLine.objects.filter(case__in=cases_visible_to(officer)).select_related("case__dossier__department")
    found = lines.filter(case__dossier__number=case_number, nth=number_in(nth) or 0).first()
    if found is None:
        raise NotFound(f"没有案值明细 {number}。", f"There is no line {number}.")
    return found


def invitation_visible_to(officer: Officer, number: str) -> Invitation:
    """Return an invitation by `case-nth`, to whoever is invited and to whoever may see the case that leads. Raises NotFound."""
    parent, _, nth = number.rpartition("-")
    found = Invitation.objects.filter(parent__dossier__number=parent, nth=number_in(nth) or 0).select_related("parent__dossier__department", "office").first()
    seen = found is not None and (found.office_id == officer.department_id or cases_visible_to(officer).filter(pk=found.parent_id).exists())
    if found is None or not seen:
        raise NotFound(f"没有邀请 {number}。", f"There is no invitation {number}.")
    return found


def lines_counted(case: Case) -> list[AmountLine]:
    """Return the lines that count: all but those withdrawn."""
    return [one for one in case.lines.all() if one.standing != WITHDRAWN]


def case_of(dossier: Dossier) -> Case | None:
    """Return the case beside a dossier; None for one of before there were cases."""
    found: Case | None = getattr(dossier, "case", None)  # the one that was read with it, where it was
    return found if found is not None and found.pk is not None else None


def investigators_of(dossier: Dossier) -> list[Officer]:
    """Return the investigators named for a case; nobody for a dossier of before there were cases."""
    case = case_of(dossier)
    return case.investigators if case is not None else []


def values_differing() -> Iterator[Difference]:
    """Return the cases whose kept value is not what their lines come to."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    counted = AmountLine.objects.filter(standing=OPEN, kind__in=GOODS).order_by()
    for line in counted.only("case", "kind", "standing", "quantity", "price", "paid").iterator():
        if (value := line.goods_value) is not None:
            found[line.case_id] += value
    for pk, number, kept in Case.objects.order_by("pk").values_list("pk", "dossier__number", "goods_value").iterator():
        if (kept is None) != (pk not in found) or (kept is not None and abs(kept - found[pk]) > _LEAST):
            said = Text(
                f"案件 {number} 记存的货值（{_said(kept)}）与其明细合计（{_said(found.get(pk))}）不符。",
                f"The value kept of case {number} ({_said(kept)}) is not what its lines come to ({_said(found.get(pk))}).",
            )
            yield Difference("row", number, None, said)


def _said(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def police_beside(department: Department) -> Department | None:
    """Return the police body of the same level and region (transfer rules, art. 5); none where the node knows none, or several."""
    return _beside(department, Department.Kind.POLICE)


def procuratorate_beside(department: Department) -> Department | None:
    """Return the procuratorate of the same level and region, which a transfer is copied to; none where the node knows none, or several."""
    return _beside(department, Department.Kind.PROCURATORATE)


def _beside(department: Department, kind: str) -> Department | None:
    found = list(Department.objects.filter(kind=kind, level=department.level, region=department.region)[:2])
    return found[0] if len(found) == 1 else None
