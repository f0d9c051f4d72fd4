"""What a matter tells official documents: the block of the party, offers, evidence with what it proves, provisions, items of the penalty, answers."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from mingjian.core.documents.writing import day, money
from mingjian.core.procedure import rulebook
from mingjian.institutions.matters.lore.citation import provision_said
from mingjian.institutions.matters.models import Answer, Charge, Exhibit, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.queries import matter_of as matter_of  # said again, for the institutions above
from mingjian.institutions.matters.queries import rows_of
from mingjian.office.documents.personal import Personal
from mingjian.office.models import Dossier

_MONEY = ("fine", "gains")


def facts_of_matter(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return what a dossier's matter says, by room and name; nothing where it has none. Personal values are given as such: only leave opens them."""
    matter = matter_of(dossier)
    if matter is None:
        return {}
    parties: list[Any] = rows_of(matter, Party)
    offers, exhibits, penalties = (rows_of(matter, model) for model in (Offer, Exhibit, Penalty))
    suspect = next((one for one in parties if one.role == Party.Role.SUSPECT), None)
    return {
        "party": _party(suspect) if suspect else {},
        "parties": {"list": [_party_row(one) for one in parties], "names": "、".join(one.name for one in parties if one.role == Party.Role.SUSPECT)},
        "offers": {"list": [_offer_row(one) for one in offers]},
        "exhibits": {"list": [_exhibit_row(one) for one in exhibits], "text": "\n".join(_exhibit_line(n, one) for n, one in enumerate(exhibits, 1))},
        "charge": _charges(matter),
        "penalty": _penalty(penalties),
        "answer": {"text": "\n".join(_answer(n, one) for n, one in enumerate(rows_of(matter, Answer), 1))},
    }


def _party(party: Party) -> dict[str, Any]:
    """Return the single values of a party, and its block in the order of the Set."""
    is_person = party.kind == Party.Kind.PERSON
    whom = {"business": "经营者", "organisation": "法定代表人（负责人）", "person": ""}[party.kind]
    head = party.operator if party.kind == Party.Kind.BUSINESS else party.head
    lines = [
        ("当事人", party.name),
        ("主体资格证照名称", party.licence),
        ("统一社会信用代码", party.code),
        ("住址" if is_person else "住所（住址）", party.address),
        ("实际经营场所", party.premises if party.premises != party.address else ""),
        (whom, head if whom else ""),
    ]
    personal = [("身份证件名称" if party.id_kind else "", party.id_kind), ("身份证件号码", party.id_number), ("联系电话", party.phone)]
    block = "\n".join(f"{label}：{value}" for label, value in lines if label and value)
    whole = "\n".join([block, *(f"{label}：{value}" for label, value in personal if label and value)])
    return {
        "block": Personal(whole, without=block) if whole != block else block,
        "name": party.name,
        "kind": str(party.get_kind_display()),
        "licence": party.licence,
        "code": party.code,
        "operator": party.operator,
        "head": head or party.head,
        "id_kind": party.id_kind,
        "id_number": Personal(party.id_number) if party.id_number else "",
        "address": party.address,
        "phone": Personal(party.phone) if party.phone else "",
    }


def _party_row(party: Party) -> dict[str, str]:
    role = dict(rulebook().papers["party_role"].options)[party.role].zh
    return {"序号": str(party.nth), "角色": role, "名称": party.name, "代码": party.code, "住所": party.address, "负责人": party.head or party.operator}


def _offer_row(offer: Any) -> dict[str, str]:
    return {
        "序号": str(offer.nth),
        "平台": offer.platform,
        "店铺": " ".join(filter(None, (offer.shop, offer.shop_key))),
        "商品编号": offer.listing_key,
        "网址": offer.url or offer.place,
        "商品": offer.goods,
        "品牌": offer.brand,
        "标价": f"{offer.price:.2f}元" if offer.price is not None else "",
        "期间": period_said(offer.since, offer.until),
        "状态": dict(rulebook().papers["offer_stands"].options)[offer.stands].zh,
    }


def _exhibit_row(exhibit: Any) -> dict[str, str]:
    return {
        "序号": str(exhibit.nth),
        "名称": exhibit.title,
        "种类": dict(rulebook().papers["exhibit_kind"].options)[exhibit.kind].zh,
        "制作（出具）者": exhibit.maker,
        "日期": day(exhibit.made_on) if exhibit.made_on else "",
        "份数": f"{exhibit.copies}份" + (f"{exhibit.pages}页" if exhibit.pages else ""),
        "来源": exhibit.source,
        "证明": _shown(exhibit),
        "校验值": exhibit.sha256[:16],
    }


def _exhibit_line(nth: int, exhibit: Any) -> str:
    """Write an exhibit as decisions list it: name with maker, day, copies and digest, then what it proves."""
    beside = [exhibit.maker, day(exhibit.made_on) if exhibit.made_on else "", f"{exhibit.copies}份", f"{exhibit.pages}页" if exhibit.pages else ""]
    if exhibit.sha256:
        beside.append(f"SHA-256校验值前十六位{exhibit.sha256[:16]}")
    objection = f"当事人提出异议：{exhibit.objection}" if exhibit.objection else ""
    return f"{nth}. {exhibit.title}（{'，'.join(filter(None, beside))}），证明{_shown(exhibit)}；{objection}"


def _shown(exhibit: Any) -> str:
    """Return what an exhibit proves in words: those of the officer, or else those of the elements."""
    labels = rulebook().vocabularies["elements"]
    return exhibit.shows.strip().removeprefix("证明").rstrip("。；") or "、".join(labels[key].zh for key in exhibit.proves if key in labels)


def _charges(matter: Matter) -> dict[str, str]:
    """Return what the charges say; of several each by itself, numbered."""
    charges: list[Any] = rows_of(matter, Charge)
    if not charges:
        return {}
    on = localdate(matter.opened_at)
    return {
        "act": "、".join(one.words for one in charges),
        "period": _each([period_said(one.since, one.until) for one in charges]),
        "broken": "、".join(dict.fromkeys(filter(None, (provision_said(one, "broken", on) for one in charges)))),
        "applied": "、".join(dict.fromkeys(filter(None, (provision_said(one, "applied", on) for one in charges)))),
        "means": _each([one.means for one in charges]),
        "knowledge": _each([one.knowledge for one in charges]),
        "discretion": _each([one.discretion for one in charges]),
    }


def _each(said: list[str]) -> str:
    """Write one thing as it is, several as 一、二、三."""
    told = [one for one in said if one]
    return told[0] if len(told) == 1 else "\n".join(f"（{'一二三四五六七八九十'[n]}）{one}" for n, one in enumerate(told[:10]))


def period_said(since: date | None, until: date | None) -> str:
    """Write a period: `2026年3月1日至2026年5月20日`; a single day as such, and nothing where no day is known."""
    days = [day(one) for one in (since, until) if one]
    return days[0] if len(set(days)) == 1 else "至".join(days)


def item_said(penalty: Any) -> str:
    """Write one item as a decision does; a sum in capitals and figures."""
    label, words = dict(rulebook().papers["penalty_kind"].options)[penalty.kind].zh, penalty.words.strip().rstrip("。；")
    if penalty.kind == "fine":
        return f"罚款{money(penalty.sum)}"
    if penalty.kind == "gains":
        return f"没收违法所得{money(penalty.sum)}"
    heads = {"goods": "没收", "suspension": "暂扣", "revocation": "吊销", "correct": ""}
    if penalty.kind in heads:
        return words if words.startswith(heads[penalty.kind] or words) else f"{heads[penalty.kind]}{words}"
    return words if words.startswith(label) else f"{label}{words}"


def _penalty(penalties: Iterable[Any]) -> dict[str, str]:
    """Return the numbered items, the order to correct apart from them, and the total of all money."""
    items = [one for one in penalties if one.kind != Penalty.Kind.CORRECT]
    corrections = [item_said(one) for one in penalties if one.kind == Penalty.Kind.CORRECT]
    sums = [one.sum for one in items if one.kind in _MONEY and one.sum is not None]
    said = [item_said(one) for one in items]
    text = f"{said[0]}。" if len(said) == 1 else "\n".join(f"{n}. {one}{'。' if n == len(said) else '；'}" for n, one in enumerate(said, 1))
    fines = [one.sum for one in items if one.kind == Penalty.Kind.FINE and one.sum is not None]
    return {
        "text": text if said else "",
        "intended": text if said else "",
        "correct": "；".join(corrections),
        "total": f"罚没款合计{money(sum(sums, Decimal(0)))}。" if sums else "",
        "fine": f"{sum(fines, Decimal(0)):.2f}" if fines else "",
    }


def _answer(nth: int, answer: Any) -> str:
    verdict = dict(rulebook().papers["answer_verdict"].options)[answer.verdict].zh
    when = f"当事人于{day(answer.stated_on)}提出：" if answer.stated_on else "当事人提出："
    return f"{nth}. {when}{answer.point.strip().rstrip('。')}。经复核，{answer.why.strip().rstrip('。')}，本局{verdict}。"
