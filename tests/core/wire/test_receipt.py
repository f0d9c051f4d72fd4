"""Receipts: an entry of the receiver's ledger, proven, of this envelope and no other, and of a ledger that goes on from what was seen before."""

import pytest
from core.wire.envelopes import ENVELOPE
from core.wire.receipts import BEFORE, ENTRY, HEADER, OF, TOLD, receipt
from core.wire.three_nodes import LEDGERS

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical
from mingjian.core.ledger.tlog_proof import verify_proof
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt


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
    shorter, _ = receipt([b"a"], ENTRY, [], since=0)  # as of a node that was brought back from a backup
    with pytest.raises(Refusal, match="backup"):
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
