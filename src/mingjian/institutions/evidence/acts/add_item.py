"""Add a file to a kit: its bytes are kept already, told what they are by their own beginning, and are entered into the ledger."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.institutions.evidence.queries import MOST_ITEMS
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

MOST_BYTES = 300 * 2**20


@act
def add_item(kit: Kit, *, by: Officer | None, at: datetime, item_kind: str, item_file: Kept, item_note: str = "") -> Account[Item]:
    """Keep one file. The same file of the same kind again is the same item."""
    if kit.items.count() >= MOST_ITEMS:
        raise StepRefused(f"一个证据包至多 {MOST_ITEMS} 份材料。", f"A kit holds {MOST_ITEMS} files at most.")
    if item_file.size > MOST_BYTES:
        raise BadInput(f"文件超过 {MOST_BYTES // 2**20} MiB。", f"The file is larger than {MOST_BYTES // 2**20} MiB.")
    told = {"name": item_file.name, "size": item_file.size, "media": item_file.kind.name, "note": item_note[:300], "kept_at": at}
    item, is_new = Item.objects.get_or_create(kit=kit, kind=item_kind, sha256=item_file.sha256, defaults=told)
    return Account(item, {"item": item, "what": item_kind, "sha256": item.sha256, "size": Count(item.size)}, is_new)
