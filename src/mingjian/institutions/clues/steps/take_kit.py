"""Take a buyer's kit up as a clue: its words fill the clue's form, its files are sealed to the dossier."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import StepRefused
from mingjian.core.subjects import Place
from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.steps.register import register
from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Officer, SealedFile


def take_kit(kit: Kit, *, by: Officer, at: datetime) -> Clue:
    """Register the kit as a clue, once."""
    with transaction.atomic():
        held = Kit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
        if Clue.objects.filter(kit=held).exists():
            raise StepRefused("该证据包已登记为线索，请刷新。", "This kit is a clue already: reload the page.")
        place = Place.read(held.place)
        intake = Intake(
            source=Clue.Source.REPORT,
            suspected_act="涉嫌销售假冒商品",
            title=f"{held.goods} · {held.place}"[:200],
            received_at=held.opened_at,
            platform=place.platform[:60],
            shop_id=place.subject.partition("/")[2][:100],
            shop_name=place.name[:120],
            listing_title=held.goods,
            order_numbers=held.order_number,
            acted_on=held.paid_on,
            amount=held.amount,
            content="\n".join(filter(None, [held.place, held.story, f"运单 {held.waybill}" if held.waybill else ""])),
        )
        clue = register(intake, by=by, at=at)
        clue.kit = held
        clue.save(update_fields=["kit"])
        SealedFile.objects.bulk_create(
            SealedFile(dossier=clue.dossier, name=item.name, sha256=item.sha256, size=item.size, sealed_at=at, sealed_by=by) for item in held.items.all()
        )
    return clue
