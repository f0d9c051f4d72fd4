"""Attach a dossier to a matter: the case that was filed from a clue goes on with what the clue knew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.lore.prefill import insert_known
from mingjian.institutions.matters.models import Matter, MatterDossier
from mingjian.institutions.matters.queries import Known
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Dossier, Officer


@act
def attach_dossier(matter: Matter, *, by: Officer, at: datetime, dossier: Dossier, known: Sequence[Known] = (), leads: bool = True) -> Account[None]:
    """Attach it, and let it lead where it goes further. Raises StepRefused where it is in a matter already."""
    if MatterDossier.objects.filter(dossier=dossier).exists():
        raise StepRefused("此卷宗已属于一个案情。", "The dossier is in a matter already.")
    MatterDossier.objects.create(matter=matter, dossier=dossier, since=at)
    if leads:
        matter.lead = dossier
    rows: list[Any] = insert_known(matter, known, by, at)
    return Account(None, {"dossier": dossier, "facts": [one.wire_name for one in rows]})
