"""Take a buyer's kit up as a clue: its words fill the clue's form, its files are sealed to the dossier."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.subjects import Place
from mingjian.institutions.clues.lore.picking import with_ground
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.steps.register import register
from mingjian.institutions.evidence.acts.take_kit_up import take_kit_up
from mingjian.institutions.evidence.models import Confirmation, Item, Kit, Part
from mingjian.office.files.keeping import Kept, keep
from mingjian.office.models import Officer, SealedFile
from mingjian.office.people.departments import platform_of
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import enter

ACT = "销售侵犯注册商标专用权的商品"  # as the rulebook calls it, so that its article comes along; whoever checks the clue may find another
STORY = "买家陈述.txt"


def take_kit(kit: Kit, *, by: Officer, at: datetime) -> Clue:
    """Register the kit as a clue, once."""
    with transaction.atomic():
        held = Kit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
        if Clue.objects.filter(kit=held).exists():
            raise StepRefused("该证据包已登记为线索，请刷新。", "This kit is a clue already: reload the page.")
        place, sold = Place.read(held.place), held.parts.filter(role=Part.Role.SHOP).first()
        order = held.confirmations.filter(kind=Confirmation.Kind.ORDER).exclude(shop_id="").first()
        intake = Intake(
            source=Clue.Source.REPORT,
            suspected_act=ACT,
            title=f"{held.goods} · {held.place}"[:200],
            received_at=held.opened_at,
            platform=order.platform if order else platform_of(place.platform)[:60],
            shop_id=order.shop_id if order else place.subject.partition("/")[2][:100],
            shop_name=place.name[:120],
            listing_title=held.goods,
            displayed_operator=sold.name if sold else "",
            order_numbers=held.order_number,
            acted_on=held.paid_on,
            amount=held.amount,
            content=_content(held),
        )
        whole = with_ground(intake, localtime(at).date())
        clue = register(whole, by=by, at=at, filled=["suspected_ground"] if whole.suspected_ground else [])
        clue.kit = held
        clue.save(update_fields=["kit"])
        take_kit_up(held, by=by, at=at, followed_in=clue.dossier)
        _seal_story(held, clue, by, at)
        seal_items(clue, by=by, at=at)
    return clue


def _content(kit: Kit) -> str:
    """Tell the kit in the words of a clue, which whoever sees the dossier reads: masked. The whole story lies among its files."""
    with translation.override("zh-hans"):
        played = [f"{part.get_role_display()}（{part.name}）" for part in kit.parts.all()]
    return "\n".join(filter(None, [kit.place, kit.told_masked, f"运单 {kit.waybill}" if kit.waybill else "", *played]))


def _seal_story(kit: Kit, clue: Clue, by: Officer, at: datetime) -> None:
    kept = keep([kit.story.encode()], STORY)
    _from_kit(kept, kit, clue, by, at).save()


def _from_kit(brought: Kept | Item, kit: Kit, clue: Clue, by: Officer, at: datetime) -> SealedFile:
    """Make the row of what a buyer brought: it holds personal data, whatever it shows, since nobody has looked yet."""
    told = {"name": brought.name, "sha256": brought.sha256, "size": brought.size, "sealed_at": at, "sealed_by": by}
    return SealedFile(dossier=clue.dossier, is_personal=True, came_from=kit.read_as, **told)


def seal_items(clue: Clue, *, by: Officer, at: datetime) -> int:
    """Seal to the dossier what its kit holds and the dossier does not yet, since a buyer may add to a kit at any time; give how many files."""
    if clue.dossier.is_closed or not may(by, "clues.seal_items", clue.dossier):
        raise NotPermitted("只有承办部门可以为在办线索收入材料。", "Only the department that holds an open clue takes files in.")
    with transaction.atomic():
        new = items_not_sealed(clue)
        if clue.kit is not None:
            SealedFile.objects.bulk_create([_from_kit(item, clue.kit, clue, by, at) for item in new])
            there = clue.dossier.files.filter(sha256__in=clue.kit.items.values("sha256"), is_personal=False)
            there.update(is_personal=True, came_from=clue.kit.read_as)  # brought by an officer before the buyer brought the same
        if new:
            enter("kit_items_sealed", at=at, about=clue.kit, by=by, dossier=clue.dossier, sha256=[item.sha256 for item in new])
    return len(new)


def items_not_sealed(clue: Clue) -> list[Item]:
    """Give what the clue's kit holds and its dossier does not."""
    if clue.kit is None:
        return []
    there = clue.dossier.files.values("sha256")
    return list(clue.kit.items.exclude(sha256__in=there))
