"""Find a decision wrong, by somebody who did not take it."""

from datetime import datetime

from mingjian.institutions.oversight.services.apart import require_another
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("decision_review")
def find_error(dossier: Dossier, *, by: Officer, at: datetime, review_conclusion: str, correction_asked: str) -> None:
    """See that it is somebody else; the correction is a step of the decision's own procedure."""
    require_another(dossier, by)
