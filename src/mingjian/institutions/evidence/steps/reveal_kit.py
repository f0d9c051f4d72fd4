"""Reveal what a kit holds unmasked, its story and its files, to one officer for a while: with a purpose and a ground, on record."""

from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.evidence.models import Kit
from mingjian.office.files.readings import let_read
from mingjian.office.models import Officer, Reading
from mingjian.office.people.permissions import require


def reveal_kit(kit: Kit, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reading:
    """Let an officer of the department that received the kit see it whole, and enter who, when and why."""
    require(by, "evidence.reveal_kits")
    if by.department_id != kit.department_id:
        raise NotPermitted("只有收到证据包的部门可以查看未遮蔽的内容。", "Only the department that received the kit may see it unmasked.")
    return let_read(kit.read_as, purpose=purpose, ground=ground, by=by, at=at, kind="kit_revealed", about=kit)
