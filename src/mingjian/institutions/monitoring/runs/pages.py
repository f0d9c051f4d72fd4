"""The page of detectors: what each reads, when it last looked at how much, what came of it, what it cannot see; and asking for those that are due."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings as node
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.detectors import Detector
from mingjian.core.screening import doubts
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.queries import counted_by_status, decided, detector_titles, kind_said, last_runs
from mingjian.institutions.monitoring.runs.jobs import detection
from mingjian.institutions.monitoring.runs.lore.opinions import told_of_verdicts
from mingjian.institutions.monitoring.runs.work.run_due import due
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of


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


@require_safe
def detectors(request: HttpRequest) -> HttpResponse:
    """Show every detector with what it looked at last, and what was not looked at."""
    officer = officer_of(request)
    require_authority(officer)
    held, waiting = lake_of_node().kinds(), {described.key for described in due(officer)}
    runs, counted, under_way = last_runs(officer), counted_by_status(officer), _under_way(officer)
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
        )
        for key, described in sorted(detector_titles().items(), key=lambda one: (bool(one[1].lacks(held)), said(one[1].title)))
    ]
    waiting -= under_way.keys()
    may_run = may(officer, "monitoring.run_detectors")
    return render(request, "monitoring/detectors.html", {"rows": rows, "due": len(waiting), "may_run": may_run, **_learned()})


def _under_way(officer: Officer) -> dict[str, Job]:
    """Give the jobs of the officer's department that run a detector, or will, by its key."""
    found = Job.objects.filter(kind="detect", department=officer.department_id, state__in=Job.OPEN)
    return {job.args["detector"]: job for job in found}


def _learned() -> dict[str, Any]:
    """Say which judges were trained, and how that of the office's verdicts fares."""
    told = told_of_verdicts()
    at = {"judged_at": datetime.fromisoformat(told.at)} if told else {"decided": decided()}
    return {"judges_on": node.JUDGES, "doubt": next(iter(doubts("post")), None), "judged": told, **at}


@require_POST
def run_detectors(request: HttpRequest) -> HttpResponse:
    """Queue a run of the detector named, or of every one that is due, and lead to how far it has come."""
    officer = officer_of(request)
    require_authority(officer)
    require(officer, "monitoring.run_detectors")
    key = request.POST.get("detector", "")[:60]
    queued = [enqueue("detect", detection(described, officer), at=now()) for described in due(officer) if key in ("", described.key)]
    if not queued:
        messages.info(request, gettext("Nothing is due: every detector has read what the lake holds."))
        return redirect("monitoring:detectors")
    return redirect("jobs:job", queued[0].pk) if len(queued) == 1 else redirect("jobs:jobs")
