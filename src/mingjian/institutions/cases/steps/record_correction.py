"""Find that what was ordered was corrected: only with a capture that shows it, or where there is no page with words of what was found on the spot."""

from datetime import datetime

from mingjian.institutions.cases.services.correction_proof import check_correction
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def record_correction(dossier: Dossier, *, by: Officer, at: datetime, note: str, proving_capture: str = "", checked_on_site: str = "") -> None:
    """Hold what is named as proof against the order. Raises StepRefused."""
    check_correction(dossier, proving_capture, checked_on_site)
