"""Note with a move what an institution above carried along, so that it can be given back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Matter, Move
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def note_move(matter: Matter, *, by: Officer, at: datetime, move: Move, name: str, pairs: Sequence[Sequence[Any]], names: Sequence[Any]) -> Account[None]:
    """Add pairs (place there, place here, what else undoing needs) under the name that an institution has for its rows; the ledger calls them `names`."""
    move.beside = {**move.beside, name: [*move.beside.get(name, []), *[list(pair) for pair in pairs]]}
    move.save(update_fields=["beside"])
    return Account(None, {"dossier": matter.lead, name: names})
