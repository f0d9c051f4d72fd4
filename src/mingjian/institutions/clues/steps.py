"""What the steps of a clue do besides being recorded."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.institutions.evidence.acts import release_kit, write_to_buyer
from mingjian.institutions.matters.acts import open_matter
from mingjian.institutions.matters.joinder.acts import join_matter, separate_matter
from mingjian.institutions.matters.joinder.facts import can_join, joined_matter_of
from mingjian.institutions.matters.queries import known_of, matter_of
from mingjian.institutions.monitoring.findings.acts import release_finding
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer

# Decide on a clue, and tell the reporter: what the clue's register shows as its result.

#: The way of telling that leads through the portal by which a buyer came, as `told_how` names it.
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


# Join a clue to another about the same matter: it keeps its own source and material.
@step(PROCEDURE)
def join(dossier: Dossier, *, by: Officer, at: datetime, joined_to: str, reason: str = "") -> None:
    """Point the clue to the one that goes on. A clue that was itself joined leads to where it went."""
    clue, target = Clue.objects.get(dossier=dossier), clue_visible_to(by, joined_to.strip())
    while target.joined_to is not None:
        target = target.joined_to
    if target.pk == clue.pk:
        raise StepRefused("线索不能并入自身。", "A clue cannot be joined to itself.")
    clue.joined_to = target
    clue.save(update_fields=["joined_to"])
    clue.joined.update(joined_to=target)
    _join_matter(dossier, target.dossier, by, at, reason)


def _join_matter(dossier: Dossier, target: Dossier, by: Officer, at: datetime, reason: str) -> None:
    """
    Let what is known of the clue be known where it goes on.

    It stays with the clue where another department holds the other, and where that was sent to review, told to a party or decided: nothing is added then.
    """
    own = matter_of(dossier)
    if own is None or own.lead_id != dossier.pk:
        return
    matter = matter_of(target)
    if matter is None and not target.is_closed and target.department_id == dossier.department_id:
        matter = open_matter(by=by, at=at, dossier=target, known=known_of(target))
    if matter is not None and can_join(matter, own):
        join_matter(matter, by=by, at=at, joined=own, reason=reason.strip() or f"线索并入 {target.number}")


@step(PROCEDURE)
def separate(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let the clue go its own way again."""
    Clue.objects.filter(dossier=dossier).update(joined_to=None)
    if (move := joined_matter_of(dossier)) is not None:
        separate_matter(move.target, by=by, at=at, separated=move.source, reason=reason)


# Void a clue that was opened by mistake: what it was opened for waits again, and may become another clue.
@step(PROCEDURE)
def void(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let findings and kit of the clue go; its number, its text and the ledger's entries stay."""
    clue = Clue.objects.get(dossier=dossier)
    for finding in clue.findings():
        release_finding(finding, by=by, at=at, followed_in=dossier)
    if clue.kit is not None:
        release_kit(clue.kit, by=by, at=at, followed_in=dossier)
    clue.further.all().delete()
    clue.finding, clue.kit, clue.result, clue.result_ground, clue.feedback = None, None, "voided", "", reason
    clue.save(update_fields=["finding", "kit", "result", "result_ground", "feedback"])
