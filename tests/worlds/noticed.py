"""Notices in tests: sent at the public door, taken in by the platform's clerk, pages captured, measures taken."""

from datetime import datetime, timedelta
from typing import Any

from people import at

from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.addresses import not_sealed
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Officer

Who = dict[str, Officer]
SENT = at("2026-11-02 09:00")
URL = "https://yunjishi.example/item/7"
#: What a holder says once for all addresses of a notice.
PAPERS = {
    "right": "trademark",
    "right_holder_name": "青松公司",
    "true_identity": "电话 13900000000",
    "notice_facts": "鞋舌标识与注册商标相同，系仿冒，吊牌编号不存在。",
    "notice_guarantee": "given",
    "right_number": "7654321",
    "right_classes": "第25类：鞋",
    "right_until": "2099-06-30",
}
PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"


def of_kind(name: str, kind: str, role: str) -> Officer:
    department = Department.objects.create(name_zh=name, name_en=name, kind=kind, level="county", region="330122")
    return Officer.objects.create(username=name, name_zh=name, department=department, duty="work", roles=[role])


def papers(who: Who, **told: Any) -> dict[str, Any]:
    return {"platform_department": who["clerk"].department_id, "listing_addresses": URL, **PAPERS, **told}


def sent(who: Who, **told: Any) -> Notice:
    return send_notice(at=SENT, **papers(who, **told))


def taken_in(who: Who, **told: Any) -> Notice:
    notice = sent(who, **told)
    take_notice_in(notice, by=who["clerk"], at=SENT + timedelta(hours=1))
    return notice


def capture(notice: Notice, who: Who, url: str = URL, stands: str = "kept") -> None:
    assert notice.dossier is not None
    number = f"W{Capture.objects.count()}"
    Capture.objects.create(number=number, dossier=notice.dossier, url=url, asked_by=who["clerk"], asked_at=SENT, stands=stands)


def captured(notice: Notice, who: Who) -> None:
    """Capture every page that the notice names and nothing shows yet."""
    for address in not_sealed(notice):
        capture(notice, who, address)


def colleague_of(officer: Officer) -> Officer:
    """A second officer of the same department and roles, who signs beside the first."""
    username = f"{officer.username}-2"
    told = {"name_zh": username, "department": officer.department, "duty": officer.duty, "roles": officer.roles}
    return Officer.objects.get_or_create(username=username, defaults=told)[0]


def measures(notice: Notice, who: Who, *, at: datetime = SENT + timedelta(days=1), **told: Any) -> None:
    assert notice.dossier is not None
    take(notice.dossier, "take_measures", by=who["clerk"], at=at, given={"measure": "delete", "reason": "充分", **told})


def forwarded(who: Who, seller: Officer, holder: Officer | None = None, *, begun: datetime = SENT, **told: Any) -> Notice:
    """A notice whose statement the platform forwarded three days after it was sent (`begun`, else 2 November), and whose arrival nobody entered yet."""
    notice: Notice = send_notice(by=holder, at=begun, **papers(who, **told))
    dossier = take_notice_in(notice, by=who["clerk"], at=begun)
    captured(notice, who)
    measures(notice, who, at=begun + timedelta(days=1))
    given = {"delivery_receipt": "站内信", "operator_department": seller.department_id}
    take(dossier, "forward_notice", by=who["clerk"], at=begun + timedelta(days=1), given=given)
    statement = {"statement": "系正品", "preliminary_evidence": "进货单", "true_identity": "某店主"}
    take(dossier, "receive_statement", by=seller, at=begun + timedelta(days=2), given=statement)
    take(dossier, "deliver_statement", by=who["clerk"], at=begun + timedelta(days=3), given={"delivery_receipt": "邮件"})
    return Notice.objects.get(pk=notice.pk)
