"""Approve a transfer: below the line of the crime only with reasons; the case that it arises from goes along by the same signature."""

from datetime import datetime

from mingjian.institutions.transfers.models import TRANSFER
from mingjian.institutions.transfers.services.preparation import move_case_along, refuse_below_line
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer


@guard(TRANSFER, "approve_transfer")
def reasons_below_the_line(asked: Asked) -> None:
    """Refuse an approval without reasons where the case has not reached the line of its crime, or was compared with none."""
    refuse_below_line(asked.dossier, str(asked.papers.get("below_line_reason") or ""), asked.at)


@step(TRANSFER)
def approve_transfer(dossier: Dossier, *, by: Officer, at: datetime, approver_post: str = "", note: str = "", below_line_reason: str = "") -> None:
    """Transfer the case along with it, so that the head signs once."""
    move_case_along(dossier, by=by, at=at)
