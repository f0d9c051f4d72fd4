"""What a case says of the deed, as the page of the whole answer asks it: its act, goods and day, the sums of its ledger, circumstances, earlier penalties."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of, cases_visible_to
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.cases.services.history import history_of
from mingjian.office.dossiers.deeds import act_asked
from mingjian.office.models import Dossier, Officer

#: Sums that the ledger adds up and the lines of crimes weigh.
SUMS = ("sales", "unsold", "gains", "turnover")


def deed_of_case(dossier: Dossier, row: str, officer: Officer, at: datetime) -> dict[str, Any]:
    """Return what a dossier's case says; nothing where it has none. A charge (`row`) has an act of its own or none, never that of the case."""
    case = case_of(dossier)
    if case is None or not cases_visible_to(officer).filter(pk=case.pk).exists():
        return {}
    days = history_of(case, officer, localtime(at).date()).days if case.acted_on else []
    return {
        **({} if row else act_asked(case.act, case.suspected_act)),
        "field": case.field,
        "on": case.acted_on.isoformat() if case.acted_on else "",
        "circumstances": case.circumstances,
        "penalised_on": ",".join(day.isoformat() for day in days if case.acted_on and day <= case.acted_on),
        **sums_of(case),
    }


def sums_of(case: Case) -> dict[str, Any]:
    """Return the sums of a case's ledger, the most that they may come to; none where it does not add up, which its own page tells."""
    try:
        figures = totals_of(case).figures(least=False)
    except BadInput:
        return {}
    return {name: figure for name in SUMS if (figure := getattr(figures, name))}  # zero is what nobody entered yet, and would be below every line
