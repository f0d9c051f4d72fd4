"""Attach a dossier to a matter: the case that was filed from a clue goes on with what the clue knew."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.models import Matter, MatterDossier
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def attach_dossier(matter: Matter, *, by: Officer, at: datetime, dossier: Dossier) -> Account[None]:
    """Attach it, and let it lead from now on. Raises StepRefused where it is in a matter already."""
    if MatterDossier.objects.filter(dossier=dossier).exists():
        raise StepRefused("此卷宗已属于一个案情。", "The dossier is in a matter already.")
    MatterDossier.objects.create(matter=matter, dossier=dossier, since=at)
    matter.lead = dossier
    return Account(None, {"dossier": dossier})
