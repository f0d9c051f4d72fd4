"""Which dossiers arose from which: the clue's case, the case's transfer, and back."""

from collections.abc import Iterable

from mingjian.office.models import Dossier

#: How many decisions lead on from one dossier to the next at most; more would be a circle.
FARTHEST = 8


def from_these(dossiers: Iterable[int]) -> set[int]:
    """Return some dossiers, by their keys, and all that arose from them, one after the other."""
    found = newest = set(dossiers)
    for _ in range(FARTHEST):
        newest = set(Dossier.objects.filter(arose_from__in=newest).values_list("pk", flat=True)) - found
        if not newest:
            break
        found = found | newest
    return found


def behind(dossier: Dossier) -> list[int]:
    """Return a dossier and those that it arose from, the nearest first, by their keys."""
    found, nearest = [dossier.pk], dossier.arose_from_id
    while nearest and nearest not in found and len(found) <= FARTHEST:
        found.append(nearest)
        nearest = Dossier.objects.filter(pk=nearest).values_list("arose_from", flat=True).first()
    return found
