"""What a clue knows of its matter: parties and offers of the shop, or of every shop of a ring, with codes and addresses as records and register have them."""

from collections.abc import Iterator

from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.procedure.rulebook import liabilities
from mingjian.institutions.clues.lore.filling import shops_of_finding
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.market.queries.known import Known as OnFile
from mingjian.institutions.market.queries.known import Subject, known_of
from mingjian.institutions.matters.models import Charge, Offer, Party
from mingjian.institutions.matters.queries import Known
from mingjian.office.language import chinese_day
from mingjian.office.models import Dossier

MOST_SHOPS = 200  # of a ring, laid in at once; the rest is entered from the finding's page


def known_of_clue(dossier: Dossier) -> Iterator[Known]:
    """Return what a dossier's clue knows; nothing where it has none. A code that fails its check digit is no fact and is left out."""
    clue = Clue.objects.filter(dossier=dossier).first() if dossier.procedure == PROCEDURE else None
    if clue is None:
        return
    whence = f"线索{dossier.number}（{clue.get_source_display()}，{chinese_day(clue.received_at)}收到）"
    own = clue.operator_name or clue.displayed_operator
    if own:
        yield _party(own, clue.operator_code, clue.operator_address, whence)
    if clue.listing_id or clue.listing_url or clue.shop_id:
        offered = {
            "platform": clue.platform,
            "shop": clue.shop_name,
            "shop_key": clue.shop_id,
            "listing_key": clue.listing_id,
            "url": clue.listing_url or clue.shop_url,
            "goods": clue.listing_title or "（商品名称待查）",
            "price": clue.price,
            "since": clue.acted_on,
            "until": clue.acted_on,
        }
        yield Known(Offer, offered, whence, of=own)
    yield from _of_ring(clue, own)
    act = clue.suspected_act.removeprefix("涉嫌")
    if act:
        key = next((key for key, one in liabilities().all.items() if one.title.zh == act), "")
        yield Known(Charge, {"words": act, "act": key, "since": clue.acted_on, "until": clue.acted_on, "broken": clue.suspected_ground}, whence)


def _of_ring(clue: Clue, own: str) -> Iterator[Known]:
    """Return a party and an offer for each further shop that the clue's findings name."""
    shops = [one for finding in clue.findings() for one in shops_of_finding(finding)]
    further = [one for one in dict.fromkeys(shops) if one != clue.shop][:MOST_SHOPS]
    found = known_of(clue.dossier.opened_by, [Subject("shop", one) for one in further])
    for shop in further:
        platform, _, key = shop.partition("/")
        on_file = found.get(shop, OnFile(shop))
        name = str(on_file.registration.get("name") or on_file.operator.get("name") or "")
        whence = "平台经营者信息和登记信息" if on_file.registration else "平台报送的经营者信息" if name else "检测结果所指网店"
        if name and name != own:
            address = str(on_file.registration.get("address") or on_file.operator.get("address") or "")
            yield _party(name, str(on_file.operator.get("uscc") or ""), address, whence)
        told = {"platform": platform, "shop": str(on_file.operator.get("shop_name") or ""), "shop_key": key, "url": str(on_file.operator.get("url") or "")}
        yield Known(Offer, {**told, "goods": clue.listing_title or "（商品名称待查）"}, whence, of=name)


def _party(name: str, code: str, address: str, whence: str) -> Known:
    """Return a party; that it is an organisation follows from its code, and is corrected by hand where the licence says otherwise."""
    is_valid = bool(code) and is_code_valid(code)
    kind = Party.Kind.BUSINESS if code.startswith("92") else Party.Kind.ORGANISATION if is_valid or "公司" in name else Party.Kind.BUSINESS
    values = {"role": Party.Role.SUSPECT, "kind": kind, "name": name, "code": code if is_valid else "", "address": address}
    return Known(Party, {**values, "licence": "营业执照" if is_valid else ""}, whence)
