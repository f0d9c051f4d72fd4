"""What is done to kits, one file an act."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.models import Confirmation, Item, Kit, Part, Remark
from mingjian.institutions.evidence.particulars import AN_HOUR, MOST_AN_HOUR, check_lengths
from mingjian.institutions.evidence.queries import MOST_ITEMS
from mingjian.institutions.evidence.services.erasure import GONE, erase_words_of_buyer
from mingjian.institutions.evidence.services.messages import followed_in, say
from mingjian.institutions.evidence.services.short_codes import give_short_code
from mingjian.office.acts.execution import Account, act
from mingjian.office.audit.files import sweep_erased
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.record.entries import Count

# Add a file to a kit: its bytes are kept already, told what they are by their own beginning, and are entered into the ledger.

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


# Confirm that a record of the lake is of a kit's purchase: what the buyer left empty is filled from it, and nobody types it again.
@dataclass(frozen=True)
class Recorded:
    """An order or a parcel as the lake holds it, and the load that it came with. `waybill` is that of an order."""

    kind: str
    platform: str
    number: str
    source: str
    load: str
    shop_id: str = ""
    amount: Decimal | None = None
    happened_at: datetime | None = None
    waybill: str = ""


@act
def confirm_record(kit: Kit, *, by: Officer, at: datetime, record: Recorded) -> Account[Confirmation]:
    """Confirm one record, once. What the buyer told stays as it is; the ledger has the number as a hash, since every auditor reads it."""
    named = {"kind": record.kind, "platform": record.platform, "number": record.number}
    if kit.confirmations.filter(**named).exists():
        raise StepRefused("该记录已确认，请刷新。", "This record is confirmed already: reload the page.")
    told = {"shop_id": record.shop_id, "amount": record.amount, "happened_at": record.happened_at, "source": record.source, "load": record.load}
    confirmed = Confirmation.objects.create(kit=kit, **named, **told, by=by, at=at)
    number = sha256(f"{record.platform}/{record.number}".encode()).hexdigest()
    said = {"what": record.kind, "number_sha256": number, "source": record.source, "load": record.load, "filled": _fill(kit, record)}
    return Account(confirmed, said)


def _fill(kit: Kit, record: Recorded) -> list[str]:
    """Fill what is empty, and give the names of the fields."""
    is_order = record.kind == Confirmation.Kind.ORDER
    values = {
        "order_number": record.number if is_order else "",
        "waybill": record.waybill if is_order else record.number,
        "amount": record.amount if is_order else None,
        "paid_on": localtime(record.happened_at).date() if is_order and record.happened_at else None,
    }
    filled = [name for name, value in values.items() if value not in (None, "") and getattr(kit, name) in (None, "")]
    for name in filled:
        setattr(kit, name, values[name])
    return filled


# Erase a kit that nobody follows: its files, what the buyer told and whom it names go; the hashes stay in the ledger.
@act
def erase_kit(kit: Kit, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Erase it. The bytes go once the entry stands, unless something else keeps the same ones; the receipt's code goes on saying so."""
    files = sorted(set(kit.items.values_list("sha256", flat=True)))
    gone = [kit.parts.all().delete()[0], kit.confirmations.all().delete()[0], kit.items.all().delete()[0]]
    gone.append(erase_words_of_buyer(kit))
    kit.story, kit.order_number, kit.waybill, kit.origin, kit.set_aside_why = GONE, "", "", "", GONE
    transaction.on_commit(lambda: sweep_erased() and None)
    return Account(None, {"erased_files": files, "erased_values": Count(sum(gone))})


# Name who played which part in a sale, and on what in the kit that rests.
@act
def name_part(kit: Kit, *, by: Officer, at: datetime, part_role: str, part_name: str, rests_on_item: str = "", part_note: str = "") -> Account[Part]:
    """Name one. The same name in the same part again is told anew. What it rests on is named by the SHA-256 of its bytes."""
    item = kit.items.filter(sha256=rests_on_item).first() if rests_on_item else None
    if rests_on_item and item is None:
        raise BadInput("所依据的材料不在此证据包内。", "What it rests on is not in this kit.")
    told = {"rests_on": item, "note": part_note[:300]}
    part, _ = Part.objects.update_or_create(kit=kit, role=part_role, name=part_name[:200], defaults=told)
    return Account(part, {"role": part_role, "rests_on": rests_on_item})


# Open a buyer's kit: at the public portal, or by an officer for whoever stands before them.
@act
def open_kit(
    *,
    by: Officer | None,
    at: datetime,
    purchase_place: str,
    goods_bought: str,
    buyer_story: str,
    paid_on: str = "",
    paid_amount: str = "",
    purchase_order: str = "",
    purchase_waybill: str = "",
    department: Department | None = None,
    origin: str = "",
) -> Account[Kit]:
    """Open a kit for a department, the officer's own where no other is said. `origin` counts kits of one address; too many within an hour are refused."""
    place, kept_for = Place.read(purchase_place), department or (by.department if by else None)
    told = {"goods_bought": goods_bought, "buyer_story": buyer_story, "purchase_order": purchase_order, "purchase_waybill": purchase_waybill}
    check_lengths(purchase_place=place.said().zh, **told)
    if kept_for is None:
        raise NotPermitted("没有受理部门。", "There is no department to receive it.")
    if origin and Kit.objects.filter(origin=origin, opened_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    kit = Kit.objects.create(
        code=secrets.token_urlsafe(18),
        number=next_number(f"K{localtime(at).year}-"),
        department=kept_for,
        opened_at=at,
        opened_by=by,
        origin=origin,
        place=visible(place.said().zh),
        goods=visible(goods_bought),
        story=visible(buyer_story.replace("\r\n", "\n")),
        paid_on=date.fromisoformat(paid_on) if paid_on else None,
        amount=Decimal(paid_amount) if paid_amount else None,
        order_number=visible(purchase_order),
        waybill=visible(purchase_waybill),
    )
    give_short_code(kit, at)
    search.index("kit", kit.pk, kit.words())
    return Account(kit, {"place": kit.place})


# Let a kit wait again that is followed no longer.
@act
def release_kit(kit: Kit, *, by: Officer, at: datetime, followed_in: Dossier) -> Account[None]:
    """Let it wait; one that was set aside before is set aside again. Whoever voided its dossier said why there."""
    kit.taken_up_as = ""
    return Account(None, {"dossier": followed_in})


# Set a kit aside that nobody will follow: the public portal brings some, and they would wait forever.
@act
def set_kit_aside(kit: Kit, *, by: Officer, at: datetime, reason: str) -> None:
    """Set it aside, and say why. It stays, with its files, and may still be taken up; one that is a clue already has its own way to end."""
    kit.set_aside_why = reason[:500]


# Note that a kit is followed in a dossier. Whoever opens that says so: evidence knows of no institution above it.
@act
def take_kit_up(kit: Kit, *, by: Officer, at: datetime, followed_in: Dossier) -> Account[None]:
    """Note it, once. A kit that was set aside may still be taken up."""
    kit.taken_up_as = followed_in.number
    return Account(None, {"dossier": followed_in})


# What a buyer writes about a kit: at the public portal, or told to an officer who writes it down.
@act
def write_as_buyer(kit: Kit, *, by: Officer | None, at: datetime, buyer_remark: str) -> Account[Remark]:
    """Keep it until an officer answers. The ledger has its hash and length: every auditor reads it, and the text may name persons."""
    made, dossier = say(kit, buyer_remark, by=by, at=at, is_of_buyer=True), followed_in(kit)
    told = {"text_sha256": sha256(made.text.encode()).hexdigest(), "length": Count(len(made.text))}
    return Account(made, {**told, "dossier": dossier} if dossier else told)


# Answer a buyer or ask back, through the portal by which they came: they read it by the code of their receipt, and need no name.
@act
def write_to_buyer(kit: Kit, *, by: Officer, at: datetime, remark: str) -> Account[Remark]:
    """Write it. Where the kit is followed in a dossier, the history of that tells it, too."""
    made, dossier = say(kit, remark, by=by, at=at, is_of_buyer=False), followed_in(kit)
    return Account(made, {"dossier": dossier} if dossier else {})
