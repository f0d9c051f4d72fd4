"""What conferences put on the demo's desks: a consultation that waits for the police, items for the secretariat and the convener, a task for the county."""

from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import now

from mingjian.institutions.conferences.models import JOINT, Consultation
from mingjian.institutions.conferences.opening import Agenda, consult, give_task
from mingjian.institutions.conferences.services.meetings import Call, call_meeting
from mingjian.office.demo import Staff
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier

QUESTIONS = (("fact", "刷单订单能否从销售金额中扣除？"), ("law", "未销售的鞋按标价还是平均销售价计算？"), ("procedure", "何时移送，实物由谁保管？"))


def consult_on_one(staff: Staff, folder: Path) -> None:
    """Open a consultation on the county's newest case, once; the neighbour has said something, the police have not."""
    if Consultation.objects.exists():
        return
    county, neighbour, at = staff["county"], staff["neighbour"], now() - timedelta(days=1)
    about = Dossier.objects.filter(department=county.department, procedure="admin_case").order_by("-pk").first()
    departments = [one for one in (staff["police"].department, neighbour.department) if one is not None]
    opened = consult(Agenda("青禾鞋行案案值和移送会商", QUESTIONS, departments, about), by=county, at=at)
    told = {"opinion": "刷单部分有物流和资金往来印证，可以扣除。", "dissent": "未销售部分应当按标价计算。"}
    take(opened.dossier, "give_opinion", by=neighbour, at=at + timedelta(hours=3), given=told)


def hold_conferences(staff: Staff, folder: Path) -> None:
    """Propose three items, once: one waits for the office of the conference, one for its meeting, and of one the tasks are given."""
    if Dossier.objects.filter(procedure=JOINT).exists():
        return
    at = now() - timedelta(days=6)
    _propose(staff, "直播间售假线索的移送标准", at + timedelta(days=4))
    listed = _propose(staff, "快递企业实名收寄信息的提供方式", at + timedelta(days=1))
    members = [one for one in (staff["police"].department, staff["procurator"].department) if one is not None]
    call_meeting(Call([listed], (at + timedelta(days=20)).date(), "市局三楼会议室", members), by=staff["secretariat"], at=at + timedelta(days=2))
    held = _propose(staff, "秋季网络售假专项整治分工", at)
    _list(held, staff, at + timedelta(days=1))
    met = {"meeting_on": f"{at + timedelta(days=2):%Y-%m-%d}", "participants": "市场监管、公安、检察、邮政管理"}
    take(held, "meet", by=staff["convener"], at=at + timedelta(days=2), given=met)
    minutes = {"minutes": "各成员单位按职责分工，一个月内完成首轮检查。"}
    for who, hours in (("secretariat", 1), ("convener", 2)):
        take(held, "issue_minutes", by=staff[who], at=at + timedelta(days=2, hours=hours), given=minutes if who == "secretariat" else {})
    tasks = {"tasks": "县局检查本地鞋服网店并核实发货地。", "report_back_on": f"{at + timedelta(days=30):%Y-%m-%d}"}
    take(held, "assign", by=staff["secretariat"], at=at + timedelta(days=3), given=tasks)
    county, until = staff["county"].department, (at + timedelta(days=30)).date()
    assert county is not None  # noqa: S101 - the demo's officers have departments
    give_task(held, county, "检查本地鞋服网店，核实发货地和实际经营者", until, by=staff["secretariat"], at=at + timedelta(days=3, hours=1))


def _propose(staff: Staff, title: str, at: datetime) -> Dossier:
    return open_any(Request(JOINT, title, papers={"item": f"{title}：现状、争议和建议。"}), by=staff["city"], at=at)


def _list(dossier: Dossier, staff: Staff, at: datetime) -> None:
    take(dossier, "put_on_agenda", by=staff["secretariat"], at=at, given={"agenda": "第一项"})
