"""What a case tells official documents: its party, act and provisions, what its amount ledger comes to; and what its clue tells."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, localtime

from mingjian.core.amount_lines.lines import BASES, KINDS
from mingjian.core.documents.resolution import cited
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.answers import punished_when
from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.cases.amounts.services.offers import OfOffer, sums_by_offer
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of, lines_counted, police_beside
from mingjian.institutions.cases.services.assessment import totals_of as totals_of
from mingjian.institutions.cases.services.assessment import watch_of as watch_of
from mingjian.institutions.cases.services.correction_proof import proof_of_correction
from mingjian.institutions.cases.services.crime_said import crime_said as crime_said  # said again, for the institutions above
from mingjian.institutions.cases.services.fines import fines_of, greatest_fine
from mingjian.institutions.cases.services.items import items_of, proof_rows, proofs_of
from mingjian.institutions.cases.services.lines import TO_POLICE as TO_POLICE  # said again, for the institutions above
from mingjian.institutions.cases.services.lines import line_word as line_word
from mingjian.institutions.cases.services.lines import stand_of as stand_of
from mingjian.institutions.cases.services.narrative import course_from_the_start, course_of, facts_drafted, report_drafted
from mingjian.institutions.cases.services.narrative import transfer_drafted as transfer_drafted  # said again, for the institutions above
from mingjian.institutions.cases.services.proposals import proposed_for_steps
from mingjian.institutions.cases.services.provision import day_of_law
from mingjian.institutions.cases.services.provision import provision_of as provision_of  # said again, for the institutions above
from mingjian.institutions.cases.services.screen import is_near as is_near
from mingjian.institutions.cases.services.screen import same_party_among as same_party_among
from mingjian.institutions.cases.services.screen import signs_of as signs_of
from mingjian.institutions.cases.services.settled_notice import is_corrected_since_notice, settled
from mingjian.institutions.cases.services.warnings import REMINDER, proof_for_reminder
from mingjian.institutions.clues.facts import facts_of_clue
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Matter, Party
from mingjian.institutions.matters.queries import matter_told_by, suspects_of
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier


def facts_of_case(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return what a dossier's case says, by group and name; nothing where it has none."""
    case = case_of(dossier)
    if case is None:
        return {}
    told: dict[str, dict[str, Any]] = facts_of_clue(case.clue.dossier) if case.clue else {}
    party = {"name": case.party_name, "code": case.party_code, "address": case.party_address, "head": case.party_head}
    told["party"] = {**told.get("party", {}), **{name: value for name, value in party.items() if value}}
    told["case"] = {"act": case.suspected_act, "broken": broken_by(case), "applied": _applied(case), "source": "" if case.clue else "见立案审批表"}
    told["officers"] = {
        "names": "、".join(one.name for one in case.investigators),
        "certified": "、".join(f"{one.name}（执法证号{one.certificate}）" for one in case.investigators),
    }
    told["amounts"] = _amounts(case)
    goods = [one for one in lines_counted(case) if one.kind == "unsold"]  # what was sold is with its buyers: nobody can hand it over
    rows = [
        {"序号": str(n), "名称": one.goods, "数量": f"{one.quantity.normalize():f}", "单价": _yuan(one.price), "备注": KINDS[one.kind].zh}
        for n, one in enumerate(goods, 1)
    ]
    told["goods"] = {"list": rows}
    if (matter := matter_told_by(dossier)) is not None:
        told["charge"] = {"facts": facts_drafted(case, matter)}
        told["course"] = {"text": course_of(dossier), "whole": course_from_the_start(case)}
    return told


def facts_of_reminder(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return the address of the page that a reminder is about, so that nobody types it again to capture it."""
    url = given(dossier, "reminded_page") if dossier.procedure == REMINDER else ""
    return {"reminder": {"url": url}} if url else {}


def told_of_case(dossier: Dossier) -> dict[str, Any]:
    """Describe the facts of a case (`vocabularies/facts.yaml`) that a dossier which arises from it would ask for again. A sum with open doubts is none yet."""
    case = case_of(dossier)
    if case is None:
        return {}
    told: dict[str, Any] = {"acted_on": case.acted_on, "fresh_capture": proof_of_correction(dossier)}
    if (matter := matter_told_by(dossier)) is not None:
        told |= _drafted(case, matter) | proposed_for_steps(case, matter)
    if case.crime:
        told["crime"] = crimes().crime(case.crime).title.zh
        police = police_beside(dossier.department)
        told["police_beside"] = police.name_zh if police else ""
    try:
        totals = totals_of(case)
    except BadInput:
        return told
    return told | {one.name: one.most for one in totals.totals if one.most and not one.is_open}


def _drafted(case: Case, matter: Matter) -> dict[str, Any]:
    """Return the drafts that steps of the case begin with, each drafted where a step asks for it; the officer changes the wording."""

    def of(group: str, name: str) -> str:
        return str(facts_of_matter(case.dossier).get(group, {}).get(name, ""))

    def fine_of(*kinds: str) -> str:
        """Return the greatest fine of one party of these kinds: an individual business has the hearing of a person, whose sum is the lower."""
        amount = greatest_fine(case.dossier, kinds)
        return "" if amount is None else f"{amount:.2f}"

    def fine_in_all() -> str:
        """Return the total of the fines where there are several parties, of which the notice tells the greatest only, or where it was corrected since."""
        return of("penalty", "fine") if len(fines_of(case.dossier)) > 1 or is_corrected_since_notice(case.dossier, matter) else ""

    return {
        "report_drafted": lambda: report_drafted(case, matter),
        "facts_drafted": lambda: facts_drafted(case, matter),
        "discretion_drafted": lambda: of("charge", "discretion"),
        "penalty_drafted": lambda: settled(case.dossier, "penalty_intended") or of("penalty", "text"),
        "penalty_changed": lambda: of("penalty", "text") if is_corrected_since_notice(case.dossier, matter) else "",
        "fine_of_person": lambda: settled(case.dossier, "fine_intended_person") or fine_of(Party.Kind.PERSON, Party.Kind.BUSINESS),
        "fine_of_organisation": lambda: settled(case.dossier, "fine_intended_organisation") or fine_of(Party.Kind.ORGANISATION),
        "fine_in_all": fine_in_all,
        "registered_in": lambda: _registered_in(case, matter),
    }


def _registered_in(case: Case, matter: Matter) -> str:
    """Return whether the parties are registered in this province, by their codes (GB 32100: digits 3 and 4); nothing where a code is missing or they differ."""
    provinces = {party.code[2:4] if is_code_valid(party.code) else "" for party in suspects_of(matter)}
    if len(provinces) != 1 or "" in provinces:
        return ""
    return "here" if provinces == {case.department.region[:2]} else "elsewhere"


def told_of_reminder(dossier: Dossier) -> dict[str, Any]:
    """Return which capture proves that a page was put right after the reminder or order."""
    return {"fresh_capture": proof_for_reminder(dossier)}


def _applied(case: Case) -> str:
    """Cite the provision that governs the fine of the case's act; nothing where the book cannot say."""
    if not case.act or not case.field or case.acted_on is None:
        return ""
    try:
        totals = totals_of(case)
        sums = totals.of("turnover").most or None, totals.of("proceeds").most or None
        found = punished_when(case.act, case.field, case.acted_on, max(_decided_on(case), case.acted_on), *sums).first
    except MingjianError:
        return ""
    return _cited(",".join(one.provision.ground for one in found.weighings if one.is_governing), found.on)


def _decided_on(case: Case) -> date:
    """Return the day of the newest decision; today where there is none yet."""
    entry = case.dossier.entries.filter(kind="decide_penalty").order_by("-index").first()
    return localtime(entry.at).date() if entry else localdate()


def broken_by(case: Case) -> str:
    """
    Cite the provision broken as papers do, with paragraph and item where the matter has them, in force on the day of the act.

    Nothing where the rulebook lacks it. The served and the public copy say the same.
    """
    of_matter = facts_of_matter(case.dossier).get("charge", {}).get("broken", "")
    return of_matter or _cited(case.broken, day_of_law(case))


def _cited(grounds: str, on: date) -> str:
    """Cite articles as papers do, in force on a day; nothing where the rulebook lacks them."""
    return cited(filter(None, grounds.split(",")), rulebook().statutes, on) or ""


def _amounts(case: Case) -> dict[str, Any]:
    """Describe the sums; one with open doubts as its least and most, one that is not reckoned not at all."""
    try:
        totals = totals_of(case)
    except BadInput:
        return {}
    counted = lines_counted(case)
    said = {one.name: _range(one.least, one.most) for one in totals.totals if one.most}
    rows = [{"名称": one.title.zh, "金额": _range(one.least, one.most), "依据": one.why.zh} for one in totals.totals if one.most]
    lines = [
        {
            "名称": f"{one.nth}. {KINDS[one.kind].zh} {one.goods}",
            "金额": _yuan(totals.values[str(one.nth)]),
            "依据": f"{BASES[one.basis].zh}；证据 {len(one.proofs)} 项",
        }
        for one in counted
    ]
    offers = [_offer_row(one) for one in sums_by_offer(counted, totals)]
    listed = {"items": items_of(counted, totals.values), "proofs": proof_rows(proofs_of(case, counted))}
    return {**said, "list": [*rows, *lines], "totals": rows, "offers": offers, **listed}


def _offer_row(one: OfOffer) -> dict[str, str]:
    """Return what the lines of one offer come to, as a row of a table."""
    key = one.offer.listing_key or one.offer.shop_key or one.offer.place if one.offer else ""
    return {
        "序号": str(one.offer.nth) if one.offer else "",
        "商品": one.called.zh + (f"（{one.offer.platform} {key}）" if key and one.offer else ""),
        "销售": _yuan(one.sold),
        "退款": _yuan(one.refunded),
        "虚假": _yuan(one.sham),
        "销售金额": _range(one.least, one.most),
        "未销售": _yuan(one.unsold),
    }


def _range(least: Decimal | None, most: Decimal | None) -> str:
    return _yuan(most) if least == most else f"{_yuan(least)}至{_yuan(most)}（部分明细尚未认定）"


def _yuan(sum_: Decimal | None) -> str:
    return "" if sum_ is None else f"{sum_:,.2f}元"
