"""Acts by which steps join and separate matters."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.joinder.services.parts import chosen_parties, goes_with, refuse_fixed, refuse_others
from mingjian.institutions.matters.joinder.services.row_transfer import MOVED, SAME, Carrier
from mingjian.institutions.matters.models import FACTS, OPEN, Matter, MatterDossier, Move, Party
from mingjian.institutions.matters.queries import rows_of
from mingjian.institutions.matters.services.rows import tell_followers
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter


# Join another matter to this one: all its rows and dossiers are of this matter from then on.
@act
def join_matter(matter: Matter, *, by: Officer, at: datetime, joined: Matter, reason: str) -> Account[Move]:
    """Carry the rows over. Raises StepRefused for a matter that was told to a party, sent on or decided, and for one of another department."""
    refuse_others(matter, joined)
    refuse_fixed(matter)
    refuse_fixed(joined)
    carried = Carrier(matter, by, at, f"并入 {matter.number}").carry([row for model in FACTS for row in rows_of(joined, model)])
    numbers = list(joined.dossiers.values_list("dossier__number", flat=True))
    MatterDossier.objects.filter(matter=joined).update(matter=matter)
    move = Move.objects.create(
        source=joined, target=matter, is_joined=True, rows=carried.named(), beside={"dossiers": numbers}, reason=reason[:500], by=by, at=at
    )
    tell_followers(matter, by, at)
    joined.make_findable()
    names = [[one.wire_name, other.wire_name] for one, other, _ in carried.pairs]
    enter("matter_joined_into", at=at, by=by, about=joined, dossier=joined.lead, into=matter, beside=carried.rows, facts=names)
    return Account(move, {"dossier": matter.lead, "joined": joined, "facts": names})


# Note with a move what an institution above carried along, so that it can be given back.
@act
def note_move(matter: Matter, *, by: Officer, at: datetime, move: Move, name: str, pairs: Sequence[Sequence[Any]], names: Sequence[Any]) -> Account[None]:
    """Add pairs (place there, place here, what else undoing needs) under the name that an institution has for its rows; the ledger calls them `names`."""
    move.beside = {**move.beside, name: [*move.beside.get(name, []), *[list(pair) for pair in pairs]]}
    move.save(update_fields=["beside"])
    return Account(None, {"dossier": matter.lead, name: names})


# Take a matter that was joined out of this one again, with what became of its rows meanwhile.
@act
def separate_matter(matter: Matter, *, by: Officer, at: datetime, separated: Matter, reason: str) -> Account[Move]:
    """
    Hand the rows back as they are now, and with them what was entered since of a party or an offer that goes.

    Raises StepRefused where it is not joined to this one, or where this one was told to the party, sent on or decided since.
    """
    move = Move.objects.filter(source=separated, target=matter, is_joined=True, undone_at=None).last()
    if move is None:
        raise StepRefused(f"{separated.lead.number} 没有并入此案情。", f"{separated.lead.number} is not joined to this matter.")
    refuse_fixed(matter)
    carrier = Carrier(separated, by, at, f"自 {matter.number} 拆回")
    pairs = _pairs(move)
    since = _entered_since(matter, pairs)
    returned = carrier.give_back(pairs)
    further = _carry_since(carrier, since, returned.pairs)
    MatterDossier.objects.filter(matter=matter, dossier__number__in=move.beside.get("dossiers", ())).update(matter=separated)
    move.undone_at = at
    move.rows = [*move.rows, *[[other.letter, other.nth, one.nth, MOVED] for one, other in further]]
    move.save(update_fields=["undone_at", "rows"])
    for one in (matter, separated):
        tell_followers(one, by, at)
    told = [*((one, other) for one, other, _ in returned.pairs), *further]
    names = [[one.wire_name, other.wire_name] for one, other in told]
    rows = [row for pair in told for row in pair]
    enter("matter_separated_from", at=at, by=by, about=separated, dossier=separated.lead, out_of=matter, beside=rows, facts=names)
    return Account(move, {"dossier": matter.lead, "separated": separated, "facts": names})


def _pairs(move: Move) -> list[tuple[Any, Any, str]]:
    """Return the rows of a move as they are now: in the matter that they came from, in the one that they went to, how."""
    models = {model.letter: model for model in FACTS}
    there = {(one.letter, one.nth): one for model in FACTS for one in model._default_manager.filter(matter=move.source)}
    here = {(one.letter, one.nth): one for model in FACTS for one in model._default_manager.filter(matter=move.target)}
    return [(there[letter, old], here[letter, new], how) for letter, old, new, how in move.rows if letter in models]


def _entered_since(matter: Matter, pairs: list[tuple[Any, Any, str]]) -> list[Any]:
    """Return the open rows of this matter that refer to a party or an offer that goes and did not come with it."""
    going = {here for _, here, how in pairs if how != SAME}
    rows, both = goes_with(matter, [one for one in going if isinstance(one, Party) and one.standing == OPEN])
    offers = {one for one in going if one.kind_name == "matter_offer"}
    beside = [row for row in _exhibits(matter) if row.offer in offers]
    return [row for row in dict.fromkeys([*rows, *beside]) if row not in going and row not in both]


def _exhibits(matter: Matter) -> list[Any]:
    return list(matter.exhibit_rows.filter(standing=OPEN).select_related("party", "offer", "matter"))


def _carry_since(carrier: Carrier, rows: list[Any], returned: list[tuple[Any, Any, str]]) -> list[tuple[Any, Any]]:
    """Carry what was entered since, with its links to the rows that went back."""
    back = {one: other for one, other, _ in returned}
    carried = carrier.carry(rows)
    for one, other, _ in carried.pairs:
        links = {name: back[getattr(one, name)] for name in ("party", "offer") if hasattr(one, f"{name}_id") and getattr(one, name) in back}
        for name, row in links.items():
            setattr(other, name, row)
        if links:
            other.save(update_fields=list(links))
    return [(one, other) for one, other, _ in carried.pairs]


# Separate some parties of a matter, with what is theirs, into another matter that was opened for them.
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
