"""
A receipt: the receiver's ledger holds this very envelope. It is an entry with its inclusion proof (C2SP tlog-proof), and the proof that this ledger goes on
from what the sender saw of it before; where the sender was told by another member what that one saw, from that, too.

No receipt without a committed entry; and each receipt shows the sender that the other's history was not rewritten since the last one.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """
    An entry's canonical bytes, the text that proves it, and the hashes (32 bytes each) from a ledger of `since` entries to the one that is signed.

    `heard` and `heard_consistency`: the same from what another member saw, where it was asked for. One signed checkpoint must continue both: a node that keeps
    two histories could answer each question out of the history that it is about.
    """

    entry: bytes
    proof: str
    since: int
    consistency: Sequence[bytes]
    heard: int = 0
    heard_consistency: Sequence[bytes] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """Return the receipt as a file: one JSON object."""
        told = {"format": FORMAT, "entry": json.loads(self.entry), "proof": self.proof, "since": _told(self.since, self.consistency)}
        return canonical({**told, **({"heard": _told(self.heard, self.heard_consistency)} if self.heard else {})})

    @classmethod
    def read(cls, data: bytes) -> "Receipt":
        """Read one. Raises BadInput where it is none."""
        fault = BadInput("不是送达回执。", "This is no receipt.")
        if len(data) > LARGEST:
            raise fault
        told = parse(data)
        try:
            ways = [(one["size"], [unbased(step) for step in one["consistency"]]) for one in (told["since"], told.get("heard", {"size": 0, "consistency": []}))]
            fits = told["format"] == FORMAT and isinstance(told["proof"], str) and isinstance(told["entry"], dict)
            if not fits or any(type(size) is not int or any(len(step) != HASH_SIZE for step in hashes) for size, hashes in ways):
                raise fault
            return cls(canonical(told["entry"]), told["proof"], *ways[0], *ways[1])
        except (KeyError, TypeError) as error:
            raise fault from error

    @property
    def note(self) -> str:
        """Return the signed checkpoint that the proof leads to."""
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
            _check_continues(seen, checkpoint, self.since, self.consistency)
        return checkpoint

    def verify_heard(self, heard: Seen, checkpoint: Checkpoint) -> None:
        """Check that the checkpoint of this receipt continues what another member saw, too. Raises Refusal as `verify` does."""
        _check_continues(heard, checkpoint, self.heard, self.heard_consistency)

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


def _told(size: int, hashes: Sequence[bytes]) -> dict[str, Any]:
    return {"size": size, "consistency": [base64.b64encode(step).decode() for step in hashes]}


def _check_continues(seen: Seen, checkpoint: Checkpoint, since: int, hashes: Sequence[bytes]) -> None:
    if checkpoint.size < seen.size:
        raise Refusal("ledger_behind", f"{seen.size} → {checkpoint.size}")
    if since != seen.size and checkpoint.size != seen.size:
        raise Refusal("receipt_false", str(seen.size))
    try:
        verify_consistency(seen.size, checkpoint.size, hashes, seen.root, checkpoint.root)
    except LedgerFault as error:
        raise Refusal("ledger_parted", f"{seen.size} → {checkpoint.size}") from error
