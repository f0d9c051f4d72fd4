"""Find the decision right, by somebody who did not take it."""

from datetime import datetime

from mingjian.institutions.oversight.services.apart import require_another
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("decision_review")
def uphold(dossier: Dossier, *, by: Officer, at: datetime, review_conclusion: str) -> None:
    """See that it is somebody else."""
    require_another(dossier, by)
