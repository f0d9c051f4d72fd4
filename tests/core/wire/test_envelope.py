"""Envelopes: only the addressee opens one, every changed bit is named, what the release does not give is in no byte, and lies about sizes are caught."""

import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from core.wire.envelopes import ENVELOPE, NAME, PLACE, made
from core.wire.three_nodes import AT, KEYS, REGISTER, released
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.encoding import sha256_hex
from mingjian.core.wire.envelope import Content, Envelope, Header, authenticate, open_envelope, pack, read_envelope, said_item
from mingjian.core.wire.keys import locked
from mingjian.core.wire.reasons import REASONS, Refusal
from mingjian.core.wire.sealed_record import read_line


def taken(data: bytes, node: str = "hz") -> Content:
    envelope = read_envelope(data)
    header, register = authenticate(envelope, {REGISTER.name: REGISTER}.get, KEYS[node].node)
    return open_envelope(envelope, header, register, KEYS[node])


def why(data: bytes, node: str = "hz") -> str:
    with pytest.raises(Refusal) as refused:
        taken(data, node)
    assert refused.value.why in REASONS
    return refused.value.why


def test_the_addressee_reads_what_the_release_gives() -> None:
    content = taken(made().data)
    (item,) = content.items
    assert read_line(item).values == {"title": "充电器标价二十元", "shop": "甲网/S1", "phone~mask_middle": "138****5678"}
    assert content.release["clauses"] == ["clue_transfer", "personal_data"]


def test_nothing_that_is_not_given_is_in_any_byte_that_leaves() -> None:
    data = made().data
    envelope = read_envelope(data)
    header, register = authenticate(envelope, {REGISTER.name: REGISTER}.get, KEYS["hz"].node)
    plain = canonical({"all": [json.loads(json.dumps(one)) for one in open_envelope(envelope, header, register, KEYS["hz"]).items]})
    for secret in ("13812345678", "12345678", "张三丰"):
        assert secret.encode() not in plain
        assert secret.encode() not in data
    assert "充电器".encode() not in data


def test_two_bodies_cannot_be_told_apart_by_their_headers_root() -> None:
    roots = [json.loads(made().signed.payload)["root"] for _ in range(3)]
    assert len(set(roots)) == 3


@given(st.data())
def test_every_changed_byte_is_refused_for_a_reason_of_the_list(data: st.DataObject) -> None:
    whole = ENVELOPE.data
    at = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]
    assert why(changed) in REASONS


def test_an_envelope_for_another_or_under_another_number_does_not_open() -> None:
    assert why(ENVELOPE.data, "nj") == "not_ours"
    told = json.loads(ENVELOPE.signed.payload)
    for change in ({"to": KEYS["nj"].node}, {"sequence": 2}, {"stream": 2}):
        node = "nj" if "to" in change else "hz"
        signed = replace(ENVELOPE.signed, payload=canonical({**told, **change}), signatures=()).signed_by([KEYS["sh"].sign])
        assert why(Envelope(signed, ENVELOPE.body).data, node) == "cannot_open"


def test_another_member_cannot_write_in_a_members_name() -> None:
    for key in (KEYS["hz"].sign, KEYS["sh"].root):
        signed = replace(ENVELOPE.signed, signatures=()).signed_by([key])
        assert why(Envelope(signed, ENVELOPE.body).data) == "unknown_key"
    name, _ = ENVELOPE.signed.signatures[0]
    stolen = replace(ENVELOPE.signed, signatures=((name, KEYS["hz"].sign.sign(b"x")),))
    assert why(Envelope(stolen, ENVELOPE.body).data) == "bad_signature"


def signed_anew(body: bytes, **change: Any) -> bytes:
    told = {**json.loads(ENVELOPE.signed.payload), "body": {"sha256": sha256_hex(body), "size": len(body), "plain": 1000}, **change}
    return Envelope(replace(ENVELOPE.signed, payload=canonical(told), signatures=()).signed_by([KEYS["sh"].sign]), body).data


def test_what_a_member_itself_sends_wrong_is_named() -> None:
    header = ENVELOPE.header
    public = KEYS["hz"].public("open")

    def lock(plain: bytes) -> bytes:
        return locked("mj1", plain, public, header.bound)

    bomb = lock(zlib.compress(b"0" * 10**7))
    assert why(signed_anew(bomb)) == "too_large"
    assert why(signed_anew(lock(b"not compressed"))) == "malformed_item"
    assert why(signed_anew(lock(zlib.compress(b"x" * 1000)))) == "root_differs"
    assert why(signed_anew(ENVELOPE.body, suite="none")) == "unknown_suite"
    assert why(signed_anew(ENVELOPE.body, register="other/1")) == "register_unknown"
    assert why(signed_anew(ENVELOPE.body, items=10**6)) == "too_large"
    for change in ({"v": 2}, {"sequence": 0}, {"sequence": True}, {"made_at": "soon"}, {"more": 1}, {"from": 5}):
        assert why(signed_anew(ENVELOPE.body, **change)) == "not_readable"
    assert why(signed_anew(ENVELOPE.body, **{"from": "nobody.example"})) == "unknown_sender"
    loose = replace(ENVELOPE.signed, payload=json.dumps(json.loads(ENVELOPE.signed.payload)).encode(), signatures=()).signed_by([KEYS["sh"].sign])
    assert why(Envelope(loose, ENVELOPE.body).data) == "not_readable"


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}\n", b"x" * 70_000 + b"\n", b"[" * 60_000 + b"\n", b'{"payload":"","payloadType":"","signatures":[]}\n', b"\x00\n\x00"]
)
def test_what_is_no_envelope_is_refused(data: bytes) -> None:
    assert why(data) == "not_readable"


def test_an_envelope_takes_no_more_than_it_may_and_no_fewer_than_one() -> None:
    for items in ([], [said_item("status", str(NAME), state="read")] * 1001):
        with pytest.raises(Refusal) as refused:
            pack(released(), items, keys=KEYS["sh"], register=REGISTER, place=PLACE, at=AT)
        assert refused.value.why == "too_large"


@pytest.mark.parametrize("previous", [{"a": 1}, [], 7, True, "", "abc", "A" * 64, "0" * 63])
def test_the_id_of_the_envelope_before_is_one_or_none(previous: object) -> None:
    """L6."""
    envelope = ENVELOPE
    told = json.loads(envelope.signed.payload) | {"previous": previous}
    with pytest.raises(Refusal) as refused:
        Header.read(canonical(told))
    assert refused.value.why == "not_readable"
    assert Header.read(canonical(told | {"previous": "0" * 64})).place.previous == "0" * 64


WRONG: tuple[object, ...] = ({"a": 1}, [], True, None, 1.5, -1, "", "x" * 10_000)


@pytest.mark.parametrize("field", ["v", "from", "to", "stream", "sequence", "register", "suite", "key", "items", "root", "body", "made_at"])
def test_no_other_field_of_a_header_is_of_another_kind_either(field: str) -> None:
    """L6 by a second door: whatever a member signs, it is refused for a reason of the list and nothing stumbles."""
    before = json.loads(ENVELOPE.signed.payload)
    for value in (*WRONG, 2**53 - 1):
        within = [{**before["body"], name: value} for name in before["body"]] if field == "body" else []
        for one in (value, *within):
            signed = replace(ENVELOPE.signed, payload=canonical({**before, field: one}), signatures=()).signed_by([KEYS["sh"].sign])
            assert why(Envelope(signed, ENVELOPE.body).data)
