"""The pages of jobs: what was queued and what came of it, one job as it goes on, what the last night brought; cancelling, and trying again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import StepRefused
from mingjian.office.files.tables import taken_out
from mingjian.office.jobs import queue
from mingjian.office.jobs.kinds import job_kinds
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import hour_of_night
from mingjian.office.jobs.queries import (
    ADMINISTRATORS,
    is_untaken,
    job_visible_to,
    jobs_visible_to,
    may_change,
    may_see_nights,
    newest_night,
    require_change,
)
from mingjian.office.jobs.tables import JOBS
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part, wants_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of

ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
TONES = {Job.State.RUNNING: "info", Job.State.DONE: "good", Job.State.FAILED: "bad"}


@dataclass(frozen=True)
class Shown:
    """A job as a page tells it; what it is about only to those who may see the work of its department."""

    job: Job
    title: str
    about: str
    outcome: str
    leads_to: str
    tone: str
    share: float | None
    may_change: bool


def shown(job: Job, officer: Officer) -> Shown:
    """Describe a job to an officer; to an administrator that it ran and how it broke, not what a department looked for and found."""
    known, sees_work = job_kinds().get(job.kind), officer.duty not in ADMINISTRATORS
    sees_outcome = sees_work or job.fault or job.department_id is None
    return Shown(
        job,
        title=said(known.title) if known else job.kind,
        about=job.about if sees_work else "",
        outcome=job.outcome if sees_outcome else "",
        leads_to=job.leads_to if sees_work else "",
        tone=TONES.get(Job.State(job.state), ""),
        share=min(job.done / job.total, 1.0) if job.total else None,
        may_change=may_change(officer, job),
    )


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs that the officer may see, the newest first, and tell heads and administrators of the last night."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK, *ADMINISTRATORS)
    found, state = jobs_visible_to(officer), request.GET.get("state", "")
    if state == "open":
        found = found.filter(state__in=Job.OPEN)
    elif state in Job.State.values:
        found = found.filter(state=state)
    if file := taken_out(request, JOBS, found.order_by("-queued_at", "-id"), lambda job: shown(job, officer)):
        return file
    page = page_of(found, ("-queued_at", "-id"), request.GET.get("after", ""))
    context = {
        "page": page,
        "rows": [shown(job, officer) for job in page.rows],
        "state": state,
        "states": [("", gettext("All")), ("open", gettext("Queued or running")), *((one.value, one.label) for one in ENDED)],
        "is_moving": any(job.is_open for job in page.rows),
        "is_untaken": is_untaken(now()),
        **(_last_night(officer) if may_see_nights(officer) else {}),
    }
    return page_or_part(request, "jobs/jobs.html", "jobs/list.html", context)


def _last_night(officer: Officer) -> dict[str, object]:
    night, hour = newest_night(), hour_of_night()
    of_it = [shown(job, officer) for job in jobs_visible_to(officer).filter(night=night).order_by("pk")] if night else []
    return {"sees_nights": True, "night": night, "of_night": of_it, "hour": hour.strftime("%H:%M") if hour else ""}


@require_safe
def one_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job has come. A page that looks on is led, once it is done, to what came of it."""
    officer = officer_of(request)
    job = job_visible_to(officer, pk)
    told = shown(job, officer)
    if wants_part(request) and job.state == Job.State.DONE and told.leads_to:
        messages.success(request, told.outcome)
        return HttpResponse(headers={"HX-Redirect": told.leads_to})
    context = {"shown": told, "at": now(), "is_untaken": job.state == Job.State.QUEUED and is_untaken(now())}
    return page_or_part(request, "jobs/job.html", "jobs/progress.html", context)


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job."""
    return _change(request, pk, queue.cancel, gettext("The job is cancelled: where it runs already, it ends within seconds."))


@require_POST
def try_job_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a job tried again that failed or was cancelled."""
    return _change(request, pk, queue.try_again, gettext("The job is queued again."))


def _change(request: HttpRequest, pk: int, change: Callable[..., None], told: str) -> HttpResponse:
    officer = officer_of(request)
    job = job_visible_to(officer, pk)
    require_change(officer, job)
    try:
        change(job, at=now())
    except StepRefused as refused:
        messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
    else:
        messages.success(request, told)
    return redirect("jobs:job", pk)
