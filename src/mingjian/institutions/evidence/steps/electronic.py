"""Fix electronic evidence: the hash that is written down is that of something which lies sealed in the dossier, and stays the same when it is verified."""

from mingjian.institutions.evidence.services.hashes import INTACT, check_sealed, check_unchanged
from mingjian.office.dossiers.taking import Asked, guard


@guard("electronic_evidence", "take_original", "fix_otherwise", "use_monitoring_record")
def only_the_hash_of_what_is_sealed(asked: Asked) -> None:
    """Refuse a hash of nothing that is sealed."""
    check_sealed(asked.dossier, asked.papers["hash_value"])


@guard("electronic_evidence", "verify")
def only_unchanged_data_are_intact(asked: Asked) -> None:
    """Refuse to take data for intact whose hash is another than when they were fixed, or of nothing that is sealed. That they were altered may be said."""
    if asked.papers["verification_result"] == INTACT:
        check_unchanged(asked.dossier, asked.papers["hash_value"])
        check_sealed(asked.dossier, asked.papers["hash_value"])
