"""How what a notice complains of is sealed where it cannot be captured: a place by a file of it, a page that is gone by a waiver of two."""

from datetime import datetime

from mingjian.institutions.evidence.queries.waiving import check_shown, check_waiver
from mingjian.institutions.notices.lore.gate import lines_of_notice
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("notice_and_delete")
def show_place(dossier: Dossier, *, by: Officer, at: datetime, evidence: str, shown_places: str) -> None:
    """Take a file for the proof of a place that the notice names."""
    check_shown(dossier, shown_places, evidence, lines_of_notice(dossier))


@step("notice_and_delete")
def waive_capture(dossier: Dossier, *, by: Officer, at: datetime, waived_addresses: str, waiver_reason: str) -> None:
    """Waive the capture of addresses, of which one was tried here."""
    check_waiver(dossier, waived_addresses, waiver_reason, lines_of_notice(dossier))
