"""Fix electronic evidence: the hash that is written down is that of something which lies sealed in the dossier, and stays the same when it is verified."""

from datetime import datetime

from mingjian.institutions.evidence.lore.hashes import INTACT, check_sealed, check_unchanged
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("electronic_evidence")
def take_original(dossier: Dossier, *, by: Officer, at: datetime, taken_at: str, hash_value: str, equipment_review: str, evidence: str = "") -> None:
    """Hold the hash against what is sealed."""
    check_sealed(dossier, hash_value)


@step("electronic_evidence")
def fix_otherwise(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    fixing_method: str,
    why_no_original: str,
    taken_at: str,
    hash_value: str,
    equipment_review: str,
    evidence: str = "",
) -> None:
    """Hold the hash against what is sealed."""
    check_sealed(dossier, hash_value)


@step("electronic_evidence")
def use_monitoring_record(dossier: Dossier, *, by: Officer, at: datetime, taken_at: str, hash_value: str, evidence: str = "") -> None:
    """Hold the hash against what is sealed."""
    check_sealed(dossier, hash_value)


@step("electronic_evidence")
def verify(dossier: Dossier, *, by: Officer, at: datetime, verification_result: str, hash_value: str) -> None:
    """Take no data for whole whose hash is another than when they were fixed, or of nothing that is sealed; that they were altered is said as it is."""
    if verification_result == INTACT:
        check_unchanged(dossier, hash_value)
        check_sealed(dossier, hash_value)
