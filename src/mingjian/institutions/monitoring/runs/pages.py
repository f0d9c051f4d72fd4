"""The pages of detectors: what each reads, when it last looked at how much, what came of it, what it cannot see; asking for those that are due."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings as node
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.detectors import Detector
from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.core.screening import TEXT_OF, doubts
from mingjian.institutions.market.queries.lake import kinds_held, require_authority
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.queries import counted_by_status, decided, detector_titles, kind_said, last_runs
from mingjian.institutions.monitoring.runs.facts import night_told
from mingjian.institutions.monitoring.runs.forms import ScreenForm
from mingjian.institutions.monitoring.runs.jobs import detection
from mingjian.institutions.monitoring.runs.services.opinions import told_of_verdicts
from mingjian.institutions.monitoring.runs.services.purposes import check_purpose, purposes
from mingjian.institutions.monitoring.runs.services.readings import reading_said, replaced_said
from mingjian.institutions.monitoring.runs.tables import DETECTORS
from mingjian.institutions.monitoring.runs.work.run_due import due
from mingjian.institutions.monitoring.runs.work.screen_upload import bad_rows_of, findings_of
from mingjian.office.files.tables import taken_out
from mingjian.office.files.uploads import plain_name
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queries import ADMINISTRATORS, job_visible_to, jobs_visible_to, may_see_nights, open_jobs
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import in_this_language, said
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may, require
from mingjian.office.people.signin import officer_of

SHOWN = 100  # findings of a screening on its page; the file has all


@dataclass(frozen=True)
class Row:
    """One detector as the page tells it: the kinds that it reads, the kind that it lacks, its last run, and how its findings fared."""

    detector: Detector
    reads: str
    lacks: str
    run: Run | None
    looked_at: list[tuple[str, int]]
    counts: Counter[str]
    is_due: bool
    job: Job | None
    purpose: str = ""

    @property
    def lacking_said(self) -> list[str]:
        """Return what its last run could not judge for want of data, in the reader's language."""
        return [in_this_language(zh, en) for zh, en in self.run.remarks] if self.run else []

    @property
    def reading(self) -> Text | None:
        """Return how its last run came by what it found: file by file, or over all rows."""
        return reading_said(self.run.reading) if self.run else None

    @property
    def replaced(self) -> Text | None:
        """Return what was kept and had to be replaced."""
        return replaced_said(self.run.reading) if self.run else None


@require_safe
def detectors(request: HttpRequest) -> HttpResponse:
    """Show every detector with what it looked at last, and what was not looked at."""
    officer = officer_of(request)
    require_authority(officer)
    held, waiting = kinds_held(), {described.key for described in due(officer)}
    runs, counted, under_way = last_runs(officer), counted_by_status(officer), _under_way(officer)
    called = dict(purposes())
    rows = [
        Row(
            described,
            gettext(", ").join(kind_said(name) for name in described.reads),
            kind_said(described.lacks(held)),
            runs.get(key),
            [(kind_said(kind), number) for kind, number in runs[key].records.items()] if key in runs else [],
            counted[key],
            key in waiting,
            under_way.get(key),
            called.get(runs[key].purpose, "") if key in runs else "",
        )
        for key, described in sorted(detector_titles().items(), key=lambda one: (bool(one[1].lacks(held)), said(one[1].title)))
    ]
    if file := taken_out(request, DETECTORS, rows):
        return file
    waiting -= under_way.keys()
    may_run = may(officer, "monitoring.run_detectors")
    return render(
        request,
        "monitoring/detectors.html",
        {"rows": rows, "due": len(waiting), "may_run": may_run, "purposes": purposes(), "sees_nights": may_see_nights(officer), **_learned()},
    )


def _under_way(officer: Officer) -> dict[str, Job]:
    """Return the jobs of the officer's department that run a detector, or will, by its key."""
    return {job.args["detector"]: job for job in open_jobs(officer.department, "detect")}


def _learned() -> dict[str, Any]:
    """Return which judges were trained, and how that of the office's verdicts fares."""
    told = told_of_verdicts()
    at = {"judged_at": datetime.fromisoformat(told.at)} if told else {"decided": decided()}
    return {"judges_on": node.JUDGES, "doubt": next(iter(doubts("post")), None), "judged": told, **at}


@require_safe
def nights(request: HttpRequest) -> HttpResponse:
    """Show what one night brought, the newest unless another is named: to heads of authorities, and to administrators without what was found."""
    officer = officer_of(request)
    if officer.duty not in ADMINISTRATORS:
        require_authority(officer)
        require(officer, "office.see_nights")
    return render(request, "monitoring/nights.html", {"told": night_told(officer, request.GET.get("night", "")[:10])})


@require_POST
def run_detectors(request: HttpRequest) -> HttpResponse:
    """Queue a run of the detector named, or of every one that is due, and lead to how far it has come."""
    officer = officer_of(request)
    require_authority(officer)
    require(officer, "monitoring.run_detectors")
    key, purpose = request.POST.get("detector", "")[:60], request.POST.get("purpose", "")
    check_purpose(purpose)
    queued = [enqueue("detect", detection(described, officer, purpose), at=now()) for described in due(officer) if key in ("", described.key)]
    if not queued:
        messages.info(request, gettext("Nothing is due: every detector has read what the lake holds."))
        return redirect("monitoring:detectors")
    seen = jobs_visible_to(officer).filter(pk__in=[job.pk for job in queued])
    if len(seen) < len(queued):  # one run serves all authorities of a kind, and another one asked for it first
        messages.info(request, gettext("Another authority runs some of them already: what they find in your region comes to you."))
    if not seen:
        return redirect("monitoring:detectors")
    return redirect("jobs:job", seen[0].pk) if len(seen) == 1 else redirect("jobs:jobs")


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """Ask for a file to be screened, which a job does; nothing of it is loaded."""
    officer = officer_of(request)
    require(officer, "monitoring.run_detectors")
    form = ScreenForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        kinds = [(one, reverse("market:template", args=[name]) if is_of_authority(officer) else "") for name in TEXT_OF for one in (kind(name),)]
        return render(request, "monitoring/screen.html", {"form": form, "kinds": kinds}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    name = plain_name(given["file"])
    about = Text(name, name)
    told = {"kind": given["kind"], "text": given["text"], "source": name.partition(".")[0], "purpose": given["purpose"]}
    order = Order(told, about, officer)
    queued = enqueue("screen_file", order, at=now(), folder=files.keep(name, given["file"].chunks()))
    return redirect("jobs:job", queued.pk)


@require_safe
def screened(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a screening found: the first findings, and the files to take along."""
    job = _screening(request, pk)
    found = findings_of(job.folder)
    lines = list(_first(found)) if found.exists() else []
    context = {"job": job, "lines": lines, "is_there": found.exists(), "has_bad": bad_rows_of(job.folder).exists(), "shown": SHOWN}
    reply = render(request, "monitoring/screened.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def screened_file(request: HttpRequest, pk: int, what: str) -> FileResponse:
    """Return the findings, or the rows that were not taken, as a file."""
    job = _screening(request, pk)
    places = {"findings": findings_of(job.folder), "bad_rows": bad_rows_of(job.folder)}
    if what not in places or not places[what].exists():
        raise NotFound("没有这个文件，或者已过保留期。", "There is no such file, or it is kept no more.")
    return FileResponse(places[what].open("rb"), as_attachment=True, filename=f"{what}-{job.pk}.csv", content_type="text/csv")


def _screening(request: HttpRequest, pk: int) -> Job:
    officer = officer_of(request)
    require(officer, "monitoring.run_detectors")
    job = job_visible_to(officer, pk)
    if job.kind != "screen_file":
        raise NotFound("没有这次筛查。", "There is no such screening.")
    return job


def _first(found: Path) -> Iterator[dict[str, str]]:
    """Return the first findings of a file."""
    reason = "reason_en" if (get_language() or "").startswith("en") else "reason_zh"
    with found.open(encoding="utf-8-sig", newline="") as file:
        for row in islice(csv.DictReader(file), SHOWN):
            described = detector_titles().get(row["detector"])
            yield {"row": row["row"], "detector": said(described.title) if described else row["detector"], "reason": visible(row[reason])}
