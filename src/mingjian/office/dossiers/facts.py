"""What institutions know of a dossier, gathered."""

from typing import Any

from mingjian.office.institution import parts
from mingjian.office.models import Dossier
from mingjian.office.panels import asked_once


@asked_once
def facts_told(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Gather what institutions tell of a dossier, by room and name; of what two tell, the later stands."""
    told: dict[str, dict[str, Any]] = {}
    for one in parts("facts"):
        told |= {room: {**told.get(room, {}), **names} for room, names in one(dossier).items()}
    return told
