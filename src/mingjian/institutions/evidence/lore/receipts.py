"""
The signed receipt of a kit, as a file that its buyer keeps: what came, by hash, with the ledger's proof of each, checked anywhere and without this node.

It tells what the ledger tells: which file arrived when. What the buyer wrote is not in it, nor the files themselves.
"""

import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.utils.timezone import localtime

from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Entry
from mingjian.office.record import ledger

_OPENED, _KEPT = "kit_opened", "kit_item_kept"


def entries_of(kit: Kit) -> list[Entry]:
    """Return the ledger's entries of a kit's opening and of each file that came, in order. The instants lead to them, which an index has."""
    instants = {kit.opened_at, *kit.items.values_list("kept_at", flat=True)}
    found = Entry.objects.filter(at__in=instants, kind__in=[_OPENED, _KEPT]).order_by("index")
    return [one for one in found if json.loads(one.body).get("about") == kit.wire_name]


def signed_until(kit: Kit) -> bool:
    """Return whether a checkpoint covers all of a kit's entries: the node signs about once a minute, and nobody at a public door makes it sign."""
    newest, own = ledger.newest_checkpoint(), entries_of(kit)
    return bool(newest and own and own[-1].index < newest.size)


def receipt_of(kit: Kit, at: datetime) -> bytes:
    """Return the receipt as a bundle (zip) for `mingjian evidence verify`. Raises NotFound while the newest of its entries is not signed yet."""
    from mingjian.core.capture.extra import demand_extra

    demand_extra()
    if not signed_until(kit):
        raise NotFound("台账尚未签名，请几分钟后再来。", "The ledger has not signed it yet: come back in some minutes.")
    proofs = {f"ledger/{one.index:08}.json": ledger.inclusion(one).as_bytes() for one in entries_of(kit)}
    return _zipped({"receipt.txt": _told(kit), **proofs}, kit, at)


def _told(kit: Kit) -> bytes:
    """Return for a person what the proofs prove, in both languages."""
    lines = [f"{kit.number} {kit.department.name}", f"收到 Received: {localtime(kit.opened_at).isoformat(timespec='seconds')}", ""]
    lines += [f"{one.sha256}  {localtime(one.kept_at).isoformat(timespec='seconds')}  {one.kind}" for one in kit.items.order_by("kept_at", "pk")]
    key = ledger.verifier().text
    lines += ["", "各行为一份材料的 SHA-256 和收到时间。Each line is one file: its SHA-256, and when it came."]
    lines += [f"台账公钥 Public key of the ledger: {key}", f"SHA-256 {sha256(key.encode()).hexdigest()}"]
    lines += ["核验 To verify, on any machine: mingjian evidence verify FILE", ""]
    return "\n".join(lines).encode()


def _zipped(files: dict[str, bytes], kit: Kit, at: datetime) -> bytes:
    from mingjian.core.capture.packing import bundle

    out = BytesIO()
    bundle(files, f"{kit.number} receipt", at, out)
    return out.getvalue()
