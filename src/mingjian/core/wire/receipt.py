"""
A receipt: the receiver's ledger holds this very envelope. It is an entry with its inclusion proof (C2SP tlog-proof), and the proof that this ledger goes on
from what the sender saw of it before.

No receipt without a committed entry; and each receipt shows the sender that the other's history was not rewritten since the last one.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint
from mingjian.core.ledger.checkpoint import decoded as unbased
from mingjian.core.ledger.leaf import canonical, parse
from mingjian.core.ledger.tlog_proof import verify_proof
from mingjian.core.ledger.tree import HASH_SIZE, verify_consistency
from mingjian.core.wire.envelope import Header
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Member

KIND = "envelope_arrived"
FORMAT = "mingjian-receipt/1"
LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Seen:
    """What a node saw of another's ledger: how many entries, and the root over them (32 bytes)."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's canonical bytes, the text that proves it, and the hashes (32 bytes each) from a ledger of `since` entries to the one that is signed."""

    entry: bytes
    proof: str
    since: int
    consistency: Sequence[bytes]

    @property
    def data(self) -> bytes:
        """The receipt as a file: one JSON object."""
        hashes = [base64.b64encode(step).decode() for step in self.consistency]
        return canonical({"format": FORMAT, "entry": json.loads(self.entry), "proof": self.proof, "since": {"size": self.since, "consistency": hashes}})

    @classmethod
    def read(cls, data: bytes) -> "Receipt":
        """Read one. Raises BadInput where it is none."""
        fault = BadInput("不是送达回执。", "This is no receipt.")
        if len(data) > LARGEST:
            raise fault
        told = parse(data)
        try:
            hashes = [unbased(step) for step in told["since"]["consistency"]]
            fits = told["format"] == FORMAT and type(told["since"]["size"]) is int and isinstance(told["proof"], str) and isinstance(told["entry"], dict)
            if not fits or any(len(step) != HASH_SIZE for step in hashes):
                raise fault
            return cls(canonical(told["entry"]), told["proof"], told["since"]["size"], hashes)
        except (KeyError, TypeError) as error:
            raise fault from error

    @property
    def note(self) -> str:
        """The signed checkpoint that the proof leads to."""
        return self.proof.partition("\n\n")[2]

    def told(self) -> dict[str, Any]:
        """Return what the entry says."""
        return parse(self.entry)

    def verify(self, of: Member, seen: Seen | None) -> Checkpoint:
        """
        Check the receipt against the ledger of the node that gave it, and that this ledger continues what was seen before; give its newest checkpoint.

        Raises Refusal `receipt_false` where the entry is not proven, `ledger_parted` where the ledger was rewritten, `ledger_behind` where it is shorter.
        """
        try:
            _, checkpoint = verify_proof(self.proof, self.entry, of.ledger)
        except (BadInput, LedgerFault) as error:
            raise Refusal("receipt_false") from error
        if seen is not None and seen.size:
            self._check_continues(seen, checkpoint)
        return checkpoint

    def _check_continues(self, seen: Seen, checkpoint: Checkpoint) -> None:
        if checkpoint.size < seen.size:
            raise Refusal("ledger_behind", f"{seen.size} → {checkpoint.size}")
        if self.since != seen.size and checkpoint.size != seen.size:
            raise Refusal("receipt_false", str(seen.size))
        try:
            verify_consistency(seen.size, checkpoint.size, self.consistency, seen.root, checkpoint.root)
        except LedgerFault as error:
            raise Refusal("ledger_parted", f"{seen.size} → {checkpoint.size}") from error

    def covers(self, envelope_id: str, header: Header) -> None:
        """See that the receipt is of this envelope. Raises Refusal where it is of another."""
        told = self.told()
        place = {"stream": header.place.stream, "sequence": header.place.sequence, "from": header.sender, "items": header.items, "root": header.root}
        if told.get("kind") != KIND or told.get("envelope") != envelope_id or any(told.get(name) != value for name, value in place.items()):
            raise Refusal("receipt_false", envelope_id[:16])

    def refused(self) -> dict[int, str]:
        """Return the items that were not taken, by their number from 0, and why; -1 is the whole envelope."""
        told = self.told().get("refused", [])
        return {int(one["item"]): str(one["why"]) for one in told} if isinstance(told, list) else {}
