"""A receipt of Hangzhou's for the envelope of Shanghai, for whoever tests what it proves."""

from collections.abc import Callable

from core.wire.envelopes import ENVELOPE
from core.wire.three_nodes import KEYS, LEDGERS, REGISTER

from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tlog_proof import proof_text
from mingjian.core.ledger.tree import Levels, consistency_proof, inclusion_path, root_at
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
