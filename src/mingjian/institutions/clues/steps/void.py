"""Void a clue that was opened by mistake: what it was opened for waits again, and may become another clue."""

from datetime import datetime

from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.evidence.acts.release_kit import release_kit
from mingjian.institutions.monitoring.findings.acts.release_finding import release_finding
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def void(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let findings and kit of the clue go; its number, its text and the ledger's entries stay."""
    clue = Clue.objects.get(dossier=dossier)
    for finding in clue.findings():
        release_finding(finding, by=by, at=at, followed_in=dossier)
    if clue.kit is not None:
        release_kit(clue.kit, by=by, at=at, followed_in=dossier)
    clue.further.all().delete()
    clue.finding, clue.kit, clue.result, clue.result_ground, clue.feedback = None, None, "voided", "", reason
    clue.save(update_fields=["finding", "kit", "result", "result_ground", "feedback"])
