"""
An inclusion proof as a text that other tools of the transparency family read: C2SP tlog-proof.

    c2sp.org/tlog-proof@v1
    index 6
    gt+qPEBL…          the hashes from the leaf up, one a line

    hz.mingjian.example/ledger
    7
    5QHn0utg…
    …                  the signed checkpoint, as it stands
"""

import base64
import re
from collections.abc import Sequence

from mingjian.core.errors import BadInput
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier, decoded
from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tree import HASH_SIZE, verify_inclusion

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_MOST = 63  # hashes of a path


def proof_text(index: int, path: Sequence[bytes], note: str) -> str:
    """Write a proof: the entry's index, the hashes from its leaf up, and the signed checkpoint that they lead to."""
    hashes = [base64.b64encode(step).decode() for step in path]
    return "\n".join([_FIRST, f"index {index}", *hashes, "", note])


def verify_proof(text: str, body: bytes, key: Verifier) -> tuple[int, Checkpoint]:
    """
    Check that an entry (its canonical bytes) is in the ledger of a key; give its index and the checkpoint.

    Raises BadInput where the text is no proof, LedgerFault where it does not prove it.
    """
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    path = [decoded(line) for line in lines[2:]]
    if lines[0] != _FIRST or not gap or index is None or len(path) > _MOST or any(len(step) != HASH_SIZE for step in path):
        raise BadInput("不是包含证明（tlog-proof）。", "This is no inclusion proof (tlog-proof).")
    checkpoint = key.open(note)
    verify_inclusion(leaf_hash(body), int(index[1]), checkpoint.size, path, checkpoint.root)
    return int(index[1]), checkpoint
