"""The arrival of the operator's statement, from which the holder's days run, and the holder's own withdrawal, which ends them."""

from datetime import datetime

from mingjian.institutions.notices.lore.arrival import check_arrival, check_withdrawal
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("notice_and_delete")
def confirm_arrival(dossier: Dossier, *, by: Officer, at: datetime, served_on: str) -> None:
    """Take the system's own day where it has one, and no day before the forwarding."""
    check_arrival(dossier, served_on)


@step("notice_and_delete")
def withdraw_notice(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let the holder take it back, and the platform enter that only where the holder said so."""
    check_withdrawal(dossier, by)


@step("notice_and_delete")
def take_back_notice(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let the holder take it back, and the platform enter that only where the holder said so."""
    check_withdrawal(dossier, by)
