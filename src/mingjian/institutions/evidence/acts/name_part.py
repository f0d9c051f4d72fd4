"""Name who played which part in a sale, and on what in the kit that rests."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.models import Kit, Part
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def name_part(kit: Kit, *, by: Officer, at: datetime, part_role: str, part_name: str, rests_on_item: str = "", part_note: str = "") -> Account[Part]:
    """Name one. The same name in the same part again is told anew. What it rests on is named by the SHA-256 of its bytes."""
    item = kit.items.filter(sha256=rests_on_item).first() if rests_on_item else None
    if rests_on_item and item is None:
        raise BadInput("所依据的材料不在此证据包内。", "What it rests on is not in this kit.")
    told = {"rests_on": item, "note": part_note[:300]}
    part, _ = Part.objects.update_or_create(kit=kit, role=part_role, name=part_name[:200], defaults=told)
    return Account(part, {"role": part_role, "rests_on": rests_on_item})
