"""Every byte of an export is covered: change any single one, and it is found."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.ledger.audit import audit
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.fault import Kind
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tree import tree_root

SIGNER = Signer.new("node.example/ledger")
BODIES = [canonical({"kind": "受理", "note": '引号"、换行\n、\u001f、😀', "number": number, "papers": {"amount": "120000.00"}}) for number in range(4)]
LEAVES = [leaf_hash(body) for body in BODIES]
CUTS = (1, 2, 4)


def export(*, tells_seals: bool, has_seals: bool = True) -> bytes:
    """An export of three checkpoints, as it is written now or as it was before checkpoints told the hash of their seals, or before there were seals."""
    return b"".join(bundle(SIGNER.verifier, zip(range(len(BODIES)), BODIES, LEAVES, strict=True), _checkpoints(tells_seals, has_seals)))


def _checkpoints(tells_seals: bool, has_seals: bool) -> Iterator[tuple[int, str, bytes]]:
    for start, cut in zip((0, *CUTS), CUTS, strict=False):
        seals = b"".join(SIGNER.seal(index, LEAVES[index]) for index in range(start, cut)) if has_seals else b""
        yield cut, SIGNER.sign(cut, tree_root(LEAVES[:cut]), seals if tells_seals else None), seals


NOW, BEFORE, WITHOUT = export(tells_seals=True), export(tells_seals=False), export(tells_seals=False, has_seals=False)


def is_found(data: bytes) -> bool:
    try:
        return not audit(data.splitlines(keepends=True) if b"\r" not in data else _lines(data), key=SIGNER.verifier).is_sound
    except BadInput:
        return True


def _lines(data: bytes) -> list[bytes]:
    """Part as a file is read: at line feeds only."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + [line for line in data.split(b"\n")[-1:] if line]


def says_nothing(data: bytes, place: int, byte: int) -> bool:
    """Whether the byte is the last of the file, its line break, and is another blank now: blanks around a line's JSON tell nothing."""
    return place == len(data) - 1 and byte in b" \t\r"


@pytest.mark.parametrize("data", [NOW, BEFORE, WITHOUT], ids=["now", "before", "without seals"])
def test_it_is_sound_as_it_was_written(data: bytes) -> None:
    assert audit(_lines(data), key=SIGNER.verifier).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("data", [NOW, BEFORE, WITHOUT], ids=["now", "before", "without seals"])
def test_any_byte_changed_at_any_place_is_found(data: bytes) -> None:
    missed = []
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= (0x01, 0x02, 0x20)[place % 3]
        if not is_found(bytes(changed)) and not says_nothing(data, place, changed[place]):
            missed.append((place, data[max(0, place - 20) : place + 20], changed[place]))
    assert missed == []


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(NOW) - 1), byte=st.integers(0, 255), data=st.sampled_from([NOW, BEFORE]))
def test_whatever_byte_stands_in_its_place_is_found(place: int, byte: int, data: bytes) -> None:
    place %= len(data)
    if data[place] != byte and not says_nothing(data, place, byte):
        assert is_found(data[:place] + bytes([byte]) + data[place + 1 :])


def test_what_is_wrong_with_seals_is_said_so() -> None:
    place = NOW.rindex(b'"seals":"') + 40
    for data in (NOW, BEFORE):
        place = data.rindex(b'"seals":"') + 40
        changed = data[:place] + (b"A" if data[place : place + 1] != b"A" else b"B") + data[place + 1 :]
        assert [found.kind for found in audit(_lines(changed), key=SIGNER.verifier).faults] == [Kind.SEALS]


def test_seals_that_a_checkpoint_vouches_for_cannot_be_left_out() -> None:
    start, end = NOW.rindex(b'"seals":"') + 9, NOW.rindex(b'"}')
    assert [found.kind for found in audit(_lines(NOW[:start] + NOW[end:]), key=SIGNER.verifier).faults] == [Kind.SEALS]
