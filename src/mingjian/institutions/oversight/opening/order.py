"""Issue an order to a department below: a dossier that it holds from the start, with the day for reporting back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.oversight.models import ORDER, Order
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require


@dataclass(frozen=True)
class Ordered:
    """What is ordered: how, what, of whom, by when, and on which matter if it is about one."""

    kind: str
    text: str
    department: Department
    until: date
    about: Dossier | None = None


def order(asked: Ordered, *, by: Officer, at: datetime, key: str | None = None) -> Order:
    """
    Open it for the officer's department and hand it to the one below, in one transaction. The same key again gives the same one.

    Raises NotPermitted for whoever is no head, or not above that department; BadInput for a day that is past or a matter that the department does not hold.
    """
    require(by, "oversight.order")
    own, about = by.department, asked.about
    if own is None or not own.is_above(asked.department):
        raise NotPermitted(f"{asked.department.name_zh}不是本部门的下级。", f"{asked.department.name_en} is not below your department.")
    if asked.until < localtime(at).date():
        raise BadInput("报送日期不能早于今天。", "The day for reporting back cannot lie before today.")
    if about is not None and about.department_id != asked.department.pk:
        raise BadInput(f"{about.number} 不由{asked.department.name_zh}承办。", f"{asked.department.name_en} does not hold {about.number}.")
    told = {"order_kind": asked.kind, "order_text": asked.text, "supervised_department": asked.department.pk, "report_until": asked.until.isoformat()}
    given: dict[str, object] = {**told, **({"of_matter": about.number} if about else {})}
    with transaction.atomic():
        title = f"督办：{about.title if about else asked.department.name_zh}"[:200]
        dossier = open_dossier(Opening(ORDER, next_number(f"V{localtime(at).year}-"), title), by=by, department=own, at=at, given=given, key=key)
        return Order.objects.get_or_create(dossier=dossier, defaults={"about": about})[0]
