"""Sellers that a right's holder authorised: read from what was typed, and asked before a notice leaves or a clue is followed."""

import re
from collections.abc import Iterable
from datetime import date

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.lore.returned import shop_of
from mingjian.institutions.notices.models import REFUSED, Right, Seller
from mingjian.office.models import Officer

MOST, LONGEST = 5000, 100
_ID = re.compile(r"[\w.-]+")


def read_shops(typed: str) -> list[str]:
    """Read one shop a line, its id or an address that names it, each once. Raises BadInput for none, too many, or a line that names no shop."""
    found: dict[str, None] = {}
    for nth, line in enumerate((one.strip() for one in typed.splitlines() if one.strip()), 1):
        shop = shop_of(line).rpartition("/")[2] if "://" in line else line
        if not _ID.fullmatch(shop) or len(shop) > LONGEST:
            raise BadInput(f"第 {nth} 行没有写明店铺编号：{line[:60]}", f"Line {nth} names no shop: {line[:60]}")
        found[shop] = None
    if not found:
        raise BadInput("请填写授权店铺，每行一个。", "Give the authorised shops, one a line.")
    if len(found) > MOST:
        raise BadInput(f"名单至多 {MOST} 家。", f"A list has {MOST} shops at most.")
    return list(found)


def is_holder(right: Right, officer: Officer) -> bool:
    """Whether an officer is of the holder of a right: of a department that sent a notice on it and is not the platform."""
    own = officer.department_id
    return own != right.department_id and right.notices.filter(sent_by__department=own).exists()


def authorised(right: Right, addresses: Iterable[str], on: date) -> list[tuple[int, Seller]]:
    """Give which addresses, counted from 1, are of shops that the holder of a right, or of the same registration here, authorised on a day."""
    rights = Right.objects.filter(pk=right.pk)
    if right.registration:
        rights |= Right.objects.filter(department=right.department, kind=right.kind, registration=right.registration).exclude(standing=REFUSED)
    held = {one.shop: one for one in Seller.objects.filter(right__in=rights, until__gte=on).select_related("right")}
    shops = [(nth, shop_of(one).rpartition("/")[2]) for nth, one in enumerate(addresses, 1)]
    return [(nth, held[shop]) for nth, shop in shops if shop in held]


def sellers_of_shop(platform: str, shop: str, on: date) -> list[Seller]:
    """Give the lists of holders on which a shop stands on a day; of rights that were refused none."""
    if not platform or not shop:
        return []
    found = Seller.objects.filter(right__department__platform=platform, shop=shop, until__gte=on).exclude(right__standing=REFUSED)
    return list(found.select_related("right"))
