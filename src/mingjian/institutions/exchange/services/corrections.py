"""Bring a clue in step with the record that it was made of, once the owner has corrected it: what still says the old is replaced, the rest is noted."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.timezone import localtime

from mingjian.core.wire.words import FIELDS
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.downstream import plain_of
from mingjian.institutions.exchange.services.titles import field_label

#: In which column of a clue a field of a record stands once it was taken up.
COLUMNS = {
    "act": "suspected_act",
    "platform": "platform",
    "shop": "shop_name",
    "shop_url": "shop_url",
    "listing": "listing_title",
    "operator": "operator_name",
    "code": "operator_code",
    "address": "operator_address",
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field that its owner corrected: what it said, what it says, what the clue says now, and whether that is replaced or the correction noted."""

    field: str
    was: str
    now: str
    here: str
    is_replaced: bool

    @property
    def label(self) -> str:
        """Return what the field is called."""
        return field_label(self.field)


def corrected(held: HeldRecord, clue: Clue) -> Iterator[Corrected]:
    """Return each field that was corrected since the clue was made of it, with what adopting it does."""
    now = plain_of(held.values)
    for field, was in held.before.items():
        value = now.get(field, "")
        if field == "title":
            yield Corrected(field, was, value, clue.dossier.title, clue.dossier.title == was)
        elif field in COLUMNS:
            here = getattr(clue, COLUMNS[field])
            yield Corrected(field, was, value, here, bool(here) and here == cut(field, was))
        else:
            yield Corrected(field, was, value, "", field == "content" and was in clue.content)


def corrections_of(held: HeldRecord) -> list[Corrected]:
    """Return the corrections of a record that wait to be adopted into the clue that was made of it; none where none do."""
    clue = Clue.objects.select_related("dossier").filter(dossier=held.dossier_id).first() if held.is_correction_open else None
    return list(corrected(held, clue)) if clue else []


def cut(field: str, value: str) -> str:
    """Return a value as long as its column of a clue takes it."""
    return value[: getattr(Clue._meta.get_field(COLUMNS[field]), "max_length", None)]


def note_of(one: Corrected, held: HeldRecord) -> str:
    """Return the sentence by which a clue notes a correction that it does not say in a column of its own, or says otherwise."""
    label, on = FIELDS[one.field].zh if one.field in FIELDS else one.field, held.corrected_at or held.received_at
    return f"{localtime(on):%Y-%m-%d} {held.peer.node} 更正：{label}应为“{one.now}”（原为“{one.was}”）"
