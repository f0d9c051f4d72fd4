"""Receipts that anybody checks without this node: what came, in words, with the ledger's proof of each entry, in one bundle (zip)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from mingjian.core.errors import NotFound
from mingjian.office.models import Entry
from mingjian.office.record import ledger


def is_signed(entries: Sequence[Entry]) -> bool:
    """Return whether a checkpoint covers all of some entries: the node signs about once a minute, and nobody at a public portal makes it sign."""
    newest = ledger.newest_checkpoint()
    return bool(newest and entries and max(one.index for one in entries) < newest.size)


def receipt_with_proofs(title: str, lines: Iterable[str], entries: Sequence[Entry], at: datetime) -> bytes:
    """Return a receipt as a bundle for `mingjian evidence verify`. Raises NotFound while the newest of its entries is not signed yet."""
    from mingjian.core.capture.extra import demand_extra

    demand_extra()
    from mingjian.core.capture.wacz import bundle

    if not is_signed(entries):
        raise NotFound("台账尚未签名，请几分钟后再来。", "The ledger has not signed it yet: come back in some minutes.")
    key = ledger.verifier().text
    told = [*lines, f"台账公钥 Public key of the ledger: {key}", f"SHA-256 {sha256(key.encode()).hexdigest()}"]
    told += ["核验 To verify, on any machine: mingjian evidence verify FILE", ""]
    proofs = {f"ledger/{one.index:08}.json": ledger.inclusion(one).as_bytes() for one in entries}
    out = BytesIO()
    bundle({"receipt.txt": "\n".join(told).encode(), **proofs}, title, at, out)
    return out.getvalue()
