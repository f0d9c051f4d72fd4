"""Decide on a rung of the ladder for repeat sellers."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import STANDS, SellerDecision
from mingjian.institutions.notices.services.ladder import records_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Department, Officer
from mingjian.office.record.entries import Count

MOST = 200  # rows that a decision names


@act
def decide_on_seller(*, by: Officer, at: datetime, seller_shop: str, seller_rung: str, reason: str) -> Account[SellerDecision]:
    """Keep it with the upheld rows that it rests on. Raises StepRefused where they do not reach the rung, or it stands already."""
    if by.department is None:
        raise BadInput("账号没有所属单位。", "The account has no body that it belongs to.")
    Department.objects.select_for_update().get(pk=by.department.pk)  # two clerks at once make one decision
    record = records_of(by.department, [seller_shop.strip()], at)[0]
    if seller_rung not in {one.key for one in record.reached}:
        zh = f"该店铺一年内成立的网址为 {len(record.rows)} 个、{record.notices} 件通知，未达到此项。只有成立的计数，正在办理的不计。"
        raise StepRefused(zh, f"{len(record.rows)} upheld rows of {record.notices} notices within a year do not reach it. What is under way counts nothing.")
    if any(one.rung == seller_rung and one.standing == STANDS for one in record.decisions):
        raise StepRefused("此项已经作出，正在执行。", "It was decided already, and stands.")
    rests_on = [f"{row.notice.number}/{row.position}" for row in record.rows[:MOST]]
    told = {"number": next_number(f"S{localtime(at).year}-"), "shop": record.shop, "rung": seller_rung, "reason": reason.strip(), "rests_on": rests_on}
    made = SellerDecision.objects.create(department=by.department, decided_by=by, decided_at=at, **told)
    return Account(made, {"upheld": Count(len(record.rows)), "rests_on": rests_on})
