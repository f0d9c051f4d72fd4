"""A field that the agreement does not give is in no byte that leaves: not in the envelope, its header or its bound data, and not in what the receiver opens."""

import base64
import json
import zlib
from datetime import date

import pytest
from core.wire.envelopes import NAME, PLACE
from core.wire.three_nodes import AT, KEYS, REGISTER, SHEET, party
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import Release, ReleaseRequest, release, rules_of
from mingjian.core.wire.envelope import authenticate, open_envelope, pack, read_envelope, record_item
from mingjian.core.wire.sealed_record import seal

#: Fields that the sheet knows or not; each is given a word of its own, which is nowhere else: an envelope has words of its own, in Latin letters.
FIELDS = ("title", "act", "platform", "shop", "shop_url", "phone", "content", "operator", "code", "address", "reporter", "identity", "order", "waybill", "x")
PURPOSES = ("check_clue", "joint_action", "assistance")
SIGNS = st.characters(codec="utf-8", categories=("L", "N"), min_codepoint=0x3400)
WORDS = st.lists(st.text(SIGNS, min_size=9, max_size=24), min_size=len(FIELDS), max_size=len(FIELDS), unique=True)


def decided(asked: tuple[str, ...], purpose: str, place: str, to: str) -> Release | None:
    found = release(SHEET, ReleaseRequest("clue", asked, purpose, party("sh"), party(to), date(2026, 12, 3), place), is_signed=True)
    return found if isinstance(found, Release) else None


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(words=WORDS, asked=st.sets(st.sampled_from(FIELDS), min_size=1), purpose=st.sampled_from(PURPOSES), place=st.sampled_from(["330106", "320102", ""]))
def test_what_is_not_given_is_in_no_byte_that_leaves(words: list[str], asked: set[str], purpose: str, place: str) -> None:
    released = decided(tuple(sorted(asked)), purpose, place, "hz")
    assume(released is not None)
    assert released is not None
    values = dict(zip(FIELDS, words, strict=True))
    assume(all(one not in other for one in words for other in words if one != other))
    sealed = seal(NAME, "clue", with_masks(values, rules_of(SHEET)))
    data = pack(released, [record_item(sealed, released)], keys=KEYS["sh"], register=REGISTER, place=PLACE, at=AT).data
    envelope = read_envelope(data)
    header, register = authenticate(envelope, lambda _: REGISTER, KEYS["hz"].node)
    content = open_envelope(envelope, header, register, KEYS["hz"])
    opened = json.dumps([content.release, *content.items], ensure_ascii=False)
    seen = opened + "".join(_unpacked(opened))
    for name, value in values.items():
        if name in released.names:
            assert value in seen, f"{name} was given"
        else:
            assert value not in seen, f"{name} was not given"
    for value in values.values():  # the body is encrypted: nothing, given or not, is readable on the way
        assert value.encode() not in data
        assert base64.b64encode(value.encode()).rstrip(b"=") not in data
        assert value.encode() not in header.bound


def _unpacked(text: str) -> list[str]:
    """Return whatever of a text is base64, compressed or not, so that nothing hides in a spelling."""
    found = []
    for word in text.replace('"', " ").replace(",", " ").split():
        try:
            raw = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        except ValueError:
            continue
        found.append(raw.decode("utf-8", "ignore"))
        try:
            found.append(zlib.decompress(raw).decode("utf-8", "ignore"))
        except zlib.error:
            continue
    return found


def test_the_property_is_asked_of_releases_that_give_some_fields_and_withhold_others() -> None:
    released = decided(FIELDS, "check_clue", "330106", "hz")
    assert released is not None
    assert "title" in released.names
    assert {"reporter", "identity", "x"} & set(released.names) == set()
