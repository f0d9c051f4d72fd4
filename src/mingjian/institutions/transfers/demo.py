"""What transfers put on the demo's desks: one that the police refused and refused again, now before the procurator; one just written."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.transfers.acts import waive_gap
from mingjian.institutions.transfers.models import Waiver
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.institutions.transfers.steps import transfer
from mingjian.office.demo import Staff
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier

SUSPECTED = "青禾鞋行涉嫌销售假冒注册商标的商品"


def refuse_one(staff: Staff, folder: Path) -> None:
    """Take a transfer to the procurator's desk, once."""
    if Waiver.objects.exists():
        return
    at = now() - timedelta(days=6)
    with transaction.atomic():
        dossier = _sent(staff, at)
        police, county, day = staff["police"], staff["county"], localdate(at + timedelta(days=2)).isoformat()
        take(dossier, "accept_transfer", by=police, at=at + timedelta(days=1), given={"receipt": "已签收，材料共六件"})
        refused = {"declined_ground": "insufficient", "reason": "认为销售数额的证据不足。", "served_on": day}
        take(dossier, "refuse_case", by=police, at=at + timedelta(days=2), given=refused)
        asked = {"reason": "交易明细由平台调取并封存，数额已达标准。"}
        take(dossier, "request_reconsideration", by=county, at=at + timedelta(days=3), given=asked)
        upheld = {"reason": "维持不予立案。", "served_on": localdate(at + timedelta(days=4)).isoformat()}
        take(dossier, "uphold_refusal", by=police, at=at + timedelta(days=4), given=upheld)
        proposed = {"procuratorate": staff["procurator"].department_id, "reason": "应当立案而不立案，建议监督。"}
        take(dossier, "propose_supervision", by=county, at=at + timedelta(days=5), given=proposed)


def suspect_one(staff: Staff, folder: Path) -> None:
    """Write the report on a suspected crime, once; it waits for the head to approve the transfer."""
    if Dossier.objects.filter(procedure="crime_transfer", title=SUSPECTED).exists():
        return
    county, at = staff["county"], now() - timedelta(hours=20)
    papers: dict[str, object] = {"suspicion": "三个月售出假冒运动鞋八百双，货款十二万元。", "crime": "销售假冒注册商标的商品罪", "sales_amount": "120000"}
    with transaction.atomic():
        dossier = open_any(Request("crime_transfer", SUSPECTED, papers=papers), by=county, at=at)
        take(dossier, "write_report", by=county, at=at + timedelta(hours=2), given={"transfer_report": "两人到场核实，货值已清点，平台交易明细已调取。"})


def _sent(staff: Staff, at: datetime) -> Dossier:
    """Open one, approve it, waive what the demo has not, and send it to the police."""
    county, head = staff["county"], staff["head"]
    papers: dict[str, object] = {"suspicion": "半年售出假冒箱包一千余件。", "crime": "销售假冒注册商标的商品罪", "sales_amount": "186000"}
    dossier = open_any(Request("crime_transfer", "清溪箱包店涉嫌销售假冒注册商标的商品", papers=papers), by=county, at=at)
    take(dossier, "write_report", by=county, at=at, given={"transfer_report": "两人核实，货值已清点，交易明细已调取。"})
    take(dossier, "write_report", by=head, at=at)
    take(dossier, "approve_transfer", by=head, at=at, given={"approver_post": "principal"})
    for item in pack_of(dossier).gaps:
        waive_gap(by=head, at=at, waived_for=dossier.number, pack_gap=item.key, reason="演示数据：原件已随纸质案卷移送。")
    given = {"police_department": staff["police"].department_id, "papers_listed": pack_of(dossier).listed}
    transfer(dossier, by=county, at=at + timedelta(hours=3), **given)
    return dossier
