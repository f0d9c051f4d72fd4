"""Draft the narratives of a case from its matter and its amount ledger: what notice, decision and report tell as facts, and the report as a whole."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from operator import itemgetter
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import override

from mingjian.core.documents.notation import day
from mingjian.core.documents.phrases import draft
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.crime_said import crime_said
from mingjian.institutions.cases.services.sums_said import sums_said
from mingjian.institutions.matters.facts import facts_of_matter, period_said
from mingjian.institutions.matters.joinder.facts import moved_of
from mingjian.institutions.matters.models import Charge, Exhibit, Matter, Offer, Party
from mingjian.institutions.matters.queries import matter_told_by, rows_of, suspects_of
from mingjian.office.documents.measures import measures_told
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier

_MOST_NAMED = 8  # goods or shops named one by one in a sentence; more stand in the annexed list
#: Steps of a sheet that a decision does not tell as course of the investigation.
_ENDS = ("settle_notice", "inform", "announce_notice", "decide")  # what follows is told by the paper in places of its own
#: Tests of seized goods stand on the track of the measures, and are course of the investigation all the same.
_OF_TESTS = ("test_seized_goods", "receive_goods_test")
#: The office's own turns, and that it began, are no course of the investigation; that the case was filed is told before.
_NOT_TOLD = ("file", "investigate", "note", "correct", "withdraw", "revoke", "submit_", "review", "extend_review")


def facts_drafted(case: Case, matter: Matter) -> str:
    """Return the facts as notice and decision tell them: who, when, where, what goods, by what means, how many, sums and how they came."""
    suspects, offers, charges = suspects_of(matter), rows_of(matter, Offer), rows_of(matter, Charge)
    is_one = len(suspects) == 1
    is_firm = is_one and suspects[0].kind != Party.Kind.PERSON  # whose seat is told; a person lives at an address
    said = {
        "当事人": "、".join(one.name for one in suspects),
        "主体": _kind_said(suspects[0]) if is_firm else "",
        "住所": suspects[0].address if is_firm else "",
        "各当事人": "" if is_firm else "\n".join(_introduced(one) for one in suspects),
        "各自销售": "" if is_one else _sold_by_each(suspects, offers),
        "期间": "；".join(dict.fromkeys(_span(one.since, one.until) for one in charges if one.since or one.until)),
        "网店": _shops(offers),
        "商品": _goods(offers),
        "手段": "".join(_sentence(one.means) for one in charges),
        "过错": "".join(_sentence(one.knowledge) for one in charges),
    }
    if not (said["期间"] and said["网店"] and said["商品"]):
        return ""  # who alone is no fact of the case: a paper that told no more would read as if nothing had been done
    return draft("case", "facts", said | sums_said(case))


def report_drafted(case: Case, matter: Matter) -> str:
    """Return the final report with its parts (Rules 48): party, course, facts, evidence, nature, discretion, proposal."""
    told = facts_of_matter(case.dossier)
    party, charge, penalty = told.get("party", {}), told.get("charge", {}), told.get("penalty", {})
    block = party.get("block", "")
    said = {
        "当事人信息": getattr(block, "without", block),
        "经过": course_from_the_start(case),
        "违法事实": facts_drafted(case, matter),
        "证据": told["exhibits"]["text"],
        "定性": charge.get("nature", ""),
        "违反": charge.get("broken", ""),
        "行为": charge.get("act", ""),
        "裁量": charge.get("discretion", ""),
        "分别": "分别" if penalty.get("apart") else "",
        "适用": "" if penalty.get("apart") else charge.get("applied", ""),
        "责令": penalty.get("correct", ""),
        "处罚": penalty.get("text", ""),
    }
    return draft("case", "report", said)


def transfer_drafted(case: Case) -> str:
    """
    Return the report of those who checked the case; nothing where nobody says which crime is suspected.

    Facts, knowledge and the line stand in the papers by themselves: a report that told them again would be read twice.
    """
    matter, crime = matter_told_by(case.dossier), crime_said(case)
    if matter is None or not crime:
        return ""
    exhibits = len(rows_of(matter, Exhibit))
    said = {
        "办案人员": "、".join(one.name_zh for one in case.investigators),
        "证据数": str(exhibits) if exhibits else "",
        "罪名": crime["crime"],
    }
    return draft("case", "transfer_report", said)


def course_from_the_start(case: Case) -> str:
    """Return source, day of filing and course as the final report begins."""
    clue = case.clue
    with override("zh-hans"):
        found = f"{_day(clue.received_at)}本机关收到线索（来源：{clue.get_source_display()}）；" if clue else ""
    return f"{found}{_day(case.dossier.opened_at)}立案；{course_of(case.dossier)}".rstrip("；。") + "。"


def course_of(dossier: Dossier) -> str:
    """
    Return the course of the investigation after it was filed: each step of the main track that stands, and tests of what was seized, up to the notice.

    Each with its day. What was sealed, seized or preserved is told with the number of its paper, a test with who made it, a transfer with who received it.
    """
    sheet = sheet_of(dossier)
    main, tester = next(iter(sheet.tracks), ""), ""
    standing: list[tuple[str, str, datetime]] = []  # step, how it is told, instant
    for kind, at, body in dossier.entries.order_by("index").values_list("kind", "at", "body"):
        step = sheet.steps.get(kind)
        if step is None or (step.track not in ("", main) and kind not in _OF_TESTS):
            continue
        undone = {name for name, one in sheet.steps.items() if one.undone_by == kind}
        standing = [one for one in standing if one[0] not in undone]
        papers = json.loads(body).get("papers") or {}
        tester = str(papers.get("tester") or tester)
        standing.append((kind, _told_as(kind, papers, tester) or step.label.zh, at))
    told = list(takewhile(lambda one: not one[0].startswith(_ENDS), standing))
    days = {words: at for name, words, at in reversed(told) if not name.startswith(_NOT_TOLD)}  # each step once, on its first day
    events = [(at, f"{_day(at)}{words}") for words, at in days.items()] + [(at, f"{_day(at)}{words}") for at, words in measures_told(dossier)]
    return "；".join(words for _, words in sorted([*events, *_joined(dossier)], key=itemgetter(0))) + ("。" if events else "")


def _told_as(step: str, papers: Mapping[str, Any], tester: str) -> str:
    """Return a step in the words of a course, with whom it concerns; empty where its own name says it all."""
    kinds = dict(rulebook().papers["test_kind"].options)
    named = kinds.get(str(papers.get("test_kind", "")))
    body = str(papers.get("receiving_body", "")).strip()
    if step in ("commission_test", "test_seized_goods") and tester:
        return f"委托{tester}{named.zh if named else '检测、鉴定'}" + ("查封、扣押的财物" if step == "test_seized_goods" else "")
    if step in ("receive_test", "receive_goods_test") and tester:
        return f"收到{tester}的结论"
    return f"将本案移送{body}" if step in ("transfer_case", "transfer_below_line") and body else ""


def _joined(dossier: Dossier) -> list[tuple[datetime, str]]:
    """Return what was joined to the matter, and from which case it was separated, with the instant; what was taken out again is told no more."""
    moves = [one for one in moved_of(dossier) if one.is_coming and one.move.undone_at is None and one.other.procedure == dossier.procedure]
    said = {True: "经批准，将{}（{}）并入本案办理", False: "经批准，自{}（{}）分出，另案办理"}
    return [(one.move.at, _day(one.move.at) + said[one.move.is_joined].format(one.other.number, one.other.title)) for one in moves]


def _day(at: datetime) -> str:
    return day(localtime(at).date())


def _kind_said(party: Party) -> str:
    kind = _KINDS.get(party.kind) or ("企业" if party.name.endswith(_FIRMS) else "单位")
    code = f"，统一社会信用代码{party.code}" if party.code else ""
    return f"持有{party.licence}的{kind}{code}" if party.licence else f"{kind}{code}"


_KINDS: Mapping[str, str] = {"business": "个体工商户", "person": "自然人"}
_FIRMS = ("公司", "厂", "企业", "合伙）", "(有限合伙)", "合伙企业", "集团")


def _introduced(party: Party) -> str:
    """Return the sentence that says who one of several parties is."""
    where = f"，{'住址' if party.kind == Party.Kind.PERSON else '住所'}为{party.address}" if party.address else ""
    return f"{party.name}系{_kind_said(party)}{where}。"


def _sold_by_each(suspects: Sequence[Party], offers: Sequence[Offer]) -> str:
    """Return what each of several parties sold and where, as one enumeration; nothing where an offer says of no party that it is its own."""
    own = {party: [one for one in offers if one.party_id == party.pk] for party in suspects}
    if sum(map(len, own.values())) != len(offers):
        return ""
    return "；".join(f"{party.name}在{_shops(of)}销售{_goods(of)}" for party, of in own.items() if of and _shops(of) and _goods(of))


def _span(since: Any, until: Any) -> str:
    """Return a period as facts begin: `自…至…`, `于…`."""
    said = period_said(since, until)
    return f"自{said}" if "至" in said else f"于{said}"


def _shops(offers: Sequence[Offer]) -> str:
    """Name where the goods were offered: shop, or else the place or address."""
    return _listed(list(dict.fromkeys(filter(None, map(_where, offers)))), "处")


def _where(offer: Offer) -> str:
    if offer.place and not (offer.url or offer.shop_key or offer.listing_key):
        return offer.place  # a group or a live room is no shop, whatever it calls itself
    if offer.shop or offer.shop_key:
        named = f"“{offer.shop}”（编号{offer.shop_key}）" if offer.shop and offer.shop_key else offer.shop or offer.shop_key
        return f"{offer.platform}平台的网店{named}" if offer.platform else f"网店{named}"
    return offer.place or (f"网址 {offer.url}" if offer.url else "")


def _goods(offers: Sequence[Offer]) -> str:
    return _listed(list(dict.fromkeys(_called(one) for one in offers if one.goods)), "种商品")


def _called(offer: Offer) -> str:
    """Name goods with what is known of them: brand, number of the listing, price as listed."""
    price = f"标价{offer.price:.2f}元" if offer.price is not None else ""
    known = [f"标称品牌{offer.brand}" if offer.brand else "", f"商品编号{offer.listing_key}" if offer.listing_key else "", price]
    goods = offer.goods.replace("“", "‘").replace("”", "’")  # within quotation marks those of the second rank stand
    return f"“{goods}”" + (f"（{'，'.join(filter(None, known))}）" if any(known) else "")


def _listed(named: Sequence[str], count: str) -> str:
    """Name each of a few; of many the first, and how many there are in the annexed list."""
    return "、".join(named) if len(named) <= _MOST_NAMED else f"{'、'.join(named[:_MOST_NAMED])}等{len(named)}{count}（详见所附清单）"


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。')}。" if text.strip() else ""
