"""The pages of conferences: the list, opening a consultation, one with its questions and opinions, a task."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.conferences.forms import ConsultationForm, HoldForm, MeetingForm, TaskForm
from mingjian.institutions.conferences.models import CONSULTATION, JOINT, TASK
from mingjian.institutions.conferences.opening import consult, give_task
from mingjian.institutions.conferences.queries import (
    asked_of,
    clocks_of,
    consultation_of,
    consultations_visible_to,
    dossier_of,
    items_open,
    minutes_proposed,
    note_look,
    standings,
    task_of,
    tasks_open,
)
from mingjian.institutions.conferences.services.meetings import (
    Meeting,
    call_meeting,
    hold,
    issue_minutes,
    items_for_meeting,
    may_speak,
    meeting_visible_to,
    meetings_of,
    members_said,
    minutes_drafted,
    open_tasks,
)
from mingjian.institutions.conferences.services.signatures import conclusion_of, positions
from mingjian.institutions.conferences.steps import reply
from mingjian.institutions.conferences.tables import CONSULTATIONS, TASKS
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

ORDER = ("-dossier_id",)
MOST_ITEMS = 50  # of joint conferences on the list of consultations; the whole list is that of dossiers


@require_safe
def conferences(request: HttpRequest) -> HttpResponse:
    """List the consultations that the officer may see, and the tasks that wait for a report."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    found = consultations_visible_to(officer)
    if request.GET.get("of") == "tasks" and (file := taken_out(request, TASKS, tasks_open(officer).select_related("department", "officer"))):
        return file
    if file := taken_out(request, CONSULTATIONS, found.select_related("dossier__department", "dossier__officer", "about").order_by(*ORDER)):
        return file
    page = page_of(found, ORDER, request.GET.get("after", ""))
    may_consult = may(officer, "conferences.consult") and is_of_authority(officer)
    context = {"page": page, "tasks": clocks_of(tasks_open(officer)), "items": items_open(officer)[:MOST_ITEMS], "may_consult": may_consult, "at": now()}
    context["may_call"] = may(officer, "conferences.call_meeting")
    context["meetings"] = meetings_of(officer)
    return render(request, "conferences/conferences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a consultation, on a matter where one is named. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "conferences.consult")
    number = request.GET.get("from", "")[:40]
    about = dossier_visible_to(officer, number) if number else None
    form, status = ConsultationForm(officer, about, request.POST or None), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            opened = consult(form.asked(), by=officer, at=now(), key=form.cleaned_data["key"])
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.dossier.number})
            return redirect(opened.get_absolute_url())
    return render(request, "conferences/new.html", {"form": form, "about": about}, status=status)


@require_safe
def consultation(request: HttpRequest, number: str) -> HttpResponse:
    """Show one consultation."""
    asked = request.GET.get("reply_to", "")[:4]
    return show_consultation(request, dossier_of(officer_of(request), CONSULTATION, number), {"reply_to": asked} if number_in(asked) else None)


def show_consultation(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the consultation of a dossier, for instance with a step just refused; one of before there were any has its record alone."""
    officer, at = officer_of(request), now()
    found = consultation_of(dossier)
    about = dossiers_visible_to(officer).filter(pk=found.about_id).first() if found and found.about_id else None
    if found is not None:
        note_look(found, officer, at)
    context: dict[str, Any] = {
        "dossier": dossier,
        "to_all": found.replies.filter(to__isnull=True).select_related("department", "by") if found else [],
        "questions": found.questions.all() if found else [],
        "standings": standings(found) if found else [],
        "conclusion": conclusion_of(dossier),
        "positions": positions(dossier),
        "about": about,
        "about_url": url_of(about) if about else "",
    }
    shown = dossiers.shown(dossier, officer, at, tried)
    context["may_reply"] = any(one.step.name == reply.__name__ for one in shown.steps)
    return _drawn(request, "conferences/consultation.html", dossier, context, shown)


@require_safe
def task(request: HttpRequest, number: str) -> HttpResponse:
    """Show a task of a joint conference."""
    return show_task(request, dossier_of(officer_of(request), TASK, number))


def show_task(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried = None) -> HttpResponse:
    """Show a task, for instance with a step just refused; of its conference the number alone to whoever has no seat there."""
    officer, at = officer_of(request), now()
    held = task_of(dossier)
    seen = held is not None and dossiers_visible_to(officer).filter(pk=held.conference_id).exists()
    context = {"dossier": dossier, "conference": held.conference if held else None, "is_seen": seen, "asked": asked_of(held) if held else {}}
    return _drawn(request, "conferences/task.html", dossier, context, dossiers.shown(dossier, officer, at, tried))


@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: HttpRequest, number: str) -> HttpResponse:
    """Turn a decision of a joint conference into a task."""
    officer = officer_of(request)
    conference = dossier_of(officer, JOINT, number)
    require(officer, "conferences.assign")
    form, status = TaskForm(officer, request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        told = form.cleaned_data
        try:
            given = give_task(conference, told["department"], told["goal"], told["until"], by=officer, at=now())
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("Given as %(number)s. The ledger holds it.") % {"number": given.dossier.number})
            return redirect(url_of(conference))
    return render(request, "conferences/new_task.html", {"dossier": conference, "task_form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting: tick its items, set day and place, invite members; open tasks of meetings before go onto its agenda."""
    officer, at = officer_of(request), now()
    require(officer, "conferences.call_meeting")
    form = MeetingForm(officer, items_for_meeting(officer), request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            number = call_meeting(form.call(), by=officer, at=at)
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("Called as %(number)s. The ledger holds it.") % {"number": number})
            return redirect("conferences:meeting", number)
    return render(request, "conferences/call.html", {"form": form, "open_tasks": open_tasks(officer, at)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, number: str) -> HttpResponse:
    """Show a meeting with its items, what members said and the open tasks of before; hold it, or sign the minutes of all its items, by one form."""
    officer, at = officer_of(request), now()
    found = meeting_visible_to(officer, number, at)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    initial = {"held_on": localdate(at), "place": found.place, "participants": members_said(found.items[0].dossier)}
    form, status = HoldForm(request.POST if what == "hold" else None, initial=initial), 200
    texts = {one.dossier.number: request.POST.get(f"minutes-{one.dossier.number}", "") for one in found.items} if what == "minutes" else {}
    if what:
        try:
            done = _on_meeting(found, what, form, texts, officer, at)
        except (BadInput, StepRefused, NotPermitted) as refused:
            messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            if done:
                words = ngettext("%d item is done. The ledger holds it.", "%d items are done. The ledger holds each.", done) % done
                messages.success(request, words)
                return redirect("conferences:meeting", number)
            status = 422
    return render(request, "conferences/meeting.html", _meeting_shown(found, form, texts, officer, at), status=status)


def _on_meeting(found: Meeting, what: str, form: HoldForm, texts: dict[str, str], officer: Officer, at: datetime) -> int:
    """Do what a form of the page of a meeting asks; return of how many items, none where the form is not filled."""
    if what == "minutes":
        return issue_minutes(found, texts=texts, by=officer, at=at)
    if not form.is_valid():
        return 0
    told = form.cleaned_data
    return hold(found, held_on=told["held_on"], place=told["place"], participants=told["participants"], by=officer, at=at)


def _meeting_shown(found: Meeting, form: HoldForm, texts: dict[str, str], officer: Officer, at: datetime) -> dict[str, Any]:
    held = found.standing("meeting")
    proposed = minutes_proposed(held)
    drafts = [(one, texts.get(one.number) or minutes_drafted(one)) for one in held if one.pk not in proposed]
    return {
        "meeting": found,
        "form": form,
        "may_hold": bool(found.standing("agenda")) and may(officer, "conferences.hold_meeting"),
        "drafts": drafts if may(officer, "conferences.call_meeting") else [],
        "may_sign": bool(proposed) and may(officer, "conferences.hold_meeting"),
        "speaks": [one.dossier.number for one in found.items if may_speak(officer, one.dossier)],
        "at": at,
    }


def _drawn(request: HttpRequest, template: str, dossier: Dossier, context: dict[str, Any], shown: dossiers.Shown) -> HttpResponse:
    at = now()
    reply = render(request, template, {**context, "at": at, "shown": shown, "panels": panels_of(dossier, officer_of(request), at)})
    reply["Cache-Control"] = "no-store"
    return reply
