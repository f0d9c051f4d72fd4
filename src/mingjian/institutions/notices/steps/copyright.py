"""What is sealed before measures are taken on a notice of procedure `notice_copyright`, as of one to an e-commerce platform."""

from datetime import datetime

from mingjian.institutions.evidence.queries.waiving import check_shown, check_waiver, refuse_unkept
from mingjian.institutions.notices.lore.gate import lines_of_notice, unsealed
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("notice_copyright")
def take_measures(dossier: Dossier, *, by: Officer, at: datetime, measure: str, reason: str, evidence: str = "") -> None:
    """Refuse it while an address has neither a sealed capture nor a waiver of two."""
    refuse_unkept(unsealed(dossier))


@step("notice_copyright")
def show_place(dossier: Dossier, *, by: Officer, at: datetime, evidence: str, shown_places: str) -> None:
    """Take a file for the proof of a place that the notice names."""
    check_shown(dossier, shown_places, evidence, lines_of_notice(dossier))


@step("notice_copyright")
def waive_capture(dossier: Dossier, *, by: Officer, at: datetime, waived_addresses: str, waiver_reason: str) -> None:
    """Waive the capture of addresses, of which one was tried here."""
    check_waiver(dossier, waived_addresses, waiver_reason, lines_of_notice(dossier))
