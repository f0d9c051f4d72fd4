"""The page of detectors: what each reads, when it last looked at how much, what came of it, what it cannot see; and running those that are due."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.detectors import Detector
from mingjian.core.errors import BadInput
from mingjian.institutions.market.lake import lake_of_node, require_authority
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.pages import kind_said
from mingjian.institutions.monitoring.queries import counted_by_status, detector_titles, last_runs
from mingjian.institutions.monitoring.steps.run_due import MOST_ROWS, due, run_due
from mingjian.office.desk.middleware import officer_of
from mingjian.office.language import said
from mingjian.office.people.permissions import may, require


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


@require_safe
def detectors(request: HttpRequest) -> HttpResponse:
    """Show every detector with what it looked at last, and what was not looked at."""
    officer = officer_of(request)
    require_authority(officer)
    held, waiting = lake_of_node().kinds(), {described.key for described in due(officer)}
    runs, counted = last_runs(officer), counted_by_status(officer)
    rows = [
        Row(
            described,
            gettext(", ").join(kind_said(name) for name in described.reads),
            kind_said(described.lacks(held)),
            runs.get(key),
            [(kind_said(kind), number) for kind, number in runs[key].records.items()] if key in runs else [],
            counted[key],
            key in waiting,
        )
        for key, described in sorted(detector_titles().items(), key=lambda one: (bool(one[1].lacks(held)), said(one[1].title)))
    ]
    return render(request, "monitoring/detectors.html", {"rows": rows, "due": len(waiting), "may_run": may(officer, "monitoring.run_detectors")})


@require_POST
def run_detectors(request: HttpRequest) -> HttpResponse:
    """Run the detector named, or every one that is due, over what the lake holds."""
    officer = officer_of(request)
    require_authority(officer)
    require(officer, "monitoring.run_detectors")
    key = request.POST.get("detector", "")[:60]
    try:
        runs = run_due([key] if key else [], by=officer, at=now(), clock=now, most=MOST_ROWS)
    except BadInput as refused:
        messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
        return redirect("monitoring:detectors")
    found = sum(run.findings.count() for run in runs)
    if runs:
        told = ngettext("%(runs)d detector ran: %(found)d new findings.", "%(runs)d detectors ran: %(found)d new findings.", len(runs))
        messages.success(request, told % {"runs": len(runs), "found": found})
    else:
        messages.info(request, gettext("Nothing is due: every detector has read what the lake holds."))
    return redirect("monitoring:findings" if found else "monitoring:detectors")
