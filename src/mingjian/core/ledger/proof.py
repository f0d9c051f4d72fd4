"""One entry with all that proves it: its path to a signed root, in a file that stands alone."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.core.errors import BadInput
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier, decoded
from mingjian.core.ledger.leaf import canonical, leaf_hash, parse
from mingjian.core.ledger.tree import HASH_SIZE, verify_inclusion

FORMAT = "mingjian-ledger-inclusion/1"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """An entry's canonical bytes, its index, the hashes from its leaf up (32 bytes each), the signed checkpoint they lead to, and the key it names."""

    verifier: Verifier
    index: int
    body: bytes
    path: Sequence[bytes]
    note: str

    def verify(self, key: Verifier | None = None) -> Checkpoint:
        """
        Check the proof with nothing else at hand, and give the checkpoint that it rests on. `key`: the one known from elsewhere.

        Raises LedgerFault where the signature is false, or the entry is not in the ledger that was signed.
        """
        checkpoint = (key or self.verifier).open(self.note)
        verify_inclusion(leaf_hash(self.body), self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint

    def as_bytes(self) -> bytes:
        """Return the proof as a file: one JSON object in the spelling of RFC 8785."""
        hashes = [base64.b64encode(step).decode() for step in self.path]
        head = {"format": FORMAT, "key": self.verifier.text, "index": self.index, "path": hashes, "checkpoint": self.note}
        return canonical({**head, "entry": json.loads(self.body)}) + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> "Inclusion":
        """Read such a file. Raises BadInput where it is not one."""
        fault = BadInput("这不是明鉴台账的单条证明文件。", "This is no proof of a single entry of Mingjian's ledger.")
        value = parse(data)
        try:
            path = [decoded(step) for step in value["path"]]
            fits = value["format"] == FORMAT and type(value["index"]) is int and isinstance(value["checkpoint"], str) and isinstance(value["entry"], dict)
            if not fits or any(len(step) != HASH_SIZE for step in path):
                raise fault
            return cls(Verifier.from_text(value["key"]), value["index"], canonical(value["entry"]), path, value["checkpoint"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise fault from error


def is_inclusion(first_line: bytes) -> bool:
    """Return whether a file's first line is that of a proof of a single entry. Never raises."""
    try:
        return parse(first_line).get("format") == FORMAT
    except BadInput:
        return False
