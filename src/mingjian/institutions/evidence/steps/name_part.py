"""Name who played which part in a sale, and on what in the kit that rests."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def name_part(kit: Kit, role: str, name: str, *, rests_on: Item | None, note: str = "", by: Officer, at: datetime) -> Part:
    """Name one. The same name in the same part again is told anew."""
    require(by, "evidence.keep_kits")
    if role not in Part.Role.values or not name.strip():
        raise BadInput("请写明角色和名称。", "Give the part and who played it.")
    if rests_on is not None and rests_on.kit_id != kit.pk:
        raise BadInput("所依据的材料不在此证据包内。", "What it rests on is not in this kit.")
    with transaction.atomic():
        told = {"rests_on": rests_on, "note": note.strip()[:300]}
        part, _ = Part.objects.update_or_create(kit=kit, role=role, name=name.strip()[:200], defaults=told)
        enter("kit_part_named", at=at, about=kit, by=by, role=role, rests_on=rests_on.sha256 if rests_on else "")
    return part
