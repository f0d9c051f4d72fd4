"""Whatever comes from another node, however it is made: refused by a reason of the list or in words, in little time and little memory."""

import json
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from core.wire.envelopes import ENVELOPE
from core.wire.receipts import BEFORE, ENTRY, OF, receipt
from core.wire.three_nodes import KEYS, REGISTER
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.envelope import Envelope, authenticate, open_envelope, read_envelope
from mingjian.core.wire.keys import locked
from mingjian.core.wire.package import ENVELOPE as PART
from mingjian.core.wire.package import Package, Part, read_package
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt
from mingjian.core.wire.register import read_register

RECEIPT, _ = receipt(BEFORE, ENTRY, [b"d"], since=2)
PACKAGE = Package("sh.example", "hz.example", 0, 0, 0, (Part(PART, ENVELOPE.data),))
#: Texts that readers of JSON stumble over: deep, huge, twice, half a character, no number, bytes that are no text.
TEXTS = {
    "deep list": b"[" * 10**5,
    "deep object": b'{"a":' * 10**5,
    "a key twice": b'{"a":1,"a":2}',
    "a huge number": b'{"a":' + b"9" * 10**5 + b"}",
    "2^63": b'{"a":9223372036854775808}',
    "a huge power": b'{"a":1e999999}',
    "no number": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "half a pair": b'{"a":"\\ud800"}',
    "NUL": b'{"a":"\\u0000"}\x00',
    "other encoding": '{"a":1}'.encode("utf-16"),
    "no text": b"\xff\xfe\xfd",
    "right to left": '{"\u202eenil":"\u2066x\u2069"}'.encode(),
    "a comma too many": b'{"a":1,}',
    "nothing": b"",
    "a word": b"null",
}


def opened(data: bytes) -> None:
    envelope = read_envelope(data)
    header, register = authenticate(envelope, lambda _: REGISTER, KEYS["hz"].node)
    open_envelope(envelope, header, register, KEYS["hz"])


READERS: dict[str, Callable[[bytes], object]] = {
    "envelope": opened,
    "receipt": lambda data: Receipt.read(data).verify(OF, None),
    "register": lambda data: read_register(Signed.read(data)),
    "package": read_package,
}


def refused(read: Callable[[bytes], object], data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(BadInput):
        read(data)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("reader", READERS)
def test_a_text_that_is_none_of_ours_is_refused_whoever_reads_it(reader: str, name: str) -> None:
    for data in (TEXTS[name], TEXTS[name] + b"\n", TEXTS[name] + b"\nbody"):
        refused(READERS[reader], data)


def _anew(plain: bytes, *, items: int, size: int) -> bytes:
    """An envelope of a member who means harm: truly signed and locked, around any bytes."""
    header = ENVELOPE.header
    body = locked("mj1", zlib.compress(plain, 9), KEYS["hz"].public("open"), header.bound)
    told: dict[str, Any] = json.loads(ENVELOPE.signed.payload)
    told |= {"items": items, "body": {"sha256": __import__("hashlib").sha256(body).hexdigest(), "size": len(body), "plain": size}}
    return Envelope(Signed(ENVELOPE.signed.type, canonical(told)).signed_by([KEYS["sh"].sign]), body).data


@pytest.mark.parametrize(("items", "size"), [(1, 1), (1, 10**4), (1, 10**10), (10**6, 10**4), (1000, 16 * 2**20), (2**53 - 1, 2**53 - 1)])
def test_a_member_that_lies_about_sizes_fills_no_memory(items: int, size: int) -> None:
    """10 kB that unfold to 300 MB, told to be anything from a byte to ten gigabytes."""
    data = _anew(b"0" * (300 * 2**20), items=items, size=size)
    assert len(data) < 400_000
    tracemalloc.start()  # the most that a process ever had would not tell: making the data has taken 300 MB already
    try:
        refused(opened, data)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("bit", range(8))
def test_every_bit_of_a_receipt_counts(bit: int) -> None:
    """Each is turned once: what is read still must prove the very same, or nothing."""
    whole, same = RECEIPT.data, 0
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
        try:
            read = Receipt.read(changed)
            read.verify(OF, None)
        except BadInput:
            continue
        assert read.entry == RECEIPT.entry, place
        same += 1
    assert same < 200  # of the consistency, which `verify` reads where something was seen before; and of unknown lines of a signature


@settings(max_examples=300, deadline=1000)
@given(data=st.data(), reader=st.sampled_from(sorted(READERS)))
def test_what_is_like_ours_and_is_not_breaks_nothing(data: st.DataObject, reader: str) -> None:
    """A piece of a true one is taken out, doubled, or replaced by anything."""
    whole = {"envelope": ENVELOPE.data, "receipt": RECEIPT.data, "register": REGISTER.signed.data, "package": PACKAGE.data}[reader]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    middle = data.draw(st.one_of(st.just(b""), st.just(whole[start:end] * 2), st.binary(max_size=80)))
    changed = whole[:start] + middle + whole[end:]
    said = True
    try:
        READERS[reader](changed)
    except (BadInput, Refusal) as error:
        said = bool(error.text.zh and error.text.en)
    assert said
