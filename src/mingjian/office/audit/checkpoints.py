"""Checkpoints against what they sign: size, root and the signatures over single entries stand in columns beside the signed note."""

import hashlib
from collections.abc import Iterator

from mingjian.core.errors import LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.checkpoint import Checkpoint as Signed
from mingjian.core.ledger.checkpoint import Verifier
from mingjian.office.models import Checkpoint
from mingjian.office.record import ledger
from mingjian.office.record.difference import Difference


def of_checkpoints() -> Iterator[Difference]:
    """Yield the checkpoints that no key of this ledger signed, or whose columns are not what they sign."""
    keys = ledger.verifiers()
    for one in Checkpoint.objects.order_by("size").iterator(chunk_size=200):
        signed = _opened(keys, one.note)
        if signed is None:
            yield _found(one, "不是本台账的密钥所签", "was not signed by a key of this ledger")
        elif (signed.size, signed.root) != (one.size, bytes(one.root)):
            yield _found(one, "的大小或根哈希不是所签的", "says another size or root than it signs")
        elif signed.seals and hashlib.sha256(bytes(one.seals)).digest() != signed.seals:
            yield _found(one, "旁的逐条签名已被改动", "has other signatures of its entries beside it than it signs")


def _opened(keys: tuple[Verifier, ...], note: str) -> Signed | None:
    for key in keys:
        try:
            return key.open(note)
        except LedgerFault:
            continue
    return None


def _found(one: Checkpoint, zh: str, en: str) -> Difference:
    return Difference("signed", "ledger", one.size - 1, Text(f"大小为 {one.size} 的检查点{zh}。", f"The checkpoint of {one.size} entries {en}."))
