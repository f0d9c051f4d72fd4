"""Ask a courier about one waybill: the letter, through the gate of purpose, ground and, for more than the minimum, a ground of its own."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.models import PROCEDURE, WaybillInquiry
from mingjian.institutions.parcels.services.answers import FURTHER
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import is_of_authority, require
from mingjian.office.record.entries import enter

#: What every answer tells, and what only one asked for with a ground of its own.
MINIMUM = "收寄网点、收寄日期、寄件地区（省、市、县）、同一寄件人当日交寄件数"
WORDS = {"sender_name": "寄件人姓名或者名称", "sender_phone": "寄件人电话", "sender_address": "寄件地址"}
_WAYBILL = re.compile(r"[0-9A-Za-z-]{6,60}")


@dataclass(frozen=True)
class Letter:
    """An inquiry: the waybill, for what, on what ground; what else is asked for (keys of WORDS), and why that is needed; for which matter and subject."""

    waybill: str
    purpose: str
    ground: str
    further: Collection[str] = ()
    further_ground: str = ""
    about: Dossier | None = None
    subject: Subject | None = None


def ask(asked: Letter, *, by: Officer, at: datetime, key: str | None = None) -> WaybillInquiry:
    """
    Open the inquiry as a draft; it leaves when an officer and the head have signed. The same key again gives the same one.

    Raises BadInput without matter, purpose or ground, or where more is asked for without saying why; NotPermitted.
    """
    require(by, "parcels.ask")
    _check(asked, by)
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    papers: dict[str, object] = {"waybill": asked.waybill.strip(), "questions": letter(asked)}
    with transaction.atomic():
        opening = Opening(PROCEDURE, next_number(f"Q{localtime(at).year}-"), f"运单查询：{asked.waybill.strip()}", "waybill", asked.waybill.strip(), by)
        dossier = open_dossier(opening, by=by, department=by.department, at=at, given=papers, key=key)
        told = {"about": asked.about, "subject": asked.subject, "waybill": asked.waybill.strip(), "further": sorted(set(asked.further))}
        inquiry, is_new = WaybillInquiry.objects.get_or_create(dossier=dossier, defaults=told)
        if is_new and asked.subject is not None:
            asked.subject.dossiers.add(dossier)
            enter("waybill_asked_about", at=at, by=by, about=asked.subject, dossier=dossier)
    return inquiry


def _check(asked: Letter, by: Officer) -> None:
    if not is_of_authority(by):
        raise BadInput("运单查询由主管部门提出。", "An authority asks.")
    if asked.about is None and asked.subject is None:
        raise BadInput("运单查询须属于一条线索、一个案件或者一份主体档案。", "An inquiry belongs to a clue, a case or a subject file.")
    if asked.about is not None and asked.about.is_closed:
        raise BadInput("这一卷宗已经办结，不能再为它查询。", "That dossier is closed: nothing more is asked for it.")
    if not _WAYBILL.fullmatch(asked.waybill.strip()):
        raise BadInput("运单号应为六至六十位字母或者数字；一次只查一件。", "A waybill has 6 to 60 letters and digits; one is asked about at a time.")
    if not asked.purpose.strip() or not asked.ground.strip():
        raise BadInput("请写明目的和依据。", "Say for what purpose and on what ground.")
    if set(asked.further) - set(FURTHER):
        raise BadInput("请求提供的内容不在可选范围内。", "Something is asked for that cannot be.")
    if asked.further and not asked.further_ground.strip():
        raise BadInput("请求提供姓名、电话或者地址的，须写明为什么必要。", "Whoever asks for name, telephone or address says why they are needed.")


def letter(asked: Letter) -> str:
    """Write the letter. Which clue or case it is for, the courier is not told; the ledger holds it."""
    lines = [f"运单号：{asked.waybill.strip()}", f"目的：{asked.purpose.strip()}", f"依据：{asked.ground.strip()}", f"请提供：{MINIMUM}。"]
    if asked.further:
        lines.append(f"并请提供：{'、'.join(WORDS[name] for name in WORDS if name in asked.further)}。理由：{asked.further_ground.strip()}")
    return visible("\n".join(lines))
