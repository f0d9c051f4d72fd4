"""
Consent of a record's owner to passing it on: asked, given, refused and withdrawn over the exchange, for one node at a time.

Either end keeps a list: the holder of a copy with the record that came (`HeldRecord.consents`), the owner with the copy (`Copy.consents`). Nothing that an
officer types stands for a consent; what an envelope of the owner said, does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import Copy, HeldRecord

_MOST = 200  # nodes that are kept of one copy
_LONGEST = {"to": 200, "purpose": 40, "number": 80}


def is_given(held: HeldRecord, to: str) -> bool:
    """Return whether the owner of a record consents to its going on to a node."""
    return any(one["to"] == to and one["state"] == words.GIVEN for one in held.consents)


def noted(kept: list[dict[str, str]], to: str, state: str, at: datetime, **more: str) -> list[dict[str, str]]:
    """Return a list of consents with another state of one. Raises Refusal where it would be longer than anybody asks."""
    before: dict[str, str] = next((one for one in kept if one["to"] == to), {})
    others = [one for one in kept if one["to"] != to]
    if len(others) >= _MOST:
        raise Refusal("malformed_item", "consent")
    return [*others, {**before, "to": to, **more, "state": state, "on": localtime(at).date().isoformat()}]


def take_ask(copy: Copy, item: Mapping[str, Any], at: datetime) -> None:
    """Keep that the holder of a copy asks to pass it on. Raises Refusal for what is not understood."""
    to, purpose = _text(item, "to"), _text(item, "purpose")
    if purpose not in words.PURPOSES:
        raise Refusal("malformed_item", "purpose")
    if any(one["to"] == to and one["state"] == words.GIVEN for one in copy.consents):
        return
    copy.consents, copy.is_consent_open = noted(copy.consents, to, words.ASKED, at, purpose=purpose), True
    copy.save(update_fields=["consents", "is_consent_open"])


def take_answer(held: HeldRecord, item: Mapping[str, Any], at: datetime) -> str:
    """Keep what the owner answered, or said of its own accord, and return the node that it withdrew its consent from, if it did."""
    to, number, did = _text(item, "to"), _text(item, "number"), item.get("did")
    if did not in (words.GIVEN, words.REFUSED, words.WITHDRAWN):
        raise Refusal("malformed_item", "did")
    held.consents = noted(held.consents, to, str(did), at, number=number)
    held.save(update_fields=["consents"])
    return to if did == words.WITHDRAWN else ""


def said_of(kept: list[dict[str, str]]) -> list[tuple[dict[str, str], Text]]:
    """Return each consent with its state in words."""
    return [(one, words.CONSENTS[one["state"]]) for one in kept]


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if not (isinstance(value, str) and 0 < len(value) <= _LONGEST[name] and value.isprintable()):
        raise Refusal("malformed_item", name)
    return value
