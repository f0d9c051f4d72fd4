"""What a clue knows of its matter: parties and offers of the shop, or of every shop of a ring, with codes and addresses as records and register have them."""

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localtime

from mingjian.core.law.usual_names import field_named
from mingjian.core.records.reading.order_status import cents
from mingjian.core.redaction import masked
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.queries.suspected_act import act_named, act_suspected
from mingjian.institutions.clues.services.known_facts import shops_of_finding
from mingjian.institutions.clues.services.listed_files import exhibits_known
from mingjian.institutions.market.queries.known import Known as OnFile
from mingjian.institutions.market.queries.known import Subject
from mingjian.institutions.market.queries.known import known_of as on_file_of
from mingjian.institutions.matters.models import Charge, Offer, Party
from mingjian.institutions.matters.queries import Known, party_known
from mingjian.office.language import chinese_day
from mingjian.office.models import Dossier

SOURCE, MOST_OUTLETS = "source", 20  # of parcels, whose outlets are told
MOST_SHOPS = 200  # of a ring; those beyond are told in the source of the last offer


def known_of_clue(dossier: Dossier) -> Iterator[Known]:
    """Return what a dossier's clue knows; nothing where it has none. What nobody knows, such as the goods of another shop, stays empty and is a gap."""
    clue = Clue.objects.filter(dossier=dossier).first() if dossier.procedure == PROCEDURE else None
    if clue is None:
        return
    whence = f"线索{dossier.number}（{clue.get_source_display()}，{chinese_day(clue.received_at)}收到）"
    shops = list(dict.fromkeys(one for finding in clue.findings() for one in shops_of_finding(finding)))
    is_ring = len(shops) > 1
    own = clue.operator_name or ("" if is_ring else clue.displayed_operator)  # of a ring that is the names of all
    if own:
        yield party_known(own, whence, code=clue.operator_code, address=clue.operator_address)
    place = "" if clue.listing_id or clue.listing_url or clue.shop_id or is_ring else _place(clue)
    if clue.listing_id or clue.listing_url or clue.shop_id or place:
        offered = {
            "platform": clue.platform,
            "shop": "" if is_ring else clue.shop_name,
            "shop_key": clue.shop_id,
            "listing_key": clue.listing_id,
            "place": place,
        }
        seen = {"url": clue.listing_url or clue.shop_url, "goods": clue.listing_title, "price": clue.price, "since": clue.acted_on, "until": clue.acted_on}
        yield Known(Offer, {**offered, **seen}, whence, of=own)
    yield from _of_listings(clue, whence, own)
    if is_ring:
        yield from _of_ring(clue, [one for one in shops if one != clue.shop])
    yield from _of_outlets(clue)
    yield from exhibits_known(clue)
    suspected = act_suspected(clue, localtime(clue.received_at).date())
    if charge := charge_known(suspected, clue.suspected_ground, clue.acted_on, whence, field=field_named(suspected)):
        yield charge


def _place(clue: Clue) -> str:
    """Return where goods without an address were offered: the place that was told, or who offered them on which platform; empty where neither is known."""
    if not (clue.act_place or clue.shop_name):
        return ""
    whose = f"{clue.platform}{clue.shop_name}" if clue.shop_name else ""
    return "，".join(one for one in (whose, clue.act_place) if one)[:300]


def _of_listings(clue: Clue, whence: str, own: str) -> Iterator[Known]:
    """Return an offer for each further listing that the clue's findings are about: those of one shop become one clue, and each is an offer of its own."""
    named = [one for one in clue.findings() if one.subject_kind in ("listing", "post") and one.subject.partition("/")[2] != clue.listing_id]
    if not named:
        return
    found = on_file_of(clue.dossier.opened_by, [Subject(one.subject_kind, one.subject, one.shop) for one in named])
    for finding in named:
        on_file = found.get(finding.subject, OnFile(finding.shop))
        platform, _, key = finding.subject.partition("/")
        texts = finding.evidence().get("texts")
        title = str(on_file.record.get("title") or (texts.get("title") if isinstance(texts, dict) else "") or "")
        price = on_file.record.get("price")
        shop = str(on_file.operator.get("shop_name") or clue.shop_name)
        told = {"platform": platform, "shop": shop, "shop_key": (on_file.shop or finding.shop).partition("/")[2]}
        seen = {"listing_key": key, "url": str(on_file.record.get("url") or ""), "goods": masked(title), "price": None if price is None else cents(price)}
        yield Known(Offer, {**told, **seen}, whence, of=own)


def _of_outlets(clue: Clue) -> Iterator[Known]:
    """Return the outlets of a courier that took in the parcels of a source, as third parties: they know who brought them."""
    for finding in clue.findings():
        outlets = finding.evidence().get("outlets") if finding.subject_kind == SOURCE else None
        courier = str(finding.evidence().get("courier") or "")
        for name, *counted in (one for one in (outlets if isinstance(outlets, list) else [])[:MOST_OUTLETS] if isinstance(one, list | tuple) and one):
            number = f"收寄 {counted[0]} 件，" if counted else ""
            values = {"role": Party.Role.THIRD, "kind": Party.Kind.ORGANISATION, "name": f"{courier}收寄网点 {name}".strip()}
            yield Known(Party, values, f"检测结果所指网点（{number}{finding.subject}）")


def charge_known(words: str, broken: str, acted_on: date | None, whence: str, **more: str) -> Known | None:
    """Return a charge in the words of the law, with its act in the rulebook where the words name one; none without words."""
    words = words.removeprefix("涉嫌")
    told = {"words": words, "act": act_named(words), "since": acted_on, "until": acted_on, "broken": broken}
    return Known(Charge, told | {name: value for name, value in more.items() if value}, whence) if words else None


def _of_ring(clue: Clue, shops: list[str]) -> Iterator[Known]:
    """Return a party and an offer for each shop that the clue's findings name, with what the records and the register have of it."""
    found = on_file_of(clue.dossier.opened_by, [Subject("shop", one) for one in shops[:MOST_SHOPS]])
    left = f"；检测结果另指 {len(shops) - MOST_SHOPS} 家网店，未逐一列入" if len(shops) > MOST_SHOPS else ""
    for shop in shops[:MOST_SHOPS]:
        platform, _, key = shop.partition("/")
        on_file = found.get(shop, OnFile(shop))
        name = str(on_file.registration.get("name") or on_file.operator.get("name") or "")
        whence = "平台经营者信息和登记信息" if on_file.registration else "平台报送的经营者信息" if name else "检测结果所指网店"
        if name:
            address = str(on_file.registration.get("address") or on_file.operator.get("address") or "")
            yield party_known(name, whence, code=str(on_file.operator.get("uscc") or ""), address=address)
        told = {"platform": platform, "shop": str(on_file.operator.get("shop_name") or ""), "shop_key": key, "url": str(on_file.operator.get("url") or "")}
        yield Known(Offer, {**told, "goods": ""}, whence + (left if shop == shops[:MOST_SHOPS][-1] else ""), of=name)
