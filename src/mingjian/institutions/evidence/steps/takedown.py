"""Take down illegal goods, or tell a platform to: only once what is illegal lies captured and sealed in the dossier."""

from datetime import datetime

from mingjian.institutions.evidence.queries.waiving import check_shown, check_waiver, complained_of, refuse_unkept, unkept
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("emergency_takedown")
def take_down(dossier: Dossier, *, by: Officer, at: datetime, measure: str, records_kept: str, field: str) -> None:
    """Refuse it while a line of what is illegal is not sealed."""
    refuse_unkept(unkept(dossier, complained_of(dossier, "illegal_listing")))


@step("emergency_takedown")
def follow_order(dossier: Dossier, *, by: Officer, at: datetime, order_number: str, measure: str, records_kept: str, field: str) -> None:
    """Refuse it while a line of what is illegal is not sealed: an order deletes evidence as any measure does."""
    refuse_unkept(unkept(dossier, complained_of(dossier, "illegal_listing")))


@step("emergency_takedown")
def notify_platform(dossier: Dossier, *, by: Officer, at: datetime, platform_department: int, order_number: str) -> None:
    """Refuse to tell a platform to take down what the authority has not sealed itself."""
    refuse_unkept(unkept(dossier, complained_of(dossier, "illegal_listing")))


@step("emergency_takedown")
def show_place(dossier: Dossier, *, by: Officer, at: datetime, evidence: str, shown_places: str) -> None:
    """Take a file for the proof of a place that the dossier names."""
    check_shown(dossier, shown_places, evidence, complained_of(dossier, "illegal_listing"))


@step("emergency_takedown")
def waive_capture(dossier: Dossier, *, by: Officer, at: datetime, waived_addresses: str, waiver_reason: str) -> None:
    """Waive the capture of addresses, of which one was tried here."""
    check_waiver(dossier, waived_addresses, waiver_reason, complained_of(dossier, "illegal_listing"))
