"""Join a clue to another about the same matter: it keeps its own source and material."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.queries import clue_visible_to
from mingjian.institutions.matters.acts.open_matter import open_matter
from mingjian.institutions.matters.joinder.acts.join_matter import join_matter
from mingjian.institutions.matters.joinder.acts.separate_matter import separate_matter
from mingjian.institutions.matters.joinder.facts import can_join, joined_matter_of
from mingjian.institutions.matters.queries import known_of, matter_of
from mingjian.office.dossiers.transition import step
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
    _join_matter(dossier, target.dossier, by, at, reason)


def _join_matter(dossier: Dossier, target: Dossier, by: Officer, at: datetime, reason: str) -> None:
    """
    Let what is known of the clue be known where it goes on.

    It stays with the clue where another department holds the other, and where that was sent to review, told to a party or decided: nothing is added then.
    """
    own = matter_of(dossier)
    if own is None or own.lead_id != dossier.pk:
        return
    matter = matter_of(target)
    if matter is None and not target.is_closed and target.department_id == dossier.department_id:
        matter = open_matter(by=by, at=at, dossier=target, known=known_of(target))
    if matter is not None and can_join(matter, own):
        join_matter(matter, by=by, at=at, joined=own, reason=reason.strip() or f"线索并入 {target.number}")


@step(PROCEDURE)
def separate(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Let the clue go its own way again."""
    Clue.objects.filter(dossier=dossier).update(joined_to=None)
    if (move := joined_matter_of(dossier)) is not None:
        separate_matter(move.target, by=by, at=at, separated=move.source, reason=reason)
