"""Answer an inquiry about a waybill, whole or in part: it stands beside the inquiry and in the subject file."""

from datetime import datetime

from mingjian.institutions.parcels.models import PROCEDURE
from mingjian.institutions.parcels.services.answers import keep_answer
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


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
