"""What steps of a special action do besides being recorded."""

from datetime import date, datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign, Task
from mingjian.institutions.campaigns.services.tasks import refuse_after_the_end
from mingjian.institutions.campaigns.services.visits import refuse_unsealed
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer


# The steps of a task that set another day for reporting back: within the action that it belongs to.
@step("campaign_task")
def change_day(dossier: Dossier, *, by: Officer, at: datetime, report_until: str, reason: str) -> None:
    """Let the task be reported back by another day of the action."""
    _hold_to_term(dossier, report_until)


@step("campaign_task")
def ask_again(dossier: Dossier, *, by: Officer, at: datetime, reason: str, report_until: str = "") -> None:
    """Ask for more, by another day of the action where one is given."""
    _hold_to_term(dossier, report_until)


def _hold_to_term(dossier: Dossier, written: str) -> None:
    task = Task.objects.select_related("campaign").filter(dossier=dossier).first()
    if task is not None and written:
        refuse_after_the_end(task.campaign, date.fromisoformat(str(written)[:10]))


# The steps of a special action that set its last day: the plan says it from then on.
@step("special_action")
def issue(dossier: Dossier, *, by: Officer, at: datetime, campaign_until: str, plan_file: str = "") -> None:
    """Let the plan end on the day that it is issued with."""
    _end_on(dossier, campaign_until)


@step("special_action")
def change_term(dossier: Dossier, *, by: Officer, at: datetime, campaign_until: str, reason: str) -> None:
    """Let the plan end on another day."""
    _end_on(dossier, campaign_until)


def _end_on(dossier: Dossier, written: str) -> None:
    campaign, last = Campaign.objects.filter(dossier=dossier).first(), date.fromisoformat(str(written)[:10])
    if campaign is None or campaign.ends_on == last:
        return
    if last < campaign.starts_on:
        raise StepRefused(
            f"截止日 {last} 早于方案的开始日期 {campaign.starts_on}。", f"The last day, {last}, lies before the first day of the plan, {campaign.starts_on}."
        )
    campaign.ends_on = last
    campaign.save(update_fields=["ends_on"])


# A visit names only photographs that are sealed to its task.
@guard("campaign_task", "record_visit")
def only_sealed_photographs(asked: Asked) -> None:
    """Refuse a line that is no file of the task."""
    refuse_unsealed(asked.dossier, str(asked.papers.get("visit_photos") or ""))
