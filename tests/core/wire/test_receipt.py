"""Receipts: an entry of the receiver's ledger, proven, of this envelope and no other, and of a ledger that goes on from what was seen before."""

from collections.abc import Callable

import pytest
from core.wire.envelopes import ENVELOPE
from core.wire.three_nodes import KEYS, LEDGERS, REGISTER

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tlog_proof import proof_text, verify_proof
from mingjian.core.ledger.tree import Levels, consistency_proof, inclusion_path, root_at
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt, Seen

HEADER = ENVELOPE.header
TOLD = {"kind": "envelope_arrived", "envelope": ENVELOPE.id, "from": HEADER.sender, "stream": 1, "sequence": 1, "items": 1, "root": HEADER.root, "refused": []}
OF = REGISTER.member(KEYS["hz"].node)


def receipt(before: list[bytes], entry: bytes, after: list[bytes], since: int = 0) -> tuple[Receipt, Callable[[int], Seen]]:
    leaves = b"".join(map(leaf_hash, [*before, entry, *after]))
    size, node = len(leaves) // 32, Levels(leaves).node
    note = LEDGERS["hz"].sign(size, root_at(size, node))
    proof = proof_text(len(before), inclusion_path(len(before), size, node), note)
    return Receipt(entry, proof, since, consistency_proof(since, size, node) if since else []), lambda at: Seen(at, root_at(at, node))


BEFORE, ENTRY = [b"a", b"b", b"c"], canonical(TOLD)


def test_a_receipt_survives_its_file_proves_and_covers() -> None:
    made, seen = receipt(BEFORE, ENTRY, [b"d"], since=2)
    read = Receipt.read(made.data)
    assert read == made
    assert read.verify(OF, seen(2)).size == 5
    read.covers(ENVELOPE.id, HEADER)
    assert read.refused() == {}


def test_a_receipt_of_another_envelope_or_entry_is_refused() -> None:
    for change in ({"envelope": "0" * 64}, {"sequence": 2}, {"items": 3}, {"kind": "kit_opened"}, {"from": "nj.mingjian.example"}):
        made, _ = receipt(BEFORE, canonical({**TOLD, **change}), [])
        with pytest.raises(Refusal) as refused:
            made.covers(ENVELOPE.id, HEADER)
        assert refused.value.why == "receipt_false"


def test_a_false_proof_or_signature_is_refused() -> None:
    made, _ = receipt(BEFORE, ENTRY, [b"d"])
    others = Receipt(canonical({**TOLD, "items": 2}), made.proof, 0, [])
    note = LEDGERS["nj"].sign(5, b"0" * 32)
    false = Receipt(ENTRY, made.proof.partition("\n\n")[0] + "\n\n" + note, 0, [])
    for one in (others, false, Receipt(ENTRY, "no proof", 0, [])):
        with pytest.raises(Refusal) as refused:
            one.verify(OF, None)
        assert refused.value.why == "receipt_false"


def test_a_ledger_that_was_rewritten_is_found_and_the_sizes_are_named() -> None:
    _, seen = receipt(BEFORE, ENTRY, [])
    rewritten, _ = receipt([b"a", b"B", b"c"], ENTRY, [b"d"], since=4)
    with pytest.raises(Refusal) as refused:
        rewritten.verify(OF, seen(4))
    assert (refused.value.why, refused.value.about) == ("ledger_parted", "4 → 5")
    silent, _ = receipt([b"a", b"B", b"c"], ENTRY, [b"d"])
    with pytest.raises(Refusal) as refused:
        silent.verify(OF, seen(4))
    assert refused.value.why == "receipt_false"
    shorter, _ = receipt([b"a"], ENTRY, [], since=0)
    with pytest.raises(Refusal):
        shorter.verify(OF, seen(4))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format":"mingjian-receipt/1"}', b"[]", b'{"format":1,"entry":{},"proof":"","since":{"size":0,"consistency":["x"]}}']
)
def test_what_is_no_receipt_is_said_so(data: bytes) -> None:
    with pytest.raises(BadInput):
        Receipt.read(data)


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\nindex 01\n\nx", "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx"])
def test_what_is_no_proof_is_said_so(text: str) -> None:
    with pytest.raises(BadInput):
        verify_proof(text, b"a", OF.ledger)
