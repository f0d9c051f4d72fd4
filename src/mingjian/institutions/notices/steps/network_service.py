"""What is sealed before measures are taken on a notice to a network service, as of one to an e-commerce platform; and when its holder's days begin and end."""

from datetime import datetime

from mingjian.institutions.evidence.queries.waiving import check_shown, check_waiver, refuse_unkept
from mingjian.institutions.notices.lore.arrival import check_arrival, check_reasonable
from mingjian.institutions.notices.lore.gate import lines_of_notice, unsealed
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("notice_network_service")
def take_measures(dossier: Dossier, *, by: Officer, at: datetime, measure: str, reason: str, evidence: str = "") -> None:
    """Refuse it while an address has neither a sealed capture nor a waiver of two."""
    refuse_unkept(unsealed(dossier))


@step("notice_network_service")
def show_place(dossier: Dossier, *, by: Officer, at: datetime, evidence: str, shown_places: str) -> None:
    """Take a file for the proof of a place that the notice names."""
    check_shown(dossier, shown_places, evidence, lines_of_notice(dossier))


@step("notice_network_service")
def waive_capture(dossier: Dossier, *, by: Officer, at: datetime, waived_addresses: str, waiver_reason: str) -> None:
    """Waive the capture of addresses, of which one was tried here."""
    check_waiver(dossier, waived_addresses, waiver_reason, lines_of_notice(dossier))


@step("notice_network_service")
def confirm_arrival(dossier: Dossier, *, by: Officer, at: datetime, served_on: str, reasonable_until: str) -> None:
    """Take no day of arrival before the forwarding, and no period that is over when it is set."""
    check_arrival(dossier, served_on)
    check_reasonable(served_on, reasonable_until, at)
