"""Join a clue to another about the same matter: it keeps its own source and material."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def join(dossier: Dossier, *, by: Officer, at: datetime, joined_to: str, reason: str = "") -> None:
    """Point the clue to the one that goes on. A clue that was itself joined leads to where it went."""
    clue, target = Clue.objects.get(dossier=dossier), clue_visible_to(by, joined_to.strip())
    while target.joined_to is not None:
        target = target.joined_to
    if target.pk == clue.pk:
        raise StepRefused("线索不能并入自身。", "A clue cannot be joined to itself.")
    clue.joined_to = target
    clue.save(update_fields=["joined_to"])
    clue.joined.update(joined_to=target)


@step(PROCEDURE)
def separate(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let the clue go its own way again."""
    Clue.objects.filter(dossier=dossier).update(joined_to=None)
