"""What steps of an inquiry do besides being recorded."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.procedure.request_words import words_beyond
from mingjian.institutions.parcels.models import PROCEDURE
from mingjian.institutions.parcels.queries import inquiry_of
from mingjian.institutions.parcels.services.answers import FURTHER, keep_answer
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer


# Answer an inquiry about a waybill, whole or in part: it stands beside the inquiry and in the subject file.
@step(PROCEDURE)
def answer_inquiry(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    parcel_outlet: str,
    parcel_day: str,
    parcel_region: str,
    parcel_count: str,
    sender_name: str = "",
    sender_phone: str = "",
    sender_address: str = "",
    note: str = "",
) -> None:
    """Answer whole."""
    told = {"parcel_outlet": parcel_outlet, "parcel_day": parcel_day, "parcel_region": parcel_region, "parcel_count": parcel_count}
    told |= {"sender_name": sender_name, "sender_phone": sender_phone, "sender_address": sender_address}
    keep_answer(dossier, told, is_whole=True, by=by, at=at)


@step(PROCEDURE)
def answer_part(
    dossier: Dossier,
    *,
    by: Officer,
    at: datetime,
    still_missing: str,
    parcel_outlet: str = "",
    parcel_day: str = "",
    parcel_region: str = "",
    parcel_count: str = "",
    sender_name: str = "",
    sender_phone: str = "",
    sender_address: str = "",
) -> None:
    """Answer a part; a day that the letter set stands."""
    told = {"parcel_outlet": parcel_outlet, "parcel_day": parcel_day, "parcel_region": parcel_region, "parcel_count": parcel_count}
    told |= {"sender_name": sender_name, "sender_phone": sender_phone, "sender_address": sender_address, "still_missing": still_missing}
    keep_answer(dossier, told, is_whole=False, by=by, at=at)


# A courier is asked for no more by asking again than the letter asked for.

#: What names the sender's data in a text, by the paper that holds it.
_NAMES = {"sender_name": ("姓名",), "sender_phone": ("电话", "手机"), "sender_address": ("寄件地址", "住址", "门牌")}


@guard(PROCEDURE, "ask_again")
def no_more_than_the_letter(asked: Asked) -> None:
    """Refuse personal data that the letter did not ask for with a ground of its own, and whatever is no matter of a waybill."""
    questions = str(asked.papers["questions"])
    inquiry = inquiry_of(asked.dossier)
    unasked = [word for name in FURTHER if name not in inquiry.further for word in _NAMES[name] if word in questions]
    if found := [*unasked, *words_beyond(questions)]:
        zh = f"查询函没有请求“{'、'.join(found)}”：需要的，请另行建立查询并写明必要的理由。"
        raise StepRefused(zh, f"The letter did not ask for {', '.join(found)}: open an inquiry that says why it is needed.")
