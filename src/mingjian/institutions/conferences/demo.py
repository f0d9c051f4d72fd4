"""What conferences put on the demo's desks: a consultation with the police on which an opinion waits."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import now

from mingjian.institutions.conferences.models import Consultation
from mingjian.institutions.conferences.opening.consult import Asked, consult
from mingjian.office.demo import Staff
from mingjian.office.dossiers.taking import take
from mingjian.office.models import Dossier

QUESTIONS = (("fact", "刷单订单能否从销售金额中扣除？"), ("law", "未销售的鞋按标价还是平均销售价计算？"), ("procedure", "何时移送，实物由谁保管？"))


def consult_on_one(staff: Staff, folder: Path) -> None:
    """Open a consultation on the county's newest case, once; the neighbour has said something, the police have not."""
    if Consultation.objects.exists():
        return
    county, neighbour, at = staff["county"], staff["neighbour"], now() - timedelta(days=1)
    about = Dossier.objects.filter(department=county.department, procedure="admin_case").order_by("-pk").first()
    departments = [one for one in (staff["police"].department, neighbour.department) if one is not None]
    opened = consult(Asked("青禾鞋行案案值和移送会商", QUESTIONS, departments, about), by=county, at=at)
    told = {"opinion": "刷单部分有物流和资金往来印证，可以扣除。", "dissent": "未销售部分应当按标价计算。"}
    take(opened.dossier, "give_opinion", by=neighbour, at=at + timedelta(hours=3), given=told)
