"""Reveal what a kit holds unmasked, its story and its files, to one officer for a while: with a purpose and a ground, on record."""

from datetime import datetime, timedelta

from django.db import transaction

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.evidence.models import Kit, Reading
from mingjian.office import ledger
from mingjian.office.models import Officer
from mingjian.office.permissions import require_role

LASTS = timedelta(hours=8)  # a working day: whoever comes back tomorrow says anew why


def reveal_kit(kit: Kit, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reading:
    """Let an officer of the department that received the kit see it whole, and enter who, when and why."""
    require_role(by, "officer", "head")
    if by.department_id != kit.department_id:
        raise NotPermitted("只有收到证据包的部门可以查看未遮蔽的内容。", "Only the department that received the kit may see it unmasked.")
    if not purpose.strip() or not ground.strip():
        raise BadInput("查看未遮蔽的内容须写明目的和依据。", "Say for what purpose and on what ground the kit is seen unmasked.")
    told = {"purpose": purpose.strip()[:500], "ground": ground.strip()[:200]}
    with transaction.atomic():
        reading = Reading.objects.create(kit=kit, officer=by, until=at + LASTS, **told)
        body = {"kind": "kit_revealed", "kit": kit.pk, **told, "by": by.username, "at": at.isoformat()}
        ledger.append(body, kind="kit_revealed", at=at, officer=by)
    return reading
