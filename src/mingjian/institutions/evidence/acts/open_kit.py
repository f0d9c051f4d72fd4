"""Open a buyer's kit: at the public door, or by an officer for whoever stands before them."""

import secrets
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import AN_HOUR, MOST_AN_HOUR, check_lengths
from mingjian.institutions.evidence.services.short_codes import give_short_code
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer


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
