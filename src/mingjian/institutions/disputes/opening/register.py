"""Register a complaint: open its dossier, and keep the consumer apart."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.disputes.models import PROCEDURE, Complainant, Complaint
from mingjian.institutions.disputes.particulars import words
from mingjian.institutions.disputes.particulars.intake import Intake
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.lists import search
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require


def register(intake: Intake, *, by: Officer, at: datetime) -> Complaint:
    """Open a complaint for the officer's department, which works on it. Raises BadInput, NotPermitted, and StepRefused for what the sheet refuses."""
    require(by, "disputes.register")
    intake = intake.made_visible()
    intake.check()
    if intake.bought_on and intake.bought_on > localtime(at).date():
        raise BadInput(f"购买日期 {intake.bought_on} 尚未到来。", f"The day of purchase, {intake.bought_on}, is yet to come.")
    _check_received(intake, at)
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        complaint = Complaint(**{"received_at": at} | intake.of_table())
        shop = f"{complaint.platform}/{complaint.shop_id}" if complaint.platform and complaint.shop_id else ""
        title = f"投诉{complaint.complained_of}：{complaint.demand}"
        opening = Opening(PROCEDURE, next_number(f"W{localtime(at).year}-"), title[:200], "shop" if shop else "", shop, by)
        complaint.dossier = open_dossier(opening, by=by, department=by.department, at=at, given=_papers(complaint, intake))
        complaint.save()
        Complainant.objects.create(complaint=complaint, **intake.complainant.of_table())
        search.index("complaint", complaint.pk, words(complaint))
    return complaint


def _check_received(intake: Intake, at: datetime) -> None:
    """Refuse a day of receipt that lies ahead, or before the purchase: the period to decide runs from it, and the consumer waits for that."""
    received = intake.received_at
    if received and received > at:
        when = f"{localtime(received):%Y-%m-%d %H:%M}"
        raise BadInput(f"收到时间 {when} 尚未到来。", f"It cannot have been received on {when} yet.")
    if received and intake.bought_on and localtime(received).date() < intake.bought_on:
        raise BadInput(f"收到时间早于购买日期 {intake.bought_on}。", f"It was received before the day of purchase, {intake.bought_on}.")


def _papers(complaint: Complaint, intake: Intake) -> dict[str, object]:
    """Return the papers of the opening step; the ledger keeps of the consumer only a hash."""
    papers: dict[str, object] = {
        "complaint_facts": f"{complaint.facts}\n请求：{complaint.demand}",
        "complainant": intake.complainant.name,
        "complained_of": complaint.complained_of,
        "received_at": complaint.received_at.isoformat(),
    }
    return papers | ({"published_address": complaint.published_address} if complaint.published_address else {})
