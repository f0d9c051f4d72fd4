"""Add a file to a kit: hashed while it arrives, told what it is by its own first bytes, and entered into the ledger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.keeping import keep
from mingjian.office.files.kinds import BROUGHT
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, enter

MOST_ITEMS = 60
MOST_BYTES = 300 * 2**20


def add_item(kit: Kit, kind: str, chunks: Iterable[bytes], name: str, *, note: str = "", at: datetime, by: Officer | None = None) -> Item:
    """Keep one file. The same file of the same kind again is the same item."""
    if kind not in Item.Kind.values:
        raise BadInput("请选择材料种类。", "Choose what kind of thing it is.")
    if kit.items.count() >= MOST_ITEMS:
        raise StepRefused(f"一个证据包至多 {MOST_ITEMS} 份材料。", f"A kit holds {MOST_ITEMS} files at most.")
    kept = keep(chunks, name, takes=BROUGHT, most=MOST_BYTES)
    with transaction.atomic():
        told = {"name": kept.name, "size": kept.size, "media": kept.kind.name, "note": note.strip()[:300], "kept_at": at}
        item, is_new = Item.objects.get_or_create(kit=kit, kind=kind, sha256=kept.sha256, defaults=told)
        if is_new:
            enter("kit_item_kept", at=at, about=kit, by=by, item=item, what=kind, sha256=kept.sha256, size=Count(kept.size))
    return item
