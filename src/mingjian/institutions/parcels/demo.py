"""What parcels put on the demo's desks: attestations, an inquiry that waits at the courier, and one answered that leads to a warehouse in the next county."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.acts import note_test_posting
from mingjian.institutions.parcels.models import Batch
from mingjian.institutions.parcels.opening import Letter, ask
from mingjian.institutions.parcels.services.known import shops_of
from mingjian.institutions.parcels.services.sent import Waybill, sent_by
from mingjian.institutions.parcels.steps import answer_inquiry
from mingjian.institutions.parcels.work.attestations import bring_rows
from mingjian.office.demo import Staff
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier

GROUND = "《网络交易监督管理办法》第三十四条"
BACK, EACH = timedelta(days=3 * 365), 12
ANSWER = {"parcel_outlet": "速达快递千岛湖营业部", "parcel_region": "浙江省杭州市淳安县", "parcel_count": "37"}
WAREHOUSE = "浙江省杭州市淳安县千岛湖镇坪山路18号3号仓"


def put_on_the_couriers_desk(staff: Staff, folder: Path) -> None:
    """Bring attestations of parcels of the subject's shop and of two others with the same sender, and ask twice, once."""
    subject = Subject.objects.filter(department=staff["county"].department).order_by("pk").first()
    if subject is None or Batch.objects.exists():
        return
    waybills = _waybills(staff, subject)
    if len(waybills) < 2:
        return
    at = now() - timedelta(days=2)
    with transaction.atomic():
        bring_rows(_rows(waybills, localdate(at)), by=staff["courier"], at=at)
        answered = _ask(staff, subject, waybills[1].number, at + timedelta(hours=3), ("sender_address",))
        answer_inquiry(
            answered,
            by=staff["courier"],
            at=at + timedelta(hours=20),
            parcel_day=localdate(at - timedelta(days=5)).isoformat(),
            sender_address=WAREHOUSE,
            **ANSWER,
        )
        _ask(staff, subject, waybills[0].number, at + timedelta(hours=4), ())
        _test(staff, at)


def _waybills(staff: Staff, subject: Subject) -> list[Waybill]:
    """Return some waybills of the subject's shop, then of two other shops that findings are about."""
    own, found = shops_of(None, subject), list[Waybill]()
    others = Finding.objects.exclude(shop="").exclude(shop__in=own).order_by("pk").values_list("shop", flat=True)
    for shop in [*own, *list(dict.fromkeys(others))[:2]]:
        found += sent_by([shop], localdate() - BACK, localdate(), staff["county"], EACH)[0]
    return found


def _rows(waybills: list[Waybill], today: date) -> list[dict[str, Any]]:
    """Write a row a waybill; the sender's papers are a token of the courier's, most were seen, and one row lacks its outlet."""
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(waybills):
        told = {"waybill": one.number, "outlet": "速达快递千岛湖营业部", "region_code": "330127", "sent_on": min(one.day, today), "sender_kind": "person"}
        seen = {"id_checked": place % 6 != 5, "method": "shown" if place % 6 != 5 else "", "person_id": "SD-000731", "phone": ""}
        rows.append(told | seen)
    rows[-1]["outlet"] = ""
    return rows


def _ask(staff: Staff, subject: Subject, waybill: str, at: datetime, further: tuple[str, ...]) -> Dossier:
    why = "查明该批货物从何处发出" if further else ""
    asked = Letter(waybill, "查明涉嫌侵权商品的寄件地", GROUND, further, why, None, subject)
    dossier = ask(asked, by=staff["county"], at=at).dossier
    courier = staff["courier"].department
    assert courier is not None  # noqa: S101 - the demo's officers have departments
    letter = {"asked_courier": courier.pk, "letter_number": f"桐市监查〔2026〕{dossier.number[-1]}号"}
    take(dossier, "send", by=staff["county"], at=at + timedelta(minutes=10), given=letter)
    take(dossier, "send", by=staff["head"], at=at + timedelta(minutes=30), given=letter)
    return dossier


def _test(staff: Staff, at: datetime) -> None:
    """Note two test postings at an outlet of the county's own: one with nothing asked, one as it should be."""
    courier, county = staff["courier"].department, staff["county"].department
    assert courier is not None and county is not None  # noqa: S101, PT018 - the demo's officers have departments
    told = {"tested_courier": courier.pk, "tested_outlet": "速达快递桐君营业部", "tested_region": county.region, "test_witness": "王建国"}
    for days, identity, inspection in ((6, "not_asked", "not_opened"), (5, "checked", "opened")):
        day = localdate(at - timedelta(days=days)).isoformat()
        note_test_posting(by=staff["county"], at=at, tested_on=day, test_identity=identity, test_inspection=inspection, **told)
