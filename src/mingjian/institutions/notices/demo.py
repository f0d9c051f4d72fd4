"""
What notices put on the demo's desks: one that waits at the platform, one whose statement is forwarded, so that the holder's time runs, and one on a design
whose sender is asked for completion.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.core.procedure.checklist import checklist
from mingjian.institutions.notices.acts import add_to_notice, send_notice, take_notice_in, verify_right
from mingjian.institutions.notices.models import Notice
from mingjian.office.demo import Staff, demo_picture
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought, seal
from mingjian.office.models import Dossier

HOLDER = "青松体育用品有限公司（演示）"
SHOP, ROOM = "https://yunjishi.example/item/", "云集市 › 直播间 青禾鞋行（演示）@ 00:12:30"


def send_some(staff: Staff, folder: Path) -> None:
    """Send two notices, once."""
    if Notice.objects.exists():
        return
    begun = now() - timedelta(days=9)
    with transaction.atomic():
        first = _send(staff, ROOM, begun)
        screenshot = Brought([demo_picture()], "直播间截图.png")
        add_to_notice(first, by=staff["holder"], at=begun, notice_note="直播间截图", item_file=screenshot, shown_places=first.addresses[0])
        verify_right(first.right, by=staff["platform"], at=begun + timedelta(hours=2), verification_basis="商标注册簿查询结果与证书一致。")
        _go_through(take_notice_in(first, by=staff["platform"], at=begun + timedelta(hours=3)), staff, begun)
        _send(staff, f"{SHOP}1002", now() - timedelta(hours=5), first.right.code)
        _ask_completion(staff, now() - timedelta(days=2))


def _ask_completion(staff: Staff, at: datetime) -> None:
    """Take a notice on a design in, and ask for what it lacks: the evaluation report, and a comparison that a person misses."""
    design = {"right": "patent", "right_mark": "缓震运动鞋", "right_number": "ZL202330123456.7", "right_classes": "", "sent_incomplete": "yes"}
    notice = _send(staff, f"{SHOP}1003", at, **design)
    dossier = take_notice_in(notice, by=staff["platform"], at=at + timedelta(hours=1))
    codes = ["evaluation_report", "evidence_file", "comparison_patent"]
    given = {"missing_codes": ",".join(codes), "missing_material": "\n".join(checklist()[code].ask.zh for code in codes)}
    take(dossier, "ask_completion", by=staff["platform"], at=at + timedelta(hours=2), given=given)


def _send(staff: Staff, address: str, at: datetime, code: str = "", **told: str) -> Notice:
    platform = staff["platform"].department
    assert platform is not None  # noqa: S101 - the demo's officers have departments
    mark = {"right": "trademark", "right_mark": "青松", "right_number": "7654321", "right_classes": "第25类：鞋、服装"}
    return send_notice(
        by=staff["holder"],
        at=at,
        platform_department=platform.pk,
        right_holder_name=HOLDER,
        true_identity="统一社会信用代码 91330100MA0DEMO00X，联系人演示，电话 13900000000",
        listing_addresses=address,
        notice_facts="所售运动鞋鞋舌标识与注册商标相同，价格不足正品两成；经比对吊牌编号不存在，系仿冒。",
        notice_guarantee="given",
        right_until="2031-06-30",
        right_code=code,
        **(mark | told),
    )


def _go_through(dossier: Dossier, staff: Staff, begun: datetime) -> None:
    """Take measures, forward, let the operator answer, and forward that: fifteen days run from its arrival."""
    clerk, seller = staff["platform"], staff["seller"]
    table = "进货日期,供货方,数量\n2026-09-01,演示经销商,120\n".encode()
    proof = seal([table], "进货单.csv", dossier=dossier, by=seller, at=begun + timedelta(days=3)).sha256
    words = "所售商品来自授权经销商，不存在侵权。"
    answer: dict[str, object] = {"statement": words, "preliminary_evidence": "进货单、授权书", "true_identity": "演示经营者", "evidence": proof}
    steps: list[tuple[str, dict[str, object]]] = [
        ("take_measures", {"measure": "disconnect", "reason": "商标和价格比对显示侵权可能性较大。", "automation": "assisted"}),
        ("forward_notice", {"delivery_receipt": "站内信已读回执", "operator_department": seller.department_id}),
        ("receive_statement", answer),
        ("deliver_statement", {"delivery_receipt": "电子邮件送达回执"}),
    ]
    for day, (name, given) in enumerate(steps, 1):
        take(dossier, name, by=seller if name == "receive_statement" else clerk, at=begun + timedelta(days=day), given=given)
    forwarded = begun + timedelta(days=len(steps))
    # The holder has an account: the statement arrived there when it was forwarded.
    given = {"served_on": localdate(forwarded).isoformat()}
    take(dossier, "confirm_arrival", by=clerk, at=forwarded + timedelta(hours=1), given=given)
