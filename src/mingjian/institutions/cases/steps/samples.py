"""Seal a sample, hand it to the laboratory, and take a request for a re-test: each refused where the chain would break."""

from datetime import date, datetime

from mingjian.institutions.cases.lore.sampling import check_handing_over, check_in_time, check_laboratory, check_seals
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("sample_test")
def seal(dossier: Dossier, *, by: Officer, at: datetime, purchase_record: str, test_seal: str, reserve_seal: str, sealed_photos: str = "") -> None:
    """Two seals that differ. Raises StepRefused."""
    check_seals(test_seal, reserve_seal)


@step("sample_test")
def send(dossier: Dossier, *, by: Officer, at: datetime, sample_lab: str, sample_lab_code: str, seal_received: str, sample_keeper: str) -> None:
    """Hand over what bears the seal of the test. Raises StepRefused."""
    check_handing_over(dossier, "test_seal", seal_received)


@step("sample_test")
def take_objection(
    dossier: Dossier, *, by: Officer, at: datetime, objection: str, objection_on: str, sample_lab: str, sample_lab_code: str, seal_received: str
) -> None:
    """Refuse an objection out of time, without the reserve under its seal, or for food and cosmetics at the same institution. Raises StepRefused."""
    check_in_time(dossier, date.fromisoformat(str(objection_on)[:10]))
    check_handing_over(dossier, "reserve_seal", seal_received)
    check_laboratory(dossier, sample_lab)
