"""Reminders: find that a breach was put right, by a capture where there is a page; settle it, as a first one only where it is."""

from datetime import datetime

from mingjian.institutions.cases.services.warnings import check_first, check_reminded
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("reminder")
def record_correction(dossier: Dossier, *, by: Officer, at: datetime, note: str, proving_capture: str = "", checked_on_site: str = "") -> None:
    """Hold what is named as proof against the reminder or order. Raises StepRefused."""
    check_reminded(dossier, proving_capture, checked_on_site)


@step("reminder")
def settle(dossier: Dossier, *, by: Officer, at: datetime, no_penalty_ground: str, reason: str) -> None:
    """Refused as a first breach where an earlier one of the same code is known. Raises StepRefused."""
    check_first(dossier, no_penalty_ground)
