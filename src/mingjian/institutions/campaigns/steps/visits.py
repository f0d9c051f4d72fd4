"""A visit names only photographs that are sealed to its task."""

from mingjian.institutions.campaigns.services.visits import refuse_unsealed
from mingjian.office.dossiers.transition import Asked, guard


@guard("campaign_task", "record_visit")
def only_sealed_photographs(asked: Asked) -> None:
    """Refuse a line that is no file of the task."""
    refuse_unsealed(asked.dossier, str(asked.papers.get("visit_photos") or ""))
