"""The table of addresses: of a platform, or of one notice, with what is done to the rows that are ticked."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import MingjianError
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.complaints.opening import proposed_authority
from mingjian.institutions.notices.models import UNDECIDED, Notice, Target
from mingjian.institutions.notices.queries import notice_visible_to
from mingjian.institutions.notices.services.addresses import MOST
from mingjian.institutions.notices.services.ladder import RUNGS, records_of
from mingjian.institutions.notices.targets.queries import (
    MORE,
    STATES,
    row_visible_to,
    rows_of_notice,
    rows_visible_to,
    sifted,
    sightings_of,
    tie_newest,
    with_notice,
)
from mingjian.institutions.notices.targets.tables import ROWS, SIGHTINGS
from mingjian.institutions.notices.targets.work.captures import capture_notice
from mingjian.institutions.notices.targets.work.decisions import NONE, Decision, decide, draft_of, keep_draft, measures
from mingjian.institutions.notices.targets.work.sightings import settle
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part, way_back
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may, require, require_duty
from mingjian.office.people.signin import officer_of

_SHOWN = 5  # notices that refused, each with its reason
_LONGEST_DRAFT, DIGITS = 4000, 17
SHOWN = 200  # sightings of one page; the file has all


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, number: str = "") -> HttpResponse:
    """Show the rows, sifted; decide on those that are ticked, on all that the list asks for, or on each as it was filled in."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    notice, rows = _rows(officer, number)
    asked = {name: request.GET.get(name, "")[:2000] for name in ("state", "q")}
    found = with_notice(sifted(rows, asked["state"], asked["q"], now()))
    if request.method == "POST":
        require(officer, "notices.handle")
        _decided(request, found, officer)
        return redirect(way_back(request.POST.get("back", ""), request.path))
    if file := taken_out(request, ROWS, found.order_by("notice", "position")):
        return file
    order = ("position",) if notice else ("-id",)
    may_decide = may(officer, "notices.handle") and (notice is None or notice.department_id == officer.department_id)
    choices = [(key, said(text), key == asked["state"]) for key, text in {**MORE, **STATES}.items()]
    context: dict[str, Any] = {
        "page": page_of(found, order, request.GET.get("after", "")),
        **asked,
        "states": choices,
        "notice": notice,
        "may_decide": may_decide,
    }
    held = notice and notice.dossier_id and (notice.is_of(officer) or notice.right.is_held_by(officer))
    context["complain_to"] = proposed_authority() if held else None
    context |= {"measures": measures(), "automations": rulebook().papers["automation"].options, "at": now(), "undecided": UNDECIDED}
    return page_or_part(request, "notices/targets/targets.html", "notices/targets/list.html", context)


def _rows(officer: Officer, number: str) -> "tuple[Notice | None, QuerySet[Target]]":
    if number:
        return rows_of_notice(officer, number)
    require(officer, "notices.handle" if may(officer, "notices.handle") else "notices.send")
    tie_newest(officer)
    return None, rows_visible_to(officer)


def _decided(request: HttpRequest, found: "QuerySet[Target]", officer: Officer) -> None:
    """Take the decisions of a form, and say what came of them."""
    try:
        outcome = decide(_decisions(request, found), by=officer, at=now())
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return
    if outcome.done:
        messages.success(request, gettext("Addresses decided: %(done)d.") % {"done": outcome.done})
    for number, why in outcome.refused[:_SHOWN]:
        messages.warning(request, f"{number}: {said(why)}")
    if (more := len(outcome.refused) - _SHOWN) > 0:
        messages.warning(request, gettext("And %(more)d more notices.") % {"more": more})


def _decisions(request: HttpRequest, found: "QuerySet[Target]") -> "Iterator[tuple[Target, Decision]]":
    """Yield each row that is decided with its decision: those ticked, or all of the list, with one; or each with its own, which it keeps as a draft."""
    told = request.POST
    if told.get("which") == "own":
        for row in found.filter(state__in=UNDECIDED).exclude(draft={}).order_by("notice", "position")[:MOST]:
            if own := draft_of(row):
                yield row, own
        return
    together = Decision(told.get("measure", ""), told.get("reason", "")[:_LONGEST_DRAFT], told.get("automation", ""))
    if told.get("which") == "all":
        chosen = found.filter(state__in=UNDECIDED).order_by("notice", "position")[:MOST]
    else:
        keys = [key for written in told.getlist("row")[:1000] if (key := number_in(written, DIGITS)) is not None]
        chosen = found.filter(pk__in=keys).order_by("notice", "position")
    yield from ((row, together) for row in chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def sightings(request: HttpRequest) -> HttpResponse:
    """Show what is offered again though a measure stands, each with the earlier decision; whoever looked into some says so."""
    officer = officer_of(request)
    require(officer, "notices.handle")
    if request.method == "POST":
        done = settle((key for written in request.POST.getlist("sighting")[:1000] if (key := number_in(written, DIGITS)) is not None), officer, now())
        messages.success(request, gettext("Looked into: %(done)d.") % {"done": done})
        return redirect("notices:sightings")
    found = sightings_of(officer)
    if file := taken_out(request, SIGHTINGS, found):
        return file
    return render(request, "notices/targets/sightings.html", {"sightings": found[:SHOWN], "all": found.count(), "most": SHOWN})


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    """Show what stands of one shop: its upheld rows, the rung that they reach, and what was decided on it."""
    officer = officer_of(request)
    require(officer, "notices.handle")
    shop = request.GET.get("shop", "").strip()[:200]
    at = now()
    record = records_of(officer.department, [shop], at)[0] if shop and officer.department else None
    return render(request, "notices/targets/ladder.html", {"record": record, "shop": shop, "rungs": RUNGS, "at": at})


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a clerk filled in at a row, so that it is there when the page is opened again, by whom of the platform ever."""
    officer = officer_of(request)
    require(officer, "notices.handle")
    row = row_visible_to(officer, pk)
    kept = {name: request.POST.get(f"{name}-{pk}", "")[:_LONGEST_DRAFT] for name in ("measure", "reason")}
    known = {NONE, *(name for name, _ in measures())}
    if row.platform_id == officer.department_id and kept["measure"] in {"", *known}:
        keep_draft(row, kept)
    return HttpResponse(status=204)


@require_POST
def capture(request: HttpRequest, number: str) -> HttpResponse:
    """Have every page of a notice captured that nothing shows yet, and lead to the job."""
    officer = officer_of(request)
    require(officer, "notices.handle")
    notice = notice_visible_to(officer, number)
    try:
        job = capture_notice(notice, by=officer, at=now())
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return redirect(reverse("notices:targets_of", args=[number]))
    return redirect("jobs:job", job.pk) if job else redirect(reverse("notices:targets_of", args=[number]))
