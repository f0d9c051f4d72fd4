"""
The signed receipt of a kit, as a file that its buyer keeps: what came, by hash, with the ledger's proof of each, checked anywhere and without this node.

It tells what the ledger tells: which file arrived when. What the buyer wrote is not in it, nor the files themselves.
"""

import json
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Entry
from mingjian.office.record.receipts import is_signed, receipt_with_proofs

_OPENED, _KEPT = "kit_opened", "kit_item_kept"


def entries_of(kit: Kit) -> list[Entry]:
    """Return the ledger's entries of a kit's opening and of each file that came, in order. The instants lead to them, which an index has."""
    instants = {kit.opened_at, *kit.items.values_list("kept_at", flat=True)}
    found = Entry.objects.filter(at__in=instants, kind__in=[_OPENED, _KEPT]).order_by("index")
    return [one for one in found if json.loads(one.body).get("about") == kit.wire_name]


def signed_until(kit: Kit) -> bool:
    """Return whether a checkpoint covers all of a kit's entries."""
    return is_signed(entries_of(kit))


def receipt_of(kit: Kit, at: datetime) -> bytes:
    """Return the receipt as a bundle (zip) for `mingjian evidence verify`. Raises NotFound while the newest of its entries is not signed yet."""
    return receipt_with_proofs(f"{kit.number} receipt", _told(kit), entries_of(kit), at)


def _told(kit: Kit) -> list[str]:
    """Return for a person what the proofs prove, in both languages."""
    lines = [f"{kit.number} {kit.department.name}", f"收到 Received: {localtime(kit.opened_at).isoformat(timespec='seconds')}", ""]
    lines += [f"{one.sha256}  {localtime(one.kept_at).isoformat(timespec='seconds')}  {one.kind}" for one in kit.items.order_by("kept_at", "pk")]
    return [*lines, "", "各行为一份材料的 SHA-256 和收到时间。Each line is one file: its SHA-256, and when it came."]
