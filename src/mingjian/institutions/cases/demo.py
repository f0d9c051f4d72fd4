"""What cases put on the demo's desks: one filed by the county's head at 82 % of the line; a sample, a reminder and a notice to platforms beside a clue."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.demo import Staff, demo_picture
from mingjian.office.dossiers.filing import add_file
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought, seal
from mingjian.office.models import Dossier


def file_one(staff: Staff, folder: Path) -> None:
    """File a case with a few lines, once."""
    if Case.objects.exists():
        return
    county, head, at = staff["county"], staff["head"], now() - timedelta(days=9)
    case = file_case(Filing("青禾鞋行涉嫌销售假冒注册商标的商品案", county, head, None, "桐庐青禾鞋行", "销售假冒注册商标的商品"), by=head, at=at)
    ended = localdate(at) - timedelta(days=20)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": ended}
    describe_case(case, told=told, by=county, at=at)
    proof = add_file(case.dossier, Brought(["平台导出的交易明细（演示）".encode()], "交易明细.csv"), by=county, at=at)
    lines = (("sold", "207", "actual", "199.00", ""), ("unsold", "90", "average", None, ""), ("sham", "8", "actual", "199.00", "虚假交易团伙：买家之间互购"))
    for kind, quantity, basis, price, reason in lines:
        given = {"amount_kind": kind, "goods_name": "运动鞋", "quantity": quantity, "price_basis": basis, "unit_price": price, "reason": reason}
        add_amount_line(case, amount_proofs=proof.sha256, by=county, at=at, **{name: value for name, value in given.items() if value})


def begin_beside(staff: Staff, folder: Path) -> None:
    """Begin what is done beside a clue, once: a sample whose seals wait for the head, a reminder that runs, a notice that the platform is to answer."""
    if Dossier.objects.filter(procedure="sample_test").exists():
        return
    county = staff["county"].department
    clue = Dossier.objects.filter(procedure="clue", department=county, is_closed=False).order_by("pk").first()
    source = {"source_clue": clue.number} if clue else {}
    with transaction.atomic():
        _sample(staff, source, clue)
        _remind(staff, source)
        _warn(staff, source)


def _sample(staff: Staff, source: dict[str, str], clue: Dossier | None) -> None:
    """Buy a sample and seal it; the second of the two who are there has not signed yet."""
    county, at = staff["county"], now() - timedelta(days=3)
    papers: dict[str, object] = {"sample_goods": "运动鞋，42 码，批号 2026-08", "sample_page": "https://yunjishi.example/item/1003", "sample_field": "product"}
    about = (clue.subject_kind, clue.subject) if clue else ("", "")
    asked = Request("sample_test", "运动鞋网络抽样", *about, papers=papers | source)
    dossier = open_any(asked, by=county, at=at)
    bought = {"sample_order": f"演示订单 {at:%Y%m%d}-01", "sample_bought_on": f"{localdate(at)}", "sample_price": "199.00", "sample_count": "2"}
    take(dossier, "buy", by=county, at=at + timedelta(hours=1), given=bought)
    sealed = {"purchase_record": "两人在场拆包，外包装完好，分装两份。", "test_seal": "桐封 0001", "reserve_seal": "桐封 0002"}
    take(dossier, "seal", by=county, at=at + timedelta(days=2), given=sealed)


def _remind(staff: Staff, source: dict[str, str]) -> None:
    """Remind a shop that shows no licence; its own term runs."""
    county, at = staff["county"], now() - timedelta(days=2)
    party = {"reminded_party": "桐庐山货小铺（演示）", "facts": "网店首页没有公示营业执照信息。", "breach_weight": "slight_first"}
    dossier = open_any(Request("reminder", "桐庐山货小铺未公示营业执照信息", papers={**party, **source}), by=county, at=at)
    sent = {"reminder_sent": "站内信和短信提醒公示营业执照信息。", "served_on": f"{localdate(at)}", "remind_until": f"{localdate() + timedelta(days=8)}"}
    take(dossier, "remind", by=county, at=at + timedelta(hours=1), given=sent)


def _warn(staff: Staff, source: dict[str, str]) -> None:
    """Notify the platform of a shop, signed by the officer and the head; what it decides is to be entered."""
    county, head, platform, at = staff["county"], staff["head"], staff["platform"].department, now() - timedelta(days=1)
    assert platform is not None  # noqa: S101 - the demo's officers have departments
    papers: dict[str, object] = {"warned_of": "青禾鞋行：鞋舌标识近似注册商标的运动鞋", "warned_why": "涉嫌侵犯注册商标专用权，《商标法》第五十七条", **source}
    dossier = open_any(Request("warning", "就青禾鞋行涉嫌售假向平台通报", papers=papers), by=county, at=at)
    listed = seal(["序号,证据\n1,网页取证\n2,买家证据包\n".encode()], "证据清单.csv", dossier=dossier, by=county, at=at).sha256
    seal([demo_picture()], "吊牌照片.png", dossier=dossier, by=county, at=at)
    given = {"platform_department": platform.pk, "document_number": "桐市监通〔2026〕1号", "warned_until": f"{localdate() + timedelta(days=90)}"}
    for hours, by in ((1, county), (2, head)):
        take(dossier, "send", by=by, at=at + timedelta(hours=hours), given={**given, "warned_evidence": listed} if by is county else {})
