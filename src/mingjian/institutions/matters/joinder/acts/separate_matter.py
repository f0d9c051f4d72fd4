"""Take a matter that was joined out of this one again, with what became of its rows meanwhile."""

from datetime import datetime
from typing import Any

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.joinder.services.parts import goes_with, refuse_fixed
from mingjian.institutions.matters.joinder.services.row_transfer import MOVED, SAME, Carrier
from mingjian.institutions.matters.models import FACTS, OPEN, Matter, MatterDossier, Move, Party
from mingjian.institutions.matters.services.rows import tell_followers
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter


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
