"""Who the sides of a notice are, of those with an account."""

import json

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Department, Dossier

PROCEDURE = "neutral_panel"


def notice_of_panel(dossier: Dossier) -> Notice | None:
    """Return the notice that a panel is about."""
    opening = dossier.entries.filter(kind="ask").order_by("index").first()
    named = str((json.loads(opening.body).get("papers") or {}).get("disputed_notice", "")) if opening else ""
    number = named.rpartition("/")[2]
    return Notice.objects.filter(number=number).select_related("right", "department", "dossier", "sent_by").first() if number else None


def sides_of(notice: Notice, panel: Dossier | None = None) -> dict[str, set[int]]:
    """
    Return the departments of each side, by key: who sent the notice or holds its right, and the operators that take part in its dossier.

    Of a `panel` the operator alone that it is about: others of the same notice are no side of it.
    """
    holder = {notice.right.owner_id, notice.right.agent_account_id, notice.sent_by.department_id if notice.sent_by else None} - {None, notice.department_id}
    seated = notice.dossier.seats.filter(department__kind=Department.Kind.OPERATOR).values_list("department", flat=True) if notice.dossier else ()
    operators = set(seated) - holder
    if panel and (named := _operator_named(panel)):
        operators = {one.pk for one in Department.objects.filter(pk__in=operators) if one.wire_name == named}
    return {"right_holder": {one for one in holder if one}, "operator": operators}


def _operator_named(panel: Dossier) -> str:
    """Return the operator that a panel is about, by its name in the ledger; empty in panels of before, which had all of the notice."""
    opening = panel.entries.filter(kind="ask").order_by("index").first()
    return str((json.loads(opening.body).get("papers") or {}).get("panel_operator", "")) if opening else ""


def side_of(notice: Notice, department: int | None, panel: Dossier | None = None) -> str:
    """Return the side of a department: right_holder, operator or platform; empty for a third."""
    found = next((side for side, held in sides_of(notice, panel).items() if department in held), "")
    return found or ("platform" if department == notice.department_id else "")


def agreed_sides(panel: Dossier, notice: Notice) -> set[str]:
    """Return the sides that agreed to a panel: whoever asked for it, and who said so since."""
    spoken = {asked_by(panel), *panel.entries.filter(kind="consent_panel").values_list("officer__department", flat=True)}
    return {side for side, held in sides_of(notice, panel).items() if held & spoken}


def stated_sides(panel: Dossier, notice: Notice) -> set[str]:
    """Return the sides that stated their view."""
    spoken = set(panel.entries.filter(kind="state_view").values_list("officer__department", flat=True))
    return {side for side, held in sides_of(notice, panel).items() if held & spoken}


def asked_by(dossier: Dossier) -> int | None:
    """Return the department that asked for the panel."""
    opening = dossier.entries.filter(kind="ask").select_related("officer").order_by("index").first()
    return opening.officer.department_id if opening and opening.officer else None
