"""Which entries move a dossier: steps and their signatures, its opening, and days that passed. Who looked at a file, or made a document, moved nothing."""

from collections.abc import Iterable

from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.filing import ADDED

BESIDE = ("open", "deadline_missed")  # the opening under a sheet that has no step for it, and a day that passed


def moving(kinds: Iterable[str]) -> set[str]:
    """Return those of some kinds of entries that move a dossier: `accept`, `void:proposed`, `void:taken_back`, `deadline_missed`."""
    book = rulebook()
    names = {*BESIDE, *(step for procedure in book.procedures() for sheet in book.versions(procedure) for step in sheet.steps)}
    return {kind for kind in kinds if kind.partition(":")[0] in names}


def arriving(kinds: Iterable[str]) -> set[str]:
    """Return those by which something comes into a dossier: what moves it, and acts on what belongs to it, such as more papers of a notice."""
    known = {ADDED, *(act.enters for act in rulebook().acts.values())}
    return {kind for kind in kinds if kind in known} | moving(kinds)
