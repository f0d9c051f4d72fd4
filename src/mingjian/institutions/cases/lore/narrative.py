"""Draft the narratives of a case from its matter and its amount ledger: what notice, decision and report tell as facts, and the report as a whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import takewhile
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.totals import Totals
from mingjian.core.documents.phrases import draft
from mingjian.core.documents.writing import day
from mingjian.core.errors import BadInput
from mingjian.institutions.cases.lore.weighing import totals_of
from mingjian.institutions.cases.models import SETTLED, AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.matters.facts import facts_of_matter, period_said
from mingjian.institutions.matters.models import Charge, Matter, Offer, Party
from mingjian.institutions.matters.queries import rows_of, suspects_of
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.models import Dossier

_MOST_NAMED = 8  # goods or shops named one by one in a sentence; more stand in the annexed list
#: Tracks and steps of a sheet that a decision does not tell as course of the investigation.
_ENDS = ("settle_notice", "inform", "announce_notice", "decide")  # what follows is told by the paper in places of its own
_NOT_TOLD = ("note", "correct", "withdraw", "revoke", "submit_", "review", "extend_review")  # the office's own reviews are no course of the investigation


def facts_drafted(case: Case, matter: Matter) -> str:
    """Return the facts as notice and decision tell them: who, when, where, what goods, by what means, how many, sums and how they came."""
    suspects, offers, charges = suspects_of(matter), rows_of(matter, Offer), rows_of(matter, Charge)
    said = {
        "当事人": "、".join(one.name for one in suspects),
        "主体": _kind_said(suspects[0]) if len(suspects) == 1 else "",
        "住所": suspects[0].address if len(suspects) == 1 else "",
        "期间": "；".join(dict.fromkeys(_span(one.since, one.until) for one in charges if one.since or one.until)),
        "网店": _shops(offers),
        "商品": _goods(offers),
        "手段": "".join(_sentence(one.means) for one in charges),
        "过错": "".join(_sentence(one.knowledge) for one in charges),
    }
    if not (said["期间"] and said["网店"] and said["商品"]):
        return ""  # who alone is no fact of the case: a paper that told no more would read as if nothing had been done
    return draft("case", "facts", said | _sums(case))


def report_drafted(case: Case, matter: Matter) -> str:
    """Return the final report with its parts (Rules 48): party, course, facts, evidence, nature, discretion, proposal."""
    told = facts_of_matter(case.dossier)
    party, charge, penalty = told.get("party", {}), told.get("charge", {}), told.get("penalty", {})
    block = party.get("block", "")
    said = {
        "当事人信息": getattr(block, "without", block),
        "经过": course_of(case.dossier),
        "违法事实": facts_drafted(case, matter),
        "证据": told["exhibits"]["text"],
        "违反": charge.get("broken", ""),
        "行为": charge.get("act", ""),
        "裁量": charge.get("discretion", ""),
        "适用": charge.get("applied", ""),
        "责令": penalty.get("correct", ""),
        "处罚": penalty.get("text", ""),
    }
    return draft("case", "report", said)


def course_of(dossier: Dossier) -> str:
    """Return the course of the investigation as its record has it: each step of the main track that stands, with its day, up to the notice that stands."""
    sheet = sheet_of(dossier)
    main = next(iter(sheet.tracks), "")
    standing: list[tuple[str, datetime]] = []
    for kind, at in dossier.entries.order_by("index").values_list("kind", "at"):
        step = sheet.steps.get(kind)
        if step is None or step.track not in ("", main):
            continue
        undone = {name for name, one in sheet.steps.items() if one.undone_by == kind}
        standing = [(name, since) for name, since in standing if name not in undone]
        standing.append((kind, at))
    told = list(takewhile(lambda one: not one[0].startswith(_ENDS), standing))
    days = {sheet.steps[name].label.zh: at for name, at in reversed(told) if not name.startswith(_NOT_TOLD)}  # each step once, on its first day
    return "；".join(f"{_day(at)}{label}" for label, at in reversed(days.items())) + ("。" if days else "")


def _day(at: datetime) -> str:
    return day(localtime(at).date())


def _kind_said(party: Party) -> str:
    code = f"，统一社会信用代码{party.code}" if party.code else ""
    return f"持有{party.licence}的{_KINDS[party.kind]}{code}" if party.licence else f"{_KINDS[party.kind]}{code}"


_KINDS: Mapping[str, str] = {"organisation": "经营单位", "business": "个体工商户", "person": "自然人"}


def _span(since: Any, until: Any) -> str:
    """Return a period as facts begin: `自…至…`, `于…`."""
    said = period_said(since, until)
    return f"自{said}" if "至" in said else f"于{said}"


def _shops(offers: Sequence[Offer]) -> str:
    """Name where the goods were offered: shop, or else the place or address."""
    return _listed(list(dict.fromkeys(filter(None, map(_where, offers)))), "处")


def _where(offer: Offer) -> str:
    if offer.shop or offer.shop_key:
        named = f"“{offer.shop}”（编号{offer.shop_key}）" if offer.shop and offer.shop_key else offer.shop or offer.shop_key
        return f"{offer.platform}平台的网店{named}" if offer.platform else f"网店{named}"
    return offer.place or (f"网址 {offer.url}" if offer.url else "")


def _goods(offers: Sequence[Offer]) -> str:
    goods = dict.fromkeys((one.goods, one.brand, one.listing_key) for one in offers if one.goods)
    named = [f"“{name}”" + (f"（标称品牌{brand}）" if brand else "") + (f"（商品编号{key}）" if key else "") for name, brand, key in goods]
    return _listed(named, "种商品")


def _listed(named: Sequence[str], count: str) -> str:
    """Name each of a few; of many the first, and how many there are in the annexed list."""
    return "、".join(named) if len(named) <= _MOST_NAMED else f"{'、'.join(named[:_MOST_NAMED])}等{len(named)}{count}（详见所附清单）"


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。')}。" if text.strip() else ""


def _sums(case: Case) -> dict[str, str]:
    """Return the sums in words; one with open doubts is not told, since a paper must not say less than the ledger."""
    try:
        totals = totals_of(case)
    except BadInput:
        return {}
    lines = lines_counted(case)
    if not lines:  # nothing was counted: a sum of nought would be a claim
        return {}
    sold, out, unsold = (_of_kind(lines, totals, *kinds) for kinds in (("sold",), ("refund", "sham"), ("unsold",)))
    said = {"已售": sold, "剔除": "" if any(one.takes_out and one.standing != SETTLED for one in lines) else out, "未售": unsold}
    for name, slot in (("turnover", "货值"), ("proceeds", "所得")):
        total = totals.of(name)
        if total.most is not None and not total.is_open and not total.missing:
            said |= {slot: f"{total.most:.2f}元", f"{slot}算法": total.why.zh.rstrip("。")}
    return said


def _of_kind(lines: Sequence[AmountLine], totals: Totals, *kinds: str) -> str:
    """Return how many and for how much the lines of some kinds come to: `6件，合计149.54元`."""
    some = [one for one in lines if one.kind in kinds]
    if not some:
        return ""
    count = sum((one.quantity for one in some), Decimal(0))
    value = sum((totals.values[str(one.nth)] for one in some), Decimal(0))
    return f"{count.normalize():f}件，合计{value:.2f}元"
