"""What the record of a case says of papers that a step would ask for: the officer reads it with its step, and changes what is otherwise."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from mingjian.core.documents.phrases import draft
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.balance import fine_owed
from mingjian.institutions.cases.services.fines import greatest_fine
from mingjian.institutions.cases.services.settled_notice import settled
from mingjian.institutions.matters.facts import gaps_of
from mingjian.institutions.matters.models import Charge, Matter, Party, Penalty
from mingjian.institutions.matters.queries import rows_of

_LOOKED_AT = 20  # earlier seizures of the department
#: The papers that carry the fine of a party to the notice, with the kinds of party whose hearing they decide.
_FINES = {
    "fine_intended_person": (Party.Kind.PERSON, Party.Kind.BUSINESS),
    "fine_intended_organisation": (Party.Kind.ORGANISATION,),
}


def proposed_for_steps(case: Case, matter: Matter) -> dict[str, Callable[[], str]]:
    """Return, by the name of a fact (`vocabularies/facts.yaml`), what finds it: each is asked where a step needs it."""
    return {
        "hearing_told": lambda: settled(case.dossier, "hearing_right") or ("has_right" if _fine_reaches_hearing(case) else ""),
        "hearing_ground_told": lambda: settled(case.dossier, "hearing_ground") or ("fine" if _fine_reaches_hearing(case) else ""),
        "fine_owed": lambda: _written(fine_owed(case.dossier)),
        "goods_in_stock": lambda: goods_in_stock(case),
        "goods_fate": lambda: "confiscate" if any(one.kind == Penalty.Kind.GOODS for one in rows_of(matter, Penalty)) else "",
        "review_drafted": lambda: _review_drafted(matter),
        "measure_kind_before": lambda: _of_earlier_seizure(case, "measure_kind"),
        "measure_power_before": lambda: _of_earlier_seizure(case, "measure_power", same_act=True),
        "kept_by_before": lambda: _of_earlier_seizure(case, "kept_by"),
        "kept_at_before": lambda: _of_earlier_seizure(case, "kept_at"),
    }


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _fine_reaches_hearing(case: Case) -> bool:
    """Return whether the fine of a party in the matter reaches the sum from which the law gives a hearing; a missing sum says nothing."""
    on, asked = localdate(), rulebook()
    for name, kinds in _FINES.items():
        fine, line = greatest_fine(case.dossier, kinds), asked.papers[name].line
        if fine is not None and line and asked.statutes.has_value(line, on) and fine >= (asked.statutes.value(line, on).figure or fine + 1):
            return True
    return False


def _review_drafted(matter: Matter) -> str:
    """Return the opinion with which a review of a matter without a gap begins; whoever reviews reads the file, and writes what they find."""
    charges = rows_of(matter, Charge)
    return draft("case", "review", {"行为": "、".join(one.words for one in charges)}) if charges and not gaps_of(matter) else ""


def goods_in_stock(case: Case) -> str:
    """Return the goods found unsold, as the amount ledger counts them: one a line, with their number."""
    return "；".join(f"{one.goods}，{one.quantity.normalize():f}件" for one in lines_counted(case) if one.kind == "unsold")


def _of_earlier_seizure(case: Case, paper: str, *, same_act: bool = False) -> str:
    """Return what the newest seizure in another case of the department said, of the same act where the act decides it."""
    before = Case.objects.filter(dossier__department=case.dossier.department_id, dossier__entries__kind="seize").exclude(pk=case.pk)
    if same_act:
        before = before.filter(act=case.act) if case.act else before.none()
    for body in before.order_by("-dossier__entries__index").values_list("dossier__entries__body", flat=True)[:_LOOKED_AT]:
        told: dict[str, Any] = json.loads(body).get("papers") or {}
        if told.get(paper):
            return str(told[paper])
    return ""
