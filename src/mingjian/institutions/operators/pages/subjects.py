"""The pages of subject files: the list, one file, which shops are likely its own, and what a trace reaches."""

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.market.queries.lake import require_authority
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import finding_visible_to
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.queries import found_with, judgements_on, same_as, subject_numbered, subjects_matching
from mingjian.institutions.operators.reveal import RevealableSubject
from mingjian.institutions.operators.services.fit import misfits_of
from mingjian.institutions.operators.services.known import GROUPS, MOST_MEMBERS, behind_dossier, behind_finding, finding_of
from mingjian.institutions.operators.services.likeness import Likely, likely_shops
from mingjian.institutions.operators.services.trace import trace
from mingjian.institutions.operators.tables import SUBJECTS
from mingjian.institutions.operators.work.open_members import open_behind, open_members
from mingjian.office.dossiers.parts import part_url
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.tables import taken_out
from mingjian.office.institution import PARTIES
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, may, require
from mingjian.office.people.signin import officer_of

ORDER = ("-id",)


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """List the subject files that the officer may see, the newest first."""
    officer = officer_of(request)
    require_authority(officer)
    question = request.GET.get("q", "")[:100]
    if file := taken_out(request, SUBJECTS, subjects_matching(officer, question).order_by(*ORDER)):
        return file
    page = page_of(subjects_matching(officer, question), ORDER, request.GET.get("after", ""))
    context = {"page": page, "q": question, "may_open": may(officer, "operators.keep_subjects")}
    return page_or_part(request, "operators/subjects.html", "operators/subjects_list.html", context)


@require_POST
def behind(request: HttpRequest) -> HttpResponse:
    """Open the file of whoever is behind a finding or dossier, filled with what is known."""
    officer = officer_of(request)
    require(officer, "operators.keep_subjects")
    number, key = request.POST.get("dossier", "")[:40], request.POST.get("finding", "")[:15]
    dossier = dossier_visible_to(officer, number) if number else None
    if dossier is None and not key.isdecimal():
        raise BadInput("没有说明为何事建立档案。", "Nothing says what the file is opened for.")
    finding = finding_of(dossier) if dossier else finding_visible_to(officer, int(key))
    back = part_url(dossier, PARTIES) if dossier else reverse("monitoring:finding", args=[key])
    try:
        if finding and finding.subject_kind in GROUPS:
            made, known = open_members(finding, dossier, by=officer, at=now())
            messages.success(request, _members_said(made, known))
            return redirect(back)
        one = open_behind(behind_dossier(dossier, officer) if dossier else behind_finding(cast(Finding, finding), officer), dossier, by=officer, at=now())
    except (BadInput, StepRefused) as refused:
        messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
        return redirect(back)
    messages.success(request, gettext("The subject file %(number)s is open. The ledger holds it.") % {"number": one.number})
    return redirect(one)


def _members_said(made: list[Subject], known: list[Subject]) -> str:
    """Return which files were opened, and which were there already."""
    apart = gettext(", ")
    told = [gettext("Subject files opened: %(numbers)s. The ledger holds them.") % {"numbers": apart.join(one.number for one in made)}] if made else []
    if known:
        told.append(gettext("There already: %(numbers)s.") % {"numbers": apart.join(one.number for one in known)})
    return " ".join(told)


@require_safe
def subject(request: HttpRequest, number: str) -> HttpResponse:
    """Show one subject file."""
    officer, at = officer_of(request), now()
    found = subject_numbered(officer, number)
    revealable = RevealableSubject(found)
    context = {
        "subject": found,
        "links": found.links.select_related("subject", "dossier", "by"),
        "misfits": misfits_of(found, officer),
        "same": same_as(found, officer),
        "found_with": found_with(found, officer)[:MOST_MEMBERS],
        "judgements": judgements_on(found),
        "dossiers": dossiers_visible_to(officer).filter(pk__in=found.dossiers.values("pk")),
        "reading": reading_of(revealable, officer, at),
        "may_reveal": revealable.who_may_read(officer) and not revealable.is_empty,
        "may_keep": may(officer, "operators.keep_subjects") and found.department_id == officer.department_id,
        "panels": panels_of(found, officer, at),
    }
    return _private(render(request, "operators/subject.html", context))


@require_safe
def likely(request: HttpRequest, number: str) -> HttpResponse:
    """Show the shops that are likely the subject's, with the weights."""
    officer = officer_of(request)
    found, is_learnt, refused = subject_numbered(officer, number), False, ""
    shops: list[Likely] = []
    try:
        shops, is_learnt = likely_shops(found, officer)
    except BadInput as why:
        refused = why.text.in_language(request.LANGUAGE_CODE)
    told: dict[str, Any] = {"subject": found, "shops": shops, "is_learnt": is_learnt, "refused": refused, "may_keep": _keeps(request, found)}
    told["key"] = uuid4().hex  # so that a button pressed twice keeps one link
    return _private(render(request, "operators/likely.html", told))


@require_safe
def traced(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a trace of three steps reaches: a graph, and the same as a table."""
    officer = officer_of(request)
    found = subject_numbered(officer, number)
    stops, graph = trace(found, officer)
    return _private(render(request, "operators/trace.html", {"subject": found, "stops": stops, "graph": graph, "may_keep": _keeps(request, found)}))


def _keeps(request: HttpRequest, found: Subject) -> bool:
    officer = officer_of(request)
    return may(officer, "operators.keep_subjects") and found.department_id == officer.department_id


def _private(reply: HttpResponse) -> HttpResponse:
    reply["Cache-Control"] = "no-store"
    return reply
