"""What the record of a case says of papers that a step would ask for: the officer reads it with its step, and changes what is otherwise."""

from collections.abc import Callable, Iterator

from django.utils.timezone import localdate

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import PROCEDURE, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.balance import fine_owed
from mingjian.institutions.cases.services.fines import greatest_fine
from mingjian.institutions.cases.services.settled_notice import settled
from mingjian.institutions.matters.models import Matter, Party, Penalty
from mingjian.institutions.matters.queries import rows_of
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Officer

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
        "goods_in_stock": lambda: goods_in_stock(case),
        "goods_fate": lambda: "confiscate" if any(one.kind == Penalty.Kind.GOODS for one in rows_of(matter, Penalty)) else "",
    }


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above the form of a payment what is owed: what was paid, and when, only the voucher says."""
    if dossier.procedure == PROCEDURE and step == "record_payment" and (owed := fine_owed(dossier)) is not None:
        zh = f"在案记录所示尚应缴纳：{owed:.2f} 元。缴款数额和日期按缴款凭证填写。"
        yield Word(Text(zh, f"Owed by the record: {owed:.2f} yuan. Write sum and day as the voucher says."))


def _fine_reaches_hearing(case: Case) -> bool:
    """Return whether the fine of a party in the matter reaches the sum from which the law gives a hearing; a missing sum says nothing."""
    on, asked = localdate(), rulebook()
    for name, kinds in _FINES.items():
        fine, line = greatest_fine(case.dossier, kinds), asked.papers[name].line
        if fine is not None and line and asked.statutes.has_value(line, on) and fine >= (asked.statutes.value(line, on).figure or fine + 1):
            return True
    return False


def goods_in_stock(case: Case) -> str:
    """Return the goods found unsold, as the amount ledger counts them, with their number, which has no unit there; joined by ；."""
    return "；".join(f"{one.goods}，数量{one.quantity.normalize():f}" for one in lines_counted(case) if one.kind == "unsold")
