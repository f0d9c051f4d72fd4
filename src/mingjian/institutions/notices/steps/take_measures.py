"""Take measures: only once every address is sealed, since nobody can prove afterwards what was deleted."""

from datetime import datetime

from mingjian.institutions.evidence.queries.waiving import refuse_unkept
from mingjian.institutions.notices.lore.gate import unsealed
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("notice_and_delete")
def take_measures(dossier: Dossier, *, by: Officer, at: datetime, measure: str, reason: str, evidence: str = "", automation: str = "") -> None:
    """Refuse it while an address has neither a sealed capture nor a waiver of two."""
    refuse_unkept(unsealed(dossier))
