"""
Which jobs an officer may see and change.

An officer sees those of the departments whose work is in view; heads see the node's own, too. Administrators of system and security see all of them, without
what they are about. Those of the own department are cancelled and tried again by whoever works there; any by the system administrator.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.office.jobs.models import Job, Night
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import departments_in_view, may

UNTAKEN = timedelta(minutes=1)  # after which a job that nobody takes makes one ask whether there is a worker
ADMINISTRATORS = (Officer.Duty.SYSTEM, Officer.Duty.SECURITY)


def is_any_running() -> bool:
    """Return whether a job runs on this node."""
    return Job.objects.filter(state=Job.State.RUNNING).exists()


def jobs_visible_to(officer: Officer) -> QuerySet[Job]:
    """Return the jobs that the officer may see, the newest first."""
    found = Job.objects.select_related("department", "by", "night")
    if officer.duty in ADMINISTRATORS:
        return found
    of_node = Q(department__isnull=True) if may(officer, "office.see_nights") else Q(pk__in=[])
    return found.filter(Q(department__in=departments_in_view(officer)) | of_node)


def job_visible_to(officer: Officer, pk: int) -> Job:
    """Return one job; one that the officer may not see does not exist for them."""
    found = jobs_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有作业 {pk}。", f"There is no job {pk}.")
    return found


def may_see_nights(officer: Officer) -> bool:
    """Return whether the officer is told what the nights brought: heads and administrators."""
    return officer.duty in ADMINISTRATORS or may(officer, "office.see_nights")


def may_change(officer: Officer, job: Job) -> bool:
    """Return whether the officer may cancel a job, or have it tried again."""
    if officer.duty == Officer.Duty.SYSTEM:
        return True
    return officer.duty == Officer.Duty.WORK and job.department_id is not None and job.department_id == officer.department_id


def require_change(officer: Officer, job: Job) -> None:
    """Refuse whoever may see a job and not change it."""
    if not may_change(officer, job):
        raise NotPermitted("只有本部门人员或系统管理员可以变更此作业。", "Only the department whose job it is, or the system administrator, may change it.")


def open_jobs(department: Department | None, kind: str) -> QuerySet[Job]:
    """Return a department's jobs of a kind that wait or run."""
    return Job.objects.filter(kind=kind, department=department, state__in=Job.OPEN)


def newest_night() -> Night | None:
    """Return the newest night that brought any job."""
    return Night.objects.filter(jobs__isnull=False).first()


def is_untaken(at: datetime) -> bool:
    """Return whether something has waited for `UNTAKEN` and nothing at all is worked on: then there may be no worker."""
    waits = Job.objects.filter(state=Job.State.QUEUED, run_after__lt=at - UNTAKEN).exists()
    return waits and not Job.objects.filter(state=Job.State.RUNNING, lease_until__gte=at).exists()
