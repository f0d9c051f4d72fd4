"""Separate some parties of a matter, with what is theirs, into another matter that was opened for them."""

from collections.abc import Collection
from datetime import datetime

from mingjian.institutions.matters.joinder.services.parts import chosen_parties, goes_with, refuse_fixed
from mingjian.institutions.matters.joinder.services.row_transfer import Carrier
from mingjian.institutions.matters.models import Matter, Move
from mingjian.institutions.matters.services.rows import tell_followers
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter


@act
def split_matter(matter: Matter, *, by: Officer, at: datetime, into: Matter, places: Collection[int], reason: str) -> Account[Move]:
    """Carry the rows over. Raises BadInput for parties that cannot go, StepRefused where the matter was told to a party, sent on or decided."""
    refuse_fixed(matter)
    rows, both = goes_with(matter, chosen_parties(matter, places))
    carried = Carrier(into, by, at, f"分出至 {into.number}").carry(rows, shared=lambda row: row in both)
    move = Move.objects.create(source=matter, target=into, is_joined=False, rows=carried.named(), reason=reason[:500], by=by, at=at)
    for one in (matter, into):
        tell_followers(one, by, at)
    names = [[one.wire_name, other.wire_name] for one, other, _ in carried.pairs]
    enter("matter_split_from", at=at, by=by, about=into, dossier=into.lead, out_of=matter, beside=carried.rows, facts=names)
    return Account(move, {"dossier": matter.lead, "into": into, "facts": names})
