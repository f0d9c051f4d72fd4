"""
Two checkpoints of one ledger that do not go together: what a node keeps where another shows it two histories, and anybody can check with the register alone.

Both notes are signed by the ledger's key. Of one size and with two roots they prove by themselves that the node signed two histories. Of two sizes they do so
where the hashes that the node gave do not lead from one to the other: it is then for the node to show hashes that do.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier
from mingjian.core.ledger.checkpoint import decoded as unbased
from mingjian.core.ledger.leaf import canonical, parse
from mingjian.core.ledger.tree import HASH_SIZE, verify_consistency

FORMAT = "mingjian-fork/1"
LARGEST = 2**16


@dataclass(frozen=True, slots=True)
class Fork:
    """The note that was seen first, the one that came later, and the hashes that the node gave as leading from one to the other."""

    node: str
    first: str
    second: str
    consistency: tuple[bytes, ...] = ()

    def told(self) -> dict[str, Any]:
        """Return it as an entry of the ledger tells it."""
        hashes = [base64.b64encode(one).decode() for one in self.consistency]
        return {"node": self.node, "first": self.first, "second": self.second, "consistency": hashes}

    @property
    def data(self) -> bytes:
        """Return the file."""
        return canonical({"format": FORMAT, **self.told()})

    @classmethod
    def of(cls, told: Any) -> "Fork":
        """Read what an entry tells. Raises BadInput where it tells no such thing."""
        try:
            hashes = tuple(unbased(one) for one in told["consistency"])
            node, first, second = told["node"], told["first"], told["second"]
        except (KeyError, TypeError, LedgerFault) as error:
            raise _none() from error
        if not all(isinstance(one, str) and 0 < len(one) < 4000 for one in (node, first, second)):
            raise _none()
        if len(hashes) > 128 or any(len(one) != HASH_SIZE for one in hashes):
            raise _none()
        return cls(node, first, second, hashes)

    @classmethod
    def read(cls, data: bytes) -> "Fork":
        """Read a file. Raises BadInput where it is none."""
        if len(data) > LARGEST:
            raise _none()
        told = parse(data)
        if told.get("format") != FORMAT:
            raise _none()
        return cls.of(told)

    def verify(self, ledger: Verifier) -> tuple[Checkpoint, Checkpoint, bool]:
        """
        Return both checkpoints, and whether they alone prove two histories; without that, that the hashes do not lead from one to the other.

        Raises BadInput where one is not signed by the ledger's key, or where they go together after all: then there is no fork.
        """
        try:
            first, second = ledger.open(self.first), ledger.open(self.second)
        except (BadInput, LedgerFault) as error:
            raise BadInput("检查点不是该节点的台账密钥所签。", "A checkpoint is not signed by the key of that node's ledger.") from error
        if first.size == second.size:
            if first.root == second.root:
                raise BadInput("两个检查点相同，不是分叉。", "Both checkpoints are the same: there is no fork.")
            return first, second, True
        older, newer = sorted((first, second), key=lambda one: one.size)
        try:
            verify_consistency(older.size, newer.size, list(self.consistency), older.root, newer.root)
        except LedgerFault:
            return first, second, False
        raise BadInput("两个检查点前后相续，不是分叉。", "One checkpoint continues the other: there is no fork.")


def _none() -> BadInput:
    return BadInput("不是台账分叉的证据文件。", "This is no file about a ledger with two histories.")


def fork_in(body: str) -> Fork | None:
    """Return the fork that an entry of the ledger tells of, if it tells of one."""
    told = json.loads(body).get("fork")
    return Fork.of(told) if told else None
