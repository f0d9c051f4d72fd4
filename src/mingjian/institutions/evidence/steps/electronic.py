"""Fix electronic evidence: a hash is that of something that lies sealed and stays the same; what has a record with gaps is not used."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.evidence.services.extraction import check_record
from mingjian.institutions.evidence.services.hashes import INTACT, check_sealed, check_unchanged
from mingjian.office.dossiers.transition import Asked, guard


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


@guard("electronic_evidence", "use")
def only_with_a_complete_record(asked: Asked) -> None:
    """Refuse to use as evidence what has a record of extraction with gaps, or none."""
    check_record(asked.dossier, asked.by, asked.at)


@guard("electronic_evidence", "complete_record")
def something_is_completed(asked: Asked) -> None:
    """Refuse to complete a record with nothing."""
    if not asked.papers:
        raise StepRefused("没有填写任何项目。", "Nothing is filled in.")
