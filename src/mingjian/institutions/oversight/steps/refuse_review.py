"""Do not take a request up, by somebody who did not take the decision."""

from datetime import datetime

from mingjian.institutions.oversight.services.apart import require_another
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("decision_review")
def refuse_review(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """See that it is somebody else."""
    require_another(dossier, by)
