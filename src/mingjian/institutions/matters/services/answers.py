"""What a platform answers to a request that was made for a matter, as facts of it: who operates a shop, its permit, what was listed and sold."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.examination.answers import Answer
from mingjian.core.identifiers.digits import citizen
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.institutions.matters.models import Exhibit, Fact, Matter, Offer, Party
from mingjian.institutions.matters.queries import Known, matter_of, party_known, rows_of
from mingjian.institutions.matters.services.prefill import insert_known
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.record.entries import enter


def note_answer(dossier: Dossier, answer: Answer, by: Officer, at: datetime) -> None:
    """
    Enter an answer in the matter of the dossier that the request arose from; nothing where there is none, or nothing was told in fields.

    What nobody knew is filled in, and what was known stays: where the answer differs the exhibit says so, for the officer to correct by.
    """
    matter = matter_of(dossier.arose_from) if dossier.arose_from else None
    if matter is None or answer.is_empty or by.department is None:
        return
    source = f"{by.department.name_zh}协查答复 {dossier.number}（{localtime(at):%Y年%m月%d日}）"
    offers = _offers_of(matter, answer, by.department.platform)
    party, changed, differing = _party(matter, answer, offers, by, at, source)
    for offer in offers:
        if offer.party_id is None and party is not None:
            offer.keep_earlier({"party": party}, by, at, source)
            offer.save()
            changed.append(offer)
    changed += _periods(answer, offers, by, at, source)
    rows = insert_known(matter, list(_exhibits(dossier, answer, offers, party, differing, source)), by, at)
    touched: list[Any] = list(dict.fromkeys([*changed, *rows]))
    enter("matter_answer_taken", at=at, by=by, about=matter, beside=touched, request=dossier, facts=[one.wire_name for one in touched])


def _offers_of(matter: Matter, answer: Answer, platform: str) -> list[Offer]:
    """Return the offers that an answer is of: those of the shop that it names, of its listings, or of the one shop on that platform."""
    there = [one for one in rows_of(matter, Offer) if not platform or one.platform == platform]
    if answer.shop:
        return [one for one in there if answer.shop in (one.shop_key, one.shop)]
    named = {one.listing for one in answer.sales} | {one.listing for one in answer.goods}
    if listed := [one for one in there if one.listing_key in named and one.listing_key]:
        shops = {one.shop_key for one in listed}
        return [one for one in there if one.shop_key in shops] if len(shops) == 1 else listed
    return there if len({one.shop_key for one in there}) == 1 else []


def _party(matter: Matter, answer: Answer, offers: list[Offer], by: Officer, at: datetime, source: str) -> tuple[Party | None, list[Fact], list[str]]:
    """Return whoever operates the shop, the rows that changed, and what differs from what was known."""
    if not (answer.name or answer.code):
        held = {one.party for one in offers if one.party is not None}
        return (held.pop() if len(held) == 1 else None), [], []
    parties = rows_of(matter, Party)
    of_offers = [one.party for one in offers if one.party is not None]
    code = "".join(answer.code.split()).upper()
    party = next((one for one in parties if code and one.code == code), None) or next((one for one in (*of_offers, *parties) if one.name == answer.name), None)
    if party is None and len({one.pk for one in of_offers}) == 1:
        party = of_offers[0]
    if party is None:
        rows = insert_known(matter, [_known(answer, source)], by, at)
        return (rows[0] if rows and isinstance(rows[0], Party) else None), list(rows), []
    told = {"name": answer.name, "code": code if is_code_valid(code) else "", "address": answer.address, "premises": answer.warehouse, "phone": answer.phone}
    filled = {name: value[: _longest(name)] for name, value in told.items() if value and not getattr(party, name)}
    if filled:
        party.keep_earlier(filled, by, at, source)
        party.save()
    labels = {"name": "名称", "code": "统一社会信用代码", "address": "住所"}
    differing = [f"{label}为“{told[name]}”" for name, label in labels.items() if told[name] and getattr(party, name) != told[name]]
    return party, [party] if filled else [], differing


def _longest(column: str) -> int:
    return int(getattr(Party._meta.get_field(column), "max_length", None) or 500)


def _known(answer: Answer, source: str) -> Known:
    """Return a party that nobody knew yet; a citizen's number stands where it is masked, and is no credit code."""
    known = party_known(answer.name or "（平台答复未写明名称）", source, code=answer.code, address=answer.address)
    number = "".join(answer.code.split()).upper()
    more: dict[str, Any] = {"premises": answer.warehouse, "phone": answer.phone}
    if not is_code_valid(number) and re.fullmatch(r"\d{17}[\dX]", number) and citizen(number):
        more |= {"id_kind": "居民身份证", "id_number": number, "kind": Party.Kind.PERSON}
    return Known(Party, {**known.values, **more}, source)


def _periods(answer: Answer, offers: list[Offer], by: Officer, at: datetime, source: str) -> list[Fact]:
    """Fill in what nobody knew of each listing: its title, and when it was listed and taken off."""
    changed: list[Fact] = []
    for listed in answer.goods:
        for offer in (one for one in offers if one.listing_key == listed.listing):
            told = {"goods": listed.title, "since": listed.since, "until": listed.until}
            if filled := {name: value for name, value in told.items() if value and not getattr(offer, name)}:
                offer.keep_earlier(filled, by, at, source)
                offer.save()
                changed.append(offer)
    return changed


def _exhibits(dossier: Dossier, answer: Answer, offers: list[Offer], party: Party | None, differing: list[str], source: str) -> Iterator[Known]:
    """Return the answer as exhibits: one for who it is and what is permitted, one for the sales of each listing."""
    file = SealedFile.objects.filter(dossier=dossier, sha256=answer.evidence).first() if answer.evidence else None
    common = {"kind": Exhibit.Kind.DATA, "maker": source.partition("协查答复")[0], "made_on": localtime(dossier.moved_at).date(), "party": party}
    told = [f"{answer.permit or '许可'}编号{answer.permit_number}" if answer.permit_number or answer.permit else "", *differing]
    until = f"，有效期至{answer.permit_until}" if answer.permit_until else ""
    if answer.name or answer.code or answer.permit or answer.permit_number:
        shop = answer.shop or next((one.shop_key for one in offers), "")
        shows = f"网店{shop}经营者的身份、地址" + "；".join(["", *filter(None, told)]) + until
        sealed = {"sha256": file.sha256, "file_of": file.dossier} if file else {}
        title = f"平台协查答复 {dossier.number}（网店{shop}经营者信息）"
        yield Known(Exhibit, {**common, **sealed, "title": title, "proves": ["subject"], "shows": shows[:500]}, source)
    for sale in answer.sales:
        offer = next((one for one in offers if one.listing_key == sale.listing), None)
        period = f"{sale.since or ''}至{sale.until or ''}" if sale.since or sale.until else ""
        shows = f"商品编号{sale.listing}{period}销售{sale.pieces}件，金额{sale.sum}元"
        title = f"平台协查答复 {dossier.number}（商品编号{sale.listing}{period}销售记录）"
        yield Known(Exhibit, {**common, "title": title, "proves": ["amount"], "shows": shows, "offer": offer}, source)
