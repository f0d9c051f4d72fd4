"""Keep what a courier answered: beside its inquiry, and in the subject file as dated links whose source is the answer."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.extraction.firms import is_firm
from mingjian.institutions.operators.acts import tie_answer
from mingjian.institutions.parcels.models import Answer, WaybillInquiry
from mingjian.institutions.parcels.queries import inquiry_of
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

#: Papers with personal data of the sender, and which kind of link each becomes.
FURTHER = {"sender_name": "person", "sender_phone": "phone", "sender_address": "warehouse"}
MOST_PARCELS = 1_000_000
_DOOR = re.compile(r"[0-9０-９]|号")  # what a street's number is written with, and no county's name


def refuse_unasked(inquiry: WaybillInquiry, told: Mapping[str, str]) -> None:
    """Refuse personal data that the letter does not ask for: what is not needed is not taken. Raises BadInput."""
    if unasked := [name for name in FURTHER if told.get(name, "").strip() and name not in inquiry.further]:
        zh = {"sender_name": "姓名", "sender_phone": "电话", "sender_address": "寄件地址"}[unasked[0]]
        raise BadInput(f"查询函没有请求提供寄件人{zh}，请不要填写。", f"The letter does not ask for {unasked[0]}: leave it out.")


def keep_answer(dossier: Dossier, told: Mapping[str, str], *, is_whole: bool, by: Officer, at: datetime) -> Answer:
    """Keep an answer, whole or in part. Raises BadInput for what was not asked for, also in place of the region, or a number of parcels that cannot be."""
    inquiry = inquiry_of(dossier)
    refuse_unasked(inquiry, told)
    _refuse_door(told.get("parcel_region", ""))
    count, day = _count(told.get("parcel_count", "")), told.get("parcel_day", "")
    given: dict[str, Any] = {
        "outlet": visible(told.get("parcel_outlet", "")).strip()[:200],
        "region": visible(told.get("parcel_region", "")).strip()[:200],
        "count": count,
    }
    given["day"] = date.fromisoformat(day) if day else None
    still = visible(told.get("still_missing", "")).strip()
    made = Answer.objects.create(inquiry=inquiry, is_whole=is_whole, still_missing=still, by=by, at=at, **given)
    kinds = _link(inquiry, made, told)
    enter("parcel_answered", at=at, by=by, dossier=dossier, about=inquiry.subject, whole=is_whole, kinds=kinds)
    return made


def _refuse_door(region: str) -> None:
    """Refuse a street and number where the region is asked for: it names a person's door, which only the letter may ask for."""
    if _DOOR.search(region):
        raise BadInput(
            "寄件地区只写到县，不写街道门牌；查询函请求提供地址的，写在“寄件地址”。",
            "The region goes to the county only, without street and number; an address that the letter asks for has a field of its own.",
        )


def _count(written: object) -> int | None:
    if written in ("", None):
        return None
    number = float(str(written))
    if number != int(number) or not 1 <= number <= MOST_PARCELS:
        raise BadInput("件数须是一以上的整数。", "The number of parcels is a whole number from one.")
    return int(number)


def _link(inquiry: WaybillInquiry, answer: Answer, told: Mapping[str, str]) -> list[str]:
    """Tie what was answered to the subject, each as possible until an officer confirms it; give the kinds."""
    if inquiry.subject is None:
        return []
    values = {_kind(kind, told[name]): visible(told[name]).strip() for name, kind in FURTHER.items() if told.get(name, "").strip()}
    if answer.outlet:
        values |= {"waybill": inquiry.waybill, "outlet": f"{answer.outlet} {answer.region}".strip()}
    source = f"{answer.by.department.name_zh if answer.by.department else ''}答复 {inquiry.dossier.number}"
    tie_answer(inquiry.subject, by=answer.by, at=answer.at, values=values, source=source, dossier=inquiry.dossier, since=answer.day)
    return sorted(values)


def _kind(kind: str, value: str) -> str:
    """A sender that is a firm is one, and no person whose name would be masked."""
    return "firm" if kind == "person" and is_firm(value) else kind
