"""Sellers that a right's holder authorised: read from what was typed, and asked before a notice leaves or a clue is followed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingjian.core.errors import BadInput
from mingjian.core.matching.goods import classes_of
from mingjian.core.subjects import shop_of
from mingjian.institutions.notices.models import REFUSED, VERIFIED, Right, Seller
from mingjian.institutions.notices.services.scope import class_numbers
from mingjian.office.models import Department

MOST, LONGEST = 5000, 100
_ID = re.compile(r"[\w.-]+")
_CLASS = re.compile(r"第?[0-9一二三四五六七八九十]+类")
_APART = re.compile(r"[、，,；;：:。/|()（）]+|等$")


def read_shops(typed: str) -> list[str]:
    """Read one shop a line, its id or an address that names it, each once. Raises BadInput for none, too many, or a line that names no shop."""
    found: dict[str, None] = {}
    for nth, line in enumerate((unicodedata.normalize("NFKC", one).strip() for one in typed.splitlines() if one.strip()), 1):
        shop = shop_of(line).rpartition("/")[2] if "://" in line else line
        if not _ID.fullmatch(shop) or len(shop) > LONGEST:
            raise BadInput(f"第 {nth} 行没有写明店铺编号：{line[:60]}", f"Line {nth} names no shop: {line[:60]}")
        found[shop] = None
    if not found:
        raise BadInput("请填写授权店铺，每行一个。", "Give the authorised shops, one a line.")
    if len(found) > MOST:
        raise BadInput(f"名单至多 {MOST} 家。", f"A list has {MOST} shops at most.")
    return list(found)


@dataclass(frozen=True)
class Listed:
    """
    Whose lists count for a notice: that of its own right, and those of verified rights of the same registration in the same locker; of refused ones none.

    `goods`: what is complained of, in words: a list for other classes is not asked.
    """

    platform: Department
    kind: str = ""
    registration: str = ""
    right: Right | None = None
    goods: str = ""

    def rights(self) -> QuerySet[Right]:
        """Return the rights whose lists are asked."""
        own = Q(pk=self.right.pk) if self.right else Q(pk__in=[])
        kind, registration = (self.right.kind, self.right.registration) if self.right else (self.kind, self.registration)
        if registration.strip():
            own |= Q(kind=kind, registration=registration.strip(), standing=VERIFIED)
        return Right.objects.filter(own, department=self.platform).exclude(standing=REFUSED)


def authorised(listed: Listed, addresses: Iterable[str], on: date) -> dict[str, Seller]:
    """Return which addresses are of shops that the holder of the right authorised on a day, each with its line of the list."""
    found = Seller.objects.filter(right__in=listed.rights(), until__gte=on).select_related("right")
    held = {one.shop: one for one in found if _is_for(one, listed.goods)}
    shops = {one: shop_of(one).rpartition("/")[2] for one in addresses} if held else {}
    return {one: held[shop] for one, shop in shops.items() if shop in held}


def sellers_of_shop(platform: str, shop: str, on: date, words: str) -> list[Seller]:
    """
    Return the lists of holders on which a shop stands on a day, for the mark that some words name.

    A list says nothing of other brands, nor of goods that its right does not cover: of a right without a name, of another mark, or of other goods where both
    tell of theirs, there is none. Neither does one on a right that nobody verified.
    """
    if not platform or not shop:
        return []
    found = Seller.objects.filter(right__department__platform=platform, shop=shop, until__gte=on, right__standing=VERIFIED).exclude(right__mark="")
    said = _plainly(words)
    return [one for one in found.select_related("right") if _is_named(one.right.mark, words) and _covers(one.right, said) and _is_for(one, words)]


def _is_named(mark: str, words: str) -> bool:
    """Return whether words name a mark: one of Latin letters or digits as a word by itself, since a short one stands inside of many others."""
    plain, said = (unicodedata.normalize("NFKC", one).casefold() for one in (mark, words))
    signs = r"\s*".join(re.escape(sign) for sign in plain if not sign.isspace())
    before, after = (r"(?<![a-z0-9])" if plain[:1].isascii() else "", r"(?![a-z0-9])" if plain.strip()[-1:].isascii() else "")
    return bool(re.search(f"{before}{signs}{after}", said))


def _is_for(seller: Seller, goods: str) -> bool:
    """Return whether the list of a seller is for some goods: one of certain classes is not, where the goods show that they are of others."""
    told = classes_of(goods) if seller.classes else frozenset()
    return not told or bool(told & class_numbers(seller.classes))


def _plainly(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def _covers(right: Right, said: str) -> bool:
    """Return whether one of the goods that a right was registered for is named; a right that names none covers what its mark stands on."""
    goods = [one for one in _APART.split(_CLASS.sub("", _plainly(right.classes))) if one]
    return not goods or any(one in said for one in goods)
