"""Ask a platform, payment firm or courier about a subject: an assistance request in the official fields, opened out of what the file holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.request_words import asked_in_purpose
from mingjian.institutions.operators.models import Inquiry, Subject
from mingjian.institutions.operators.particulars.gate import BEYOND, CONSENT, FURTHER, GROUND, PURPOSE, SCOPE, STANDARD, check_scope
from mingjian.institutions.operators.services.trace import Stop
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

PROVIDED_WITHIN = timedelta(days=15)  # proposed, and changed by whoever signs: no text that is held sets a number of days (UNVERIFIED)
#: What may be asked for by the standard request, in the order of the letter. Anything else (talks, buyers) needs consent, by whom and under which number.
FIELDS: dict[str, Text] = {
    "identity": Text("经营者身份：名称或者姓名、统一社会信用代码或者证件信息", "who operates: name, credit code or identity document"),
    "contact": Text("联系方式", "telephone and other contact"),
    "address": Text("经营地址", "business address"),
    "permits": Text("行政许可、公示的证照", "permits and licences shown"),
    "payee": Text("收款账户", "account that is paid"),
    "dispatch": Text("发货、退货地址", "addresses of dispatch and returns"),
    "goods": Text("涉案商品信息和上下架时间", "the goods in question, and when they were listed"),
    "sales": Text("涉案商品的销售数量、金额", "number and sum of sales of the goods in question"),
}


@dataclass(frozen=True)
class FieldRequest:
    """
    A request: which fields (keys of FIELDS), for what purpose, on what ground, for which period.

    `further`: what is asked for besides, in words; `consent`: the provincial department that consented to it, and the number of its consent.
    """

    fields: Collection[str]
    purpose: str
    ground: str
    period: str = ""
    further: str = ""
    consent: str = ""


def ask_about(subject: Subject, asked: FieldRequest, *, by: Officer, at: datetime, source: Dossier | None = None) -> Dossier:
    """
    Open the request as a draft; it leaves when an officer and the head have signed. `source`: the dossier that it is asked for.

    Raises BadInput without fields, purpose or ground, and where more is asked for than the standard request holds without consent on record.
    """
    require(by, "operators.keep_subjects")
    check_fields(asked)
    with transaction.atomic():
        questions, (whom, *others) = letter(subject, asked), known_as(subject)
        title = f"协查：{whom} {f'等 {len(others) + 1} 家' if others else ''}的经营者信息"  # whoever is asked knows no number of a file
        given = {"questions": questions, "asked_of": "provider", **gate_papers(asked)}
        dossier = open_any(Request("assistance", title, "subject", subject.number, given, arose_from=source), by=by, at=at)
        tie_request(dossier, subject, *([source] if source else []))
        told: dict[str, Any] = {"fields": sorted(asked.fields), "purpose": asked.purpose.strip()[:500]}
        if asked.further.strip():
            told |= {"further": asked.further.strip()[:500], "consent": asked.consent.strip()[:200]}
        enter("assistance_asked_about", at=at, by=by, about=subject, dossier=dossier, **told)
    return dossier


def check_fields(asked: FieldRequest) -> None:
    """Raise BadInput without fields, purpose or ground, and where more is asked for than the standard request holds without consent on record."""
    if unknown := sorted(set(asked.fields) - set(FIELDS)):
        raise BadInput(f"“{unknown[0][:40]}”不在协查事项中。", f"{unknown[0][:40]!r} is not among what may be asked for.")
    _check_further(asked)
    if not (asked.fields or asked.further.strip()) or not asked.purpose.strip() or not asked.ground.strip():
        raise BadInput("请选择协查事项，并写明目的和依据。", "Choose what is asked for, and say for what purpose and on what ground.")


def gate_papers(asked: FieldRequest) -> dict[str, object]:
    """Return the papers by which the gate of every request is passed; blank ones are left out."""
    scope = BEYOND if asked.further.strip() or asked.consent.strip() else STANDARD
    told = {PURPOSE: asked.purpose, GROUND: asked.ground, SCOPE: scope, FURTHER: asked.further, CONSENT: asked.consent}
    return {name: value.strip()[:500] for name, value in told.items() if value.strip()}


def _check_further(asked: FieldRequest) -> None:
    """Refuse what the gate refuses before a letter is written, and a consent that is for nothing."""
    if asked.consent.strip() and not asked.further.strip():
        raise BadInput("写了同意的部门和文号，却没有写标准事项以外要什么。", "A consent is named, and nothing that it is for.")
    try:
        check_scope("\n".join((asked_in_purpose(asked.purpose), asked.period)), str(gate_papers(asked)[SCOPE]), asked.further.strip(), asked.consent.strip())
    except StepRefused as refused:
        raise BadInput(refused.text.zh, refused.text.en) from None


def ask_county(subject: Subject, stop: Stop, *, by: Officer, at: datetime) -> Dossier:
    """
    Open the request to the county in which a trace ended, filled with the way that led there; a draft that two sign.

    Raises BadInput where the place lies in no county, or in one that the officer answers for.
    """
    require(by, "operators.keep_subjects")
    if stop.county is None or not stop.is_elsewhere:
        raise BadInput("此处不在外地，或者看不出在哪个县。", "The place lies in no other county, or it is not known in which.")
    way = f"追查途径：{' → '.join(stop.way)}\n来源：{'；'.join(stop.sources)}"
    questions = f"{way}\n请协助核查{stop.county.zh}的“{stop.value}”：由谁经营、存放何物、近期发货记录。"
    with transaction.atomic():
        title = f"协查：{stop.county.zh}的{stop.kind.zh}（{subject.number}）"
        dossier = open_any(Request("assistance", title, "subject", subject.number, {"questions": questions, "asked_of": "department"}), by=by, at=at)
        tie_request(dossier, subject)
        enter("assistance_asked_about", at=at, by=by, about=subject, dossier=dossier, fields=["place"], purpose=title)
    return dossier


def tie_request(dossier: Dossier, subject: Subject, *others: Dossier) -> None:
    """Let the answers of a request be kept in the file of a subject; `others` are further dossiers in which it turned up."""
    Inquiry.objects.create(dossier=dossier, subject=subject)
    subject.dossiers.add(dossier, *others)


def known_as(subject: Subject) -> list[str]:
    """By what a platform finds a subject: its shops and accounts, each once however many told of it; else its firm, else its credit code."""
    shops = subject.links.filter(kind__in=["shop", "account"]).exclude(stands="dropped").values_list("value", flat=True)
    firm = subject.name if subject.kind == "firm" else ""
    return list(dict.fromkeys(shops)) or [one for one in (firm or subject.uscc,) if one]


def whom_to_ask(subject: Subject) -> tuple[list[Department], list[str]]:
    """Return the platforms of a subject's shops that have an account on this node, and the names of those that have none."""
    held = subject.links.filter(kind__in=["shop", "account"]).exclude(stands="dropped").values_list("value", flat=True)
    names = list(dict.fromkeys(value.partition("/")[0] for value in held))
    there = list(Department.objects.filter(kind=Department.Kind.PLATFORM, platform__in=names).order_by("pk"))
    return there, [name for name in names if name not in {one.platform for one in there}]


def letter(subject: Subject, asked: FieldRequest) -> str:
    """Write what is asked in the order of the official fields. Personal data of the file is not written into it: the shop names whoever is meant."""
    known = known_as(subject)
    if not known:
        raise BadInput("主体没有网店、账号或者信用代码，对方无从查找。", "The subject has no shop, account or credit code by which it could be found.")
    about = "" if known == [subject.uscc] else "、".join(known)
    items = "\n".join(f"{place}．{FIELDS[key].zh}" for place, key in enumerate((key for key in FIELDS if key in asked.fields), 1))
    lines = [f"协查对象：{about} {subject.uscc}".strip(), f"目的：{asked.purpose.strip()}", f"依据：{asked.ground.strip()}"]
    further = f"另请提供：{asked.further.strip()}\n上述事项已经{asked.consent.strip()}同意。" if asked.further.strip() else ""
    if asked.period.strip():
        lines.append(f"期间：{asked.period.strip()}")
    return "\n".join([*lines, *(["请提供：", items] if items else []), *([further] if further else [])])


def told_of_request(dossier: Dossier) -> dict[str, Any]:
    """Return which platform is asked, known from the shop or subject that a request is about, and a day for the answer; the law names no number of days."""
    if dossier.subject_kind == "subject":
        subject = Subject.objects.filter(number=dossier.subject).first()
        there = whom_to_ask(subject)[0] if subject is not None else []
    else:
        platform, _, shop = dossier.subject.partition("/")
        there = list(Department.objects.filter(kind=Department.Kind.PLATFORM, platform=platform)) if platform and shop else []
    told = {"provide_by": (localdate() + PROVIDED_WITHIN).isoformat()}
    return told | ({"asked_platform": str(there[0].pk)} if len(there) == 1 else {})
