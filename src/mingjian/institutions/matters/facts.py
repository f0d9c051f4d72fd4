"""What a matter tells official documents: the block of the party, offers, evidence with what it proves, provisions, items of the penalty, answers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mingjian.core.documents.notation import day, money, without_suffix
from mingjian.core.law.citations import numeral
from mingjian.core.procedure import rulebook
from mingjian.institutions.matters.models import Answer, Charge, Exhibit, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.queries import matter_told_by, rows_of, suspects_of, unproven
from mingjian.institutions.matters.services.gaps import gaps_of as gaps_of  # said again, for the institutions above
from mingjian.office.documents.facts import Personal
from mingjian.office.models import Dossier

_MONEY = ("fine", "gains")


def facts_of_matter(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """
    Return what a dossier's matter says, by group and name; nothing where it has none, or where that has gone on to another department.

    Personal values are given as such: only leave opens them.
    """
    matter = matter_told_by(dossier)
    if matter is None:
        return {}
    parties, suspects = rows_of(matter, Party), suspects_of(matter)
    people = [_party_row(n, one) for n, one in enumerate(parties, 1)]
    offers, exhibits, penalties = rows_of(matter, Offer), rows_of(matter, Exhibit), rows_of(matter, Penalty)
    return {
        "party": _parties(suspects),
        "parties": {"list": people, "several": people if len(people) > 1 else [], "names": "、".join(one.name for one in suspects)},
        "offers": {"list": [_offer_row(n, one) for n, one in enumerate(offers, 1)]},
        "exhibits": {
            "list": [_exhibit_row(n, one) for n, one in enumerate(exhibits, 1)],
            "text": _exhibits(exhibits),
            "unproven": "、".join(label.zh for label in unproven(matter, exhibits)),
        },
        "charge": _charges(matter),
        "penalty": _penalty(penalties, rows_of(matter, Charge), is_of_several=len(suspects) > 1),
        "answer": {"text": _answers(rows_of(matter, Answer))},
    }


def _parties(suspects: Sequence[Party]) -> dict[str, Any]:
    """Return the values of the one party; of several their names, the blocks of all one after the other, and code, address and head each with whose it is."""
    if len(suspects) < 2:
        return _party(suspects[0]) if suspects else {}
    each = [_party(one) for one in suspects]
    blocks = [one["block"] for one in each]
    whole = "\n".join(f"当事人（{numeral(n)}）\n{block}" for n, block in enumerate(blocks, 1))
    shown = "\n".join(f"当事人（{numeral(n)}）\n{getattr(block, 'without', block)}" for n, block in enumerate(blocks, 1))
    told = {name: "\n".join(f"{one['name']}：{one[name]}" for one in each if one[name]) for name in ("code", "address", "head")}
    return {"name": "、".join(one.name for one in suspects), "block": Personal(whole, without=shown) if whole != shown else whole, **told}


def _party(party: Party) -> dict[str, Any]:
    """Return the single values of a party, and its block in the order of the Set."""
    is_person, is_business = party.kind == Party.Kind.PERSON, party.kind == Party.Kind.BUSINESS
    whom = "" if is_person else "经营者" if is_business else "法定代表人（负责人）"
    head = party.operator if is_business else "" if is_person else party.head
    lines = [
        ("当事人", party.name),
        ("主体资格证照名称", party.licence),
        ("统一社会信用代码", party.code),
        ("住址" if is_person else "住所（住址）", party.address),
        ("实际经营场所", party.premises if party.premises != party.address else ""),
        (whom, head),
    ]
    personal = [("身份证件名称", party.id_kind), ("身份证件号码", party.id_number), ("联系电话", party.phone)]
    block = "\n".join(f"{label}：{value}" for label, value in lines if label and value)
    whole = "\n".join([block, *(f"{label}：{value}" for label, value in personal if value)])
    return {
        "block": Personal(whole, without=block) if whole != block else block,
        "name": party.name,
        "kind": str(party.get_kind_display()),
        "licence": party.licence,
        "code": party.code,
        "operator": party.operator,
        "head": head,
        "id_kind": party.id_kind,
        "id_number": Personal(party.id_number) if party.id_number else "",
        "id_hidden": Personal("", without="是") if party.id_number else "",
        "address": party.address,
        "phone": Personal(party.phone) if party.phone else "",
    }


def _party_row(n: int, party: Party) -> dict[str, str]:
    role = dict(rulebook().papers["party_role"].options)[party.role].zh
    suspected = "涉嫌人员" if party.kind == Party.Kind.PERSON else "涉嫌单位"
    as_crime = suspected if party.role == Party.Role.SUSPECT else role
    named = {"序号": str(n), "角色": role, "涉案身份": as_crime, "名称": party.name}
    return {**named, "代码": party.code, "住所": party.address, "负责人": party.head or party.operator}


def _offer_row(n: int, offer: Offer) -> dict[str, str]:
    return {
        "序号": str(n),
        "平台": offer.platform,
        "店铺": " ".join(filter(None, (offer.shop, offer.shop_key))),
        "商品编号": offer.listing_key,
        "网址": offer.url or offer.place,
        "商品": offer.goods,
        "品牌": "；".join(filter(None, (offer.brand, offer.right))),
        "标价": f"{offer.price:.2f}元" if offer.price is not None else "",
        "期间": period_said(offer.since, offer.until),
        "状态": dict(rulebook().papers["offer_stands"].options)[offer.stands].zh,
    }


def _exhibit_row(n: int, exhibit: Exhibit) -> dict[str, str]:
    return {
        "序号": str(n),
        "名称": without_suffix(exhibit.title),
        "种类": dict(rulebook().papers["exhibit_kind"].options)[exhibit.kind].zh,
        "制作（出具）者": exhibit.maker,
        "日期": day(exhibit.made_on) if exhibit.made_on else "",
        "份数": f"{exhibit.copies}份" + (f"{exhibit.pages}页" if exhibit.pages else ""),
        "来源": exhibit.source,
        "证明": _shown(exhibit),
        "校验值": exhibit.sha256[:16],
    }


def _exhibits(exhibits: Sequence[Exhibit]) -> str:
    """Write the list of evidence as decisions do, a line each; the last ends the sentence."""
    lines = [_exhibit_line(n, one) for n, one in enumerate(exhibits, 1)]
    return "\n".join(f"{line}{'。' if n == len(lines) else '；'}" for n, line in enumerate(lines, 1))


def _exhibit_line(nth: int, exhibit: Exhibit) -> str:
    """Write an exhibit: name with maker, day, copies and digest, what it proves, and what the party says against it."""
    beside = [exhibit.maker, day(exhibit.made_on) if exhibit.made_on else "", f"{exhibit.copies}份", f"{exhibit.pages}页" if exhibit.pages else ""]
    if exhibit.kind == Exhibit.Kind.DATA and exhibit.source:
        beside.append(f"来源：{exhibit.source.strip().rstrip('。；')}")
    if exhibit.sha256:
        beside.append(f"SHA-256校验值前十六位{exhibit.sha256[:16]}")
    objection = f"，当事人提出异议：{exhibit.objection.rstrip('。；')}" if exhibit.objection else ""
    return f"{nth}. {without_suffix(exhibit.title)}（{'，'.join(filter(None, beside))}），证明{_shown(exhibit)}{objection}"


def _shown(exhibit: Any) -> str:
    """Return what an exhibit proves in words: those of the officer, or else those of the elements."""
    labels = rulebook().vocabularies["elements"]
    return exhibit.shows.strip().removeprefix("证明").rstrip("。；") or "、".join(labels[key].zh for key in exhibit.proves if key in labels)


def _charges(matter: Matter) -> dict[str, str]:
    """Return what the charges say; of several each by itself, numbered, and of charges that name their parties whose each is."""
    charges = rows_of(matter, Charge)
    if not charges:
        return {}
    return {
        "act": "、".join(dict.fromkeys(one.words for one in charges)),
        "period": _each([period_said(one.since, one.until) for one in charges]),
        "broken": _provisions(charges, "broken"),
        "applied": _provisions(charges, "applied"),
        "nature": _nature(charges),
        "discretion": _each(list(dict.fromkeys(one.discretion for one in charges))),
    }


def is_by_party(charges: Sequence[Charge]) -> bool:
    """Return whether each charge is that of a party of its own: what one of them broke is not said of the others."""
    return len(charges) > 1 and all(one.party_id for one in charges)


def _provisions(charges: Sequence[Charge], name: str) -> str:
    """Cite what the charges broke, or what is applied to them, each by the law of its own day; the title of a law once."""
    articles: dict[str, list[str]] = {}
    for said in filter(None, (one.provision(name) for one in charges)):
        title, mark, article = said.partition("》")
        articles.setdefault(title + mark, []).append(article)
    return "、".join(title + "、".join(dict.fromkeys(of)) for title, of in articles.items())


def _nature(charges: Sequence[Charge]) -> str:
    """Return what was broken and what it amounts to as a sentence, one for each party where charges differ; nothing while one lacks its article."""
    if not all(one.provision("broken") for one in charges):
        return ""
    if not is_by_party(charges):
        return f"当事人的上述行为违反了{_provisions(charges, 'broken')}的规定，构成{'、'.join(dict.fromkeys(one.words for one in charges))}的行为。"
    alike: dict[tuple[str, str], list[str]] = {}
    for one in charges:
        alike.setdefault((one.provision("broken"), one.words), []).append(one.party.name if one.party else "")
    return "\n".join(f"{'、'.join(dict.fromkeys(names))}的上述行为违反了{broken}的规定，构成{words}的行为。" for (broken, words), names in alike.items())


def _each(said: list[str]) -> str:
    """Write one thing as it is, several as （一）, （二）."""
    told = [one for one in said if one]
    return told[0] if len(told) == 1 else "\n".join(f"（{numeral(n)}）{one}" for n, one in enumerate(told, 1))


def period_said(since: date | None, until: date | None) -> str:
    """Write a period: `2026年3月1日至2026年5月20日`; a single day as such, and nothing where no day is known."""
    days = [day(one) for one in (since, until) if one]
    return days[0] if len(set(days)) == 1 else "至".join(days)


def item_said(penalty: Penalty, *, is_of_several: bool = False) -> str:
    """Write one item as a decision does; a sum in capitals and figures, and of several parties whose it is. An order to correct begins with whom it binds."""
    is_order = penalty.kind == Penalty.Kind.CORRECT
    whose = (f"{penalty.party.name}" if is_order else f"对{penalty.party.name}") if is_of_several and penalty.party else "当事人" if is_order else ""
    label, words = dict(rulebook().papers["penalty_kind"].options)[penalty.kind].zh, penalty.words.strip().rstrip("。；")
    if penalty.kind in _MONEY and penalty.sum is not None:
        return f"{whose}{label}{money(penalty.sum)}"
    verb = {"goods": "没收", "suspension": "暂扣", "revocation": "吊销", "correct": "", "restriction": "", "downgrade": "降低"}.get(penalty.kind, label)
    words = words.removeprefix("责令").removeprefix("当事人") if is_order else words
    return f"{whose}{words if words.startswith(verb) else verb + words}"


def _penalty(penalties: Sequence[Penalty], charges: Sequence[Charge], *, is_of_several: bool) -> dict[str, str]:
    """Return the numbered items, the order to correct apart from them, and the total of all money: of several parties that of each."""
    items = [one for one in penalties if one.kind != Penalty.Kind.CORRECT]
    own = {one.party_id: one.provision("applied") for one in charges} if is_by_party(charges) else {}
    is_apart = len(set(own.values())) > 1  # the articles differ: each item says its own
    said = [(f"依据{own[one.party_id]}的规定，" if is_apart and own.get(one.party_id) else "") + item_said(one, is_of_several=is_of_several) for one in items]
    of_money = [one for one in items if one.kind in _MONEY and one.sum is not None]
    sums = [one.sum for one in of_money if one.sum is not None]
    is_divided = is_of_several and len({one.party_id for one in of_money}) > 1  # an item that names nobody is not yet the other's
    fines = [one.sum for one in items if one.kind == Penalty.Kind.FINE and one.sum is not None]
    corrections = [item_said(one, is_of_several=is_of_several) for one in penalties if one.kind == Penalty.Kind.CORRECT]
    lines = "\n".join(f"{n}. {one}{'。' if n == len(said) else '；'}" for n, one in enumerate(said, 1))
    return {
        "text": f"{said[0]}。" if len(said) == 1 else lines,
        "apart": "是" if is_apart and said else "",
        "several": "是" if is_of_several else "",
        "correct": "；".join(corrections),
        "total": "" if not sums else _totals(of_money) if is_divided else f"罚没款合计{money(sum(sums, Decimal(0)))}。",
        "whole": money(sum(sums, Decimal(0))) if sums else "",
        "fine": f"{sum(fines, Decimal(0)):.2f}" if fines else "",
    }


def _totals(items: Sequence[Penalty]) -> str:
    """Return what each party owes in all, and that each pays its own."""
    owed: dict[str, Decimal] = {}
    for one in items:
        name = one.party.name if one.party else ""
        owed[name] = owed.get(name, Decimal(0)) + (one.sum or Decimal(0))
    each = "；".join(f"{name}罚没款合计{money(sum_)}" for name, sum_ in owed.items() if name)
    return f"上述罚没款由各当事人分别缴纳：{each}。" if each and "" not in owed else "上述罚没款由各当事人分别缴纳。"


def _answers(answers: Sequence[Answer]) -> str:
    """Write what the party stated, several points numbered."""
    said = [_answer(one) for one in answers]
    return "".join(said) if len(said) < 2 else "\n".join(f"{n}. {one}" for n, one in enumerate(said, 1))


def _answer(answer: Answer) -> str:
    verdict = dict(rulebook().papers["answer_verdict"].options)[answer.verdict].zh
    when = f"当事人于{day(answer.stated_on)}提出：" if answer.stated_on else "当事人提出："
    return f"{when}{answer.point.strip().rstrip('。')}。经复核，{answer.why.strip().rstrip('。')}，本机关{verdict}。"
