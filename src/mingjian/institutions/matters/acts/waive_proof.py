"""Let a case go on although something that has to be proven has no exhibit: by the head, with the reason, on record."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.matters.models import Matter
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def waive_proof(matter: Matter, *, by: Officer, at: datetime, element_unproven: str, reason: str) -> None:
    """Note the reason. Raises BadInput where there is one already."""
    if element_unproven in matter.excused:
        raise BadInput("该事项的理由已经写明。", "The reason of this is given already.")
    matter.excused = {**matter.excused, element_unproven: reason[:500]}
