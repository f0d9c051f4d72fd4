"""What fields and records are called in lists and on pages."""

from collections.abc import Iterable

from mingjian.core.wire import words
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.office.language import said


def field_label(name: str) -> str:
    """Say a field's name in words, a masked one by its field."""
    plain = name.partition("~")[0]
    return said(words.FIELDS[plain]) if plain in words.FIELDS else plain


def in_order(names: Iterable[str]) -> list[str]:
    """Put the names of fields in the order of their list, which a sealed record does not keep; those of no list last."""
    order = list(words.FIELDS)
    return sorted(names, key=lambda name: (order.index(plain) if (plain := name.partition("~")[0]) in words.FIELDS else len(order), name))


def title_of(one: HeldRecord) -> str:
    """Give what a record that came is called in lists."""
    values = one.values
    title: str = values.get("title") or values.get("questions") or values.get("answer") or one.own_number
    return title.split("\n")[0][:120]
