"""What begins in a special action: the plan with its goods, words and members, and a clue found while a task is carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.models import Campaign, Member
from mingjian.institutions.campaigns.queries import task_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import clue_of_key, register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.lists import search
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require

PROCEDURE = "special_action"
MOST_DAYS = 3660  # an action of ten years is a slip of the hand


@dataclass(frozen=True)
class Plan:
    """What a plan says: title, aims, fields of goods (keys), key goods, key words, first and last day, members, targets by row of the table of figures."""

    title: str
    aims: str
    starts_on: date
    ends_on: date
    fields: Sequence[str] = ()
    goods: str = ""
    words: str = ""
    members: Sequence[Department] = ()
    targets: Mapping[str, int] = field(default_factory=dict)


def plan_campaign(plan: Plan, *, by: Officer, at: datetime, key: str | None = None) -> Campaign:
    """Open a special action for the officer's department. Raises BadInput for days in the wrong order, an unknown field or a member that may not be told."""
    require(by, "campaigns.plan")
    _check(plan)
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        opening = Opening(PROCEDURE, next_number(f"S{localtime(at).year}-"), plan.title.strip(), officer=by)
        dossier = open_dossier(opening, by=by, department=by.department, at=at, given={"campaign_aims": plan.aims}, key=key)
        campaign, is_new = Campaign.objects.get_or_create(
            dossier=dossier,
            defaults={
                "fields": list(plan.fields),
                "goods": plan.goods,
                "words": plan.words,
                "starts_on": plan.starts_on,
                "ends_on": plan.ends_on,
                "targets": dict(plan.targets),
            },
        )
        if is_new:
            Member.objects.bulk_create(Member(campaign=campaign, department=one) for one in plan.members)
            search.index("campaign", campaign.pk, campaign.search_words())
    return campaign


def _check(plan: Plan) -> None:
    if not plan.title.strip():
        raise BadInput("专项行动须有名称。", "A special action needs a title.")
    if plan.ends_on < plan.starts_on:
        raise BadInput("截止日不能早于开始日。", "The last day cannot lie before the first.")
    if (plan.ends_on - plan.starts_on).days > MOST_DAYS:
        raise BadInput(
            f"截止日 {plan.ends_on} 太远，请核对年份：专项行动不超过十年。",
            f"The last day, {plan.ends_on}, is too far: see its year. No action lasts ten years.",
        )
    if unknown := sorted(set(plan.fields) - set(rulebook().vocabularies["goods_fields"])):
        raise BadInput(f"没有商品领域“{unknown[0]}”。", f"There is no field of goods {unknown[0]!r}.")
    if unset := sorted(set(plan.targets) - {row.key for row in rulebook().statistics[PROCEDURE].rows}):
        raise BadInput(f"统计表没有“{unset[0]}”这一项，不能作为目标。", f"The table of figures has no row {unset[0]!r} to set a target for.")
    if outside := [one for one in plan.members if not one.is_authority]:
        raise BadInput(f"{outside[0].name_zh}不是执法部门，不能作为成员单位。", f"{outside[0].name_en} is not an authority and cannot be a member.")


def _newest_number(task: Dossier) -> int:
    """Return the highest number that a clue of a task has; 0 before the first. Others may have typed numbers that only begin alike."""
    told = Clue.objects.filter(original_number__startswith=f"{task.number}-").values_list("original_number", flat=True)
    tails = (one.removeprefix(f"{task.number}-") for one in told)
    return max((int(one) for one in tails if one.isascii() and one.isdigit() and len(one) < 10), default=0)


def open_clue(task: Dossier, told: dict[str, str], *, by: Officer, at: datetime, key: str) -> Clue:
    """
    Register a clue for the member that carries a task out, and count it in the action, in one transaction. The same key again gives the same clue.

    Its number of source is that of the task. Raises StepRefused where the task is not being carried out, NotPermitted for who may not register clues.
    """
    campaign = task_of(task).campaign
    if task.department_id != by.department_id or task.state != "received":
        raise StepRefused("任务由承办部门接收后，方可从任务登记线索。", "Clues are registered from a task that the own department has received.")
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=task.pk)  # two who register at once get numbers one after the other
        sent = tuple(sorted(told.items()))
        if before := clue_of_key(by, key, *sent):
            return before
        number = f"{task.number}-{_newest_number(task) + 1}"
        clue = register(Intake(source="inspection", original_number=number, received_at=at, **told), by=by, at=at, key=key, sent=sent)
        if clue.dossier.entries.filter(at__lt=at).exists():
            raise StepRefused(f"编号 {number} 已用于另一线索，本次未登记。", f"The number {number} stands for another clue; nothing was registered.")
        count_matter(campaign, counted=clue.dossier.number, by=by, at=at)
    return clue
