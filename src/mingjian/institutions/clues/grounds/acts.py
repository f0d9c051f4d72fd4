"""What is done with a buyer's kit, one file an act."""

from datetime import datetime

from django.utils import translation
from django.utils.timezone import localtime

from mingjian.core.procedure import liabilities
from mingjian.core.subjects import Place
from mingjian.institutions.clues.grounds.services.brought import from_kit
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import items_not_sealed
from mingjian.institutions.clues.services.choices import with_ground
from mingjian.institutions.evidence.acts import take_kit_up
from mingjian.institutions.evidence.models import Confirmation, Kit, Part
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import keep
from mingjian.office.models import Officer, SealedFile
from mingjian.office.people.departments import platform_of


# Seal to a clue's dossier what its buyer brought: a buyer may add to a kit at any time.
@act
def seal_items(clue: Clue, *, by: Officer, at: datetime) -> Account[int]:
    """Seal what the kit holds and the dossier does not yet; return how many files."""
    new = items_not_sealed(clue)
    if clue.kit is not None:
        SealedFile.objects.bulk_create([from_kit(item, clue.kit, clue, by, at) for item in new])
        there = clue.dossier.files.filter(sha256__in=clue.kit.items.values("sha256"), is_personal=False)
        there.update(is_personal=True, came_from=clue.kit.read_as)  # brought by an officer before the buyer brought the same
    told = {"kit": clue.kit, "dossier": clue.dossier, "sha256": [item.sha256 for item in new]} if new else {}
    return Account(len(new), told, bool(new))


# Take a buyer's kit up as a clue: its words fill the clue's form, its files are sealed to the dossier.

#: What buyers' kits are about, as the rulebook names it, so that its article comes along; whoever checks the clue may find another.
SUSPECTED = "trademark_infringement"
STORY = "买家陈述.txt"


@act
def take_kit(kit: Kit, *, by: Officer, at: datetime) -> Clue:
    """Register the kit as a clue, once."""
    whole = with_ground(_intake(kit), localtime(at).date())
    clue = register(whole, by=by, at=at, filled=["suspected_ground"] if whole.suspected_ground else [])
    clue.kit = kit
    clue.save(update_fields=["kit"])
    take_kit_up(kit, by=by, at=at, followed_in=clue.dossier)
    from_kit(keep([kit.story.encode()], STORY), kit, clue, by, at).save()
    seal_items(clue, by=by, at=at)
    return clue


def _intake(kit: Kit) -> Intake:
    """Describe a kit in the words of a clue."""
    place, sold = Place.read(kit.place), kit.parts.filter(role=Part.Role.SHOP).first()
    order = kit.confirmations.filter(kind=Confirmation.Kind.ORDER).exclude(shop_id="").first()
    return Intake(
        source=Clue.Source.REPORT,
        suspected_act=liabilities().all[SUSPECTED].title.zh,
        title=f"{kit.goods} · {kit.place}"[:200],
        received_at=kit.opened_at,
        platform=order.platform if order else platform_of(place.platform)[:60],
        shop_id=order.shop_id if order else place.subject.partition("/")[2][:100],
        shop_name=place.name[:120],
        listing_title=kit.goods,
        displayed_operator=sold.name if sold else "",
        order_numbers=kit.order_number,
        acted_on=kit.paid_on,
        amount=kit.amount,
        content=_content(kit),
    )


def _content(kit: Kit) -> str:
    """Describe the kit in the words of a clue, which whoever sees the dossier reads: masked. The whole story lies among its files."""
    with translation.override("zh-hans"):
        played = [f"{part.get_role_display()}（{part.name}）" for part in kit.parts.all()]
    return "\n".join(filter(None, [kit.place, kit.told_masked, f"运单 {kit.waybill}" if kit.waybill else "", *played]))
