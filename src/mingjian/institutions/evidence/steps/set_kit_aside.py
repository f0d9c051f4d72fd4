"""Set a kit aside that nobody will follow: the public door brings some, and they would wait forever."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def set_kit_aside(kit: Kit, why: str, *, by: Officer, at: datetime) -> None:
    """Set it aside, and say why. It stays, with its files, and may still be taken up; one that is a clue already has its own way to end."""
    require(by, "evidence.keep_kits")
    if not why.strip():
        raise BadInput("请写明不予跟进的理由。", "Say why the kit is not followed.")
    with transaction.atomic():
        held = Kit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
        if held.set_aside_at is not None or hasattr(held, "clue"):
            raise StepRefused("该证据包已有人处理，请刷新。", "Somebody has dealt with this kit: reload the page.")
        held.set_aside_at, held.set_aside_by, held.set_aside_why = at, by, why.strip()[:500]
        held.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_why"])
        enter("kit_set_aside", at=at, about=held, by=by, why=held.set_aside_why)
