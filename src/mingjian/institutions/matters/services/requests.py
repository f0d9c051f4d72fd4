"""Ask the platform of some offers of a matter about them: which platform is known from the shops, and only what nobody knows yet is ticked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingjian.core.errors import NotFound
from mingjian.institutions.matters.models import OPEN, Exhibit, Matter, Offer
from mingjian.institutions.matters.queries import rows_of
from mingjian.institutions.operators.facts import FIELDS, FieldRequest, check_fields, gate_papers, tie_request
from mingjian.institutions.operators.queries import subjects_of_shop
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require

MOST_NAMED = 200  # listings that a letter names one by one
_KEPT_SECRET = 40  # signs of a shop's name in a title


@dataclass(frozen=True)
class OfPlatform:
    """The offers of a matter on one platform, whoever answers for it on this node, and the fields that nobody knows yet."""

    platform: str
    department: Department | None
    offers: tuple[Offer, ...]
    unknown: tuple[str, ...]


def platforms_of(matter: Matter) -> list[OfPlatform]:
    """Return the platforms of a matter's offers, in the order of the offers."""
    by_name: dict[str, list[Offer]] = {}
    for one in rows_of(matter, Offer):
        if one.platform and (one.shop_key or one.listing_key or one.url):
            by_name.setdefault(one.platform, []).append(one)
    there = {one.platform: one for one in Department.objects.filter(kind=Department.Kind.PLATFORM, platform__in=by_name).order_by("-pk")}
    return [OfPlatform(name, there.get(name), tuple(offers), tuple(_unknown(matter, offers))) for name, offers in by_name.items()]


def _unknown(matter: Matter, offers: Collection[Offer]) -> list[str]:
    """Return the fields of the request, by their keys, that no fact of the matter answers for all of these offers."""
    parties = [one.party for one in offers]
    exhibits = [one for one in rows_of(matter, Exhibit) if one.standing == OPEN]
    proven = {one.offer_id for one in exhibits if "amount" in one.proves}
    known = {
        "identity": all(one is not None and one.name and (one.code or one.id_number) for one in parties),
        "contact": all(one is not None and one.phone for one in parties),
        "address": all(one is not None and one.address for one in parties),
        "permits": any("有效期" in one.shows or "许可" in one.shows for one in exhibits),
        "dispatch": all(one is not None and one.premises for one in parties),
        "goods": all(one.goods and one.since for one in offers),
        "sales": all(one.pk in proven for one in offers),
    }
    return [key for key in FIELDS if not known.get(key)]


def ask_platform(matter: Matter, platform: str, asked: FieldRequest, *, by: Officer, at: datetime) -> Dossier:
    """
    Open the request as a draft that two sign; it arose from the leading dossier, so that its answer becomes facts of the matter.

    Raises NotFound for a platform of no offer, BadInput as `ask_about` does.
    """
    require(by, "operators.keep_subjects")
    found = next((one for one in platforms_of(matter) if one.platform == platform), None)
    if found is None:
        raise NotFound(f"案情中没有“{platform[:40]}”平台的商品。", f"No offer of the matter is on the platform {platform[:40]!r}.")
    check_fields(asked)
    shops = list(dict.fromkeys(one.shop_key for one in found.offers if one.shop_key))
    whom = next((one.shop for one in found.offers if one.shop), shops[0] if shops else found.offers[0].listing_key or "网店")
    title = f"协查：{whom[:_KEPT_SECRET]}{f'等 {len(shops)} 家' if len(shops) > 1 else ''}的经营者和商品信息"
    given = {"questions": _letter(found, asked), "asked_of": "provider", **gate_papers(asked)}
    about = ("shop", f"{platform}/{shops[0]}") if shops else ("listing", f"{platform}/{found.offers[0].listing_key or found.offers[0].nth}")
    with transaction.atomic():
        dossier = open_any(Request("assistance", title, *about, given, arose_from=matter.lead), by=by, at=at)
        subjects = list(subjects_of_shop(by, about[1])[:2]) if shops else []
        if len(shops) == 1 and len(subjects) == 1:  # its file gets the answer as well
            tie_request(dossier, subjects[0])
    return dossier


def _letter(found: OfPlatform, asked: FieldRequest) -> str:
    """Write what is asked in the order of the official fields, with the shops and listings by their numbers on the platform; nothing else of the matter."""
    lines = ["协查对象："]
    by_shop: dict[tuple[str, str], list[Offer]] = {}
    for one in found.offers:
        by_shop.setdefault((one.shop, one.shop_key), []).append(one)
    left = MOST_NAMED
    for (shop, key), offers in by_shop.items():
        named = [one.listing_key or one.url[:300] for one in offers if one.listing_key or (one.url and not key)]
        listings = f"；商品 {'、'.join(named[:left])}" if named[:left] else ""
        lines.append(f"网店 {shop} {key}{listings}".replace("  ", " "))
        left = max(left - len(named), 0)
    lines += [f"目的：{asked.purpose.strip()}", f"依据：{asked.ground.strip()}"]
    if asked.period.strip():
        lines.append(f"期间：{asked.period.strip()}")
    items = [f"{place}．{FIELDS[key].zh}" for place, key in enumerate((key for key in FIELDS if key in asked.fields), 1)]
    if asked.further.strip():
        items.append(f"另请提供：{asked.further.strip()}\n上述事项已经{asked.consent.strip()}同意。")
    return "\n".join([*lines, "请提供：", *items])
