"""What others ask of joined and separated matters: whether two can be joined, where one went, what came to it."""

from dataclasses import dataclass

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.joinder.services.parts import chosen_parties, goes_with, refuse_fixed, refuse_others
from mingjian.institutions.matters.models import Matter, Move
from mingjian.office.models import Dossier

__all__ = ["Moved", "can_join", "chosen_parties", "goes_with", "joined_matter_of", "moved_of", "refuse_fixed", "refuse_others", "whole_of"]


@dataclass(frozen=True)
class Moved:
    """A move as a page or a paper tells it: the other dossier, whether rows came or went, by joining or by separating."""

    move: Move
    other: Dossier
    is_coming: bool


def can_join(matter: Matter, joined: Matter) -> bool:
    """Return whether a matter can be joined to another as both stand."""
    try:
        refuse_others(matter, joined)
        refuse_fixed(matter)
        refuse_fixed(joined)
    except StepRefused:
        return False
    return True


def joined_matter_of(dossier: Dossier) -> Move | None:
    """Return the move by which the matter that a dossier leads was joined to another; None where it was not, or was taken out again."""
    return Move.objects.filter(source__lead=dossier, is_joined=True, undone_at=None).select_related("source__lead", "target__lead__department").last()


def whole_of(matter: Matter) -> list[Matter]:
    """Return a matter and those that are joined to it: what hangs on one of them by its number stays there, and is of the whole."""
    found, further = [matter], [matter.pk]
    while further:
        moves = Move.objects.filter(target__in=further, is_joined=True, undone_at=None).select_related("source__lead__department")
        joined = [one.source for one in moves if one.source not in found]
        found += joined
        further = [one.pk for one in joined]
    return found


def moved_of(dossier: Dossier) -> list[Moved]:
    """Return what was joined to the matter that a dossier leads or separated from it, and where it went itself, the oldest first."""
    moves = Move.objects.select_related("source__lead", "target__lead", "by")
    came = [Moved(one, one.source.lead, is_coming=True) for one in moves.filter(target__lead=dossier)]
    went = [Moved(one, one.target.lead, is_coming=False) for one in moves.filter(source__lead=dossier)]
    return sorted([*came, *went], key=lambda one: one.move.pk)
