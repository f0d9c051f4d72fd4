"""Decide on a clue, and tell the reporter: what the clue's register shows as its result."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.evidence.acts.write_to_buyer import write_to_buyer
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer

#: The way of telling that leads through the door by which a buyer came, as `told_how` names it.
RECEIPT = "receipt"


def _result(dossier: Dossier, result: str, feedback: str = "", *, ground: str = "") -> None:
    told = {"feedback": feedback} if feedback else {}
    Clue.objects.filter(dossier=dossier).update(result=result, result_ground=ground, **told)


@step(PROCEDURE)
def decide_to_file(dossier: Dossier, *, by: Officer, at: datetime, reporter: str, note: str = "") -> None:
    """Note that a case is to be filed."""
    _result(dossier, "to_be_filed", note)


@step(PROCEDURE)
def decide_not_to_file(dossier: Dossier, *, by: Officer, at: datetime, not_filing_ground: str, reason: str, reporter: str) -> None:
    """Note that no case is filed, and why."""
    _result(dossier, "not_filed", reason, ground=not_filing_ground)


@step(PROCEDURE)
def transfer(dossier: Dossier, *, by: Officer, at: datetime, transfer_kind: str, receiving_body: str, reason: str, transfer_letter: str = "") -> None:
    """Note where the clue went."""
    _result(dossier, "transferred", f"{receiving_body}：{reason}", ground=transfer_kind)


@step(PROCEDURE)
def revoke_decision(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Take the result back."""
    _result(dossier, "")


@step(PROCEDURE)
def tell_reporter(dossier: Dossier, *, by: Officer, at: datetime, told_how: str, told_what: str) -> None:
    """Keep what the reporter was told; on the receipt, the buyer reads it by the code. Raises StepRefused where there is no receipt."""
    clue = Clue.objects.select_related("kit").get(dossier=dossier)
    if told_how == RECEIPT:
        if clue.kit is None:
            raise StepRefused("该线索没有买家证据包，没有回执页。请选择其他告知方式。", "This clue has no kit and no receipt: choose another way.")
        write_to_buyer(clue.kit, by=by, at=at, remark=told_what)
    clue.feedback = told_what
    clue.save(update_fields=["feedback"])
