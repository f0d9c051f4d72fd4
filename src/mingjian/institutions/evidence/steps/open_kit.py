"""Open a buyer's kit: at the public door, or by an officer for whoever stands before them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.models import Kit
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer
from mingjian.office.record.entries import enter

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10  # kits from one address
LONGEST_STORY = 5000


@dataclass(frozen=True)
class Purchase:
    """What a buyer tells of a purchase."""

    place: str
    goods: str
    story: str
    paid_on: date | None = None
    amount: Decimal | None = None
    order_number: str = ""
    waybill: str = ""


def open_kit(told: Purchase, *, department: Department, at: datetime, by: Officer | None = None, origin: str = "") -> Kit:
    """Open a kit for a department. `origin` counts kits of one address; too many within an hour are refused."""
    place = Place.read(told.place)
    if not told.goods.strip() or not told.story.strip():
        raise BadInput("请写明买了什么、怎么回事。", "Say what was bought and what happened.")
    if len(told.story) > LONGEST_STORY:
        raise BadInput(f"经过至多 {LONGEST_STORY} 字。", f"The story has {LONGEST_STORY} characters at most.")
    if origin and Kit.objects.filter(origin=origin, opened_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    with transaction.atomic():
        kit = Kit.objects.create(
            code=secrets.token_urlsafe(18),
            number=next_number(f"K{localtime(at).year}-"),
            department=department,
            opened_at=at,
            opened_by=by,
            origin=origin,
            place=visible(place.said().zh),
            goods=visible(told.goods.strip()[:200]),
            story=visible(told.story.strip().replace("\r\n", "\n")),
            paid_on=told.paid_on,
            amount=told.amount,
            order_number=visible(told.order_number.strip()[:80]),
            waybill=visible(told.waybill.strip()[:60]),
        )
        enter("kit_opened", at=at, about=kit, by=by, place=kit.place)
    return kit
