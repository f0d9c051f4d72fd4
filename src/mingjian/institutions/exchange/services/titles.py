"""What fields and records are called in lists and on pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.errors import MingjianError
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services import node
from mingjian.office.language import said

#: Fields that hold an instant.
_INSTANTS = ("sealed_at", "as_of")


def field_label(name: str) -> str:
    """Name a field in words, a masked one by its field."""
    plain = name.partition("~")[0]
    return said(words.FIELDS[plain]) if plain in words.FIELDS else plain


def in_order(names: Iterable[str]) -> list[str]:
    """Put the names of fields in the order of their list, which a sealed record does not keep; those of no list last."""
    order = list(words.FIELDS)
    return sorted(names, key=lambda name: (order.index(plain) if (plain := name.partition("~")[0]) in words.FIELDS else len(order), name))


def node_title(name: str) -> str:
    """Return what a member is called; its node's name where the register names it no more."""
    try:
        one = node.member(name)
    except MingjianError:
        return name
    return said(Text(one.title["zh"], one.title["en"]))


def title_of(one: HeldRecord) -> str:
    """Return what a record that came is called in lists."""
    values = one.values
    title: str = values.get("title") or values.get("questions") or values.get("answer") or _title_of_what_is_said(one) or one.own_number
    return title.split("\n")[0][:120]


def _title_of_what_is_said(one: HeldRecord) -> str:
    """Return what a sighting, a suggestion or a report is called, which have no title among their fields."""
    values = one.values
    if one.kind == "sighting" and (verdict := words.VERDICTS.get(values.get("verdict", ""))):
        return f"{said(verdict)} {values.get('seen_on', '')}"
    if one.kind == "suggestion" and values.get("field"):
        return f"{said(words.KINDS[one.kind])}{gettext(': ')}{field_label(values['field'])}"
    return f"{said(words.KINDS[one.kind])} {values['as_of'][:10]}" if one.kind == "report" and values.get("as_of") else ""


def value_said(name: str, value: str) -> str:
    """Return the value of a field as pages show it: keys of closed lists in words, instants in the node's own zone, sizes in units."""
    plain = name.partition("~")[0]
    known = {"verdict": words.VERDICTS, "file_kind": words.FILE_KINDS, "field": words.FIELDS}.get(plain, {})
    if value in known:
        return said(known[value])
    if plain in _INSTANTS:
        return _instant_said(value)
    return filesizeformat(int(value)) if plain == "file_size" and value.isdecimal() and len(value) < 15 else value


def _instant_said(value: str) -> str:
    """Return an instant as pages show one; whatever else another node wrote there as it stands."""
    try:
        at = datetime.fromisoformat(value)
        return f"{localtime(at):%Y-%m-%d %H:%M}" if at.tzinfo else value
    except (ValueError, OverflowError):
        return value


def nodes() -> list[tuple[str, str]]:
    """Return the other members as choices, but for those with which the exchange was stopped."""
    return [(one.node, f"{said(Text(one.title['zh'], one.title['en']))} · {_places(one.serves)}") for one in node.open_ones()]


def _places(regions: Sequence[str]) -> str:
    return gettext("; ").join(said(place_named(one)) or one for one in regions)
