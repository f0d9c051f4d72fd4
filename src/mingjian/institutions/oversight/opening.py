"""The ways by which orders and reviews are opened."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.oversight.models import ORDER, REVIEW, Order, Review
from mingjian.institutions.oversight.services.decisions import decisions_of
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require


# Ask for a review of a decision: a dossier that whoever decided holds, and that somebody else decides.
@dataclass(frozen=True)
class ReviewAsked:
    """Of which dossier, which of its decisions (place in the ledger), for whom it is asked (`party`, `platform` …), and why."""

    of: Dossier
    entry_index: int
    side: str
    grounds: str


def ask(asked: ReviewAsked, *, by: Officer, at: datetime, key: str | None = None) -> Review:
    """
    Open it with the department that holds the dossier. The same key again gives the same one.

    Raises NotPermitted, BadInput for what is no decision of that dossier, StepRefused where a review of it is open.
    """
    require(by, "oversight.ask_review")
    index = asked.entry_index
    decision = next((one for one in decisions_of(asked.of) if one.entry.index == index), None)
    if decision is None or asked.of.procedure == REVIEW:
        raise BadInput(f"{asked.of.number} 中没有序号 {index} 的决定。", f"{asked.of.number} has no decision at {index}.")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    given: dict[str, object] = {"decision_of": asked.of.number, "decision_entry": index, "applicant_side": asked.side, "review_grounds": asked.grounds}
    with transaction.atomic():
        holder = Department.objects.select_for_update().get(pk=asked.of.department_id)  # two requests at once: the second one waits
        title = f"复核：{asked.of.number} {decision.step.label.zh}"[:200]
        opening = Opening(REVIEW, next_number(f"F{localtime(at).year}-"), title, asked.of.subject_kind, asked.of.subject)
        dossier = open_dossier(opening, by=by, department=holder, at=at, given=given, key=key)
        before = Review.objects.filter(of=asked.of, entry_index=index, dossier__is_closed=False).exclude(dossier=dossier).first()
        if before is not None:
            raise StepRefused(f"此决定正在复核（{before.dossier.number}），可以在其中补充陈述。", f"It is under review already: {before.dossier.number}.")
        return Review.objects.get_or_create(dossier=dossier, defaults={"of": asked.of, "entry_index": index, "asked_by": by.department})[0]


# Issue an order to a department below: a dossier that it holds from the start, with the day for reporting back.
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
