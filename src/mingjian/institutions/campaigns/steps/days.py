"""The steps of a task that set another day for reporting back: within the action that it belongs to."""

from datetime import date, datetime

from mingjian.institutions.campaigns.models import Task
from mingjian.institutions.campaigns.services.tasks import refuse_after_the_end
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


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
