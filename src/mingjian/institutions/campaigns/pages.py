"""The pages of special actions: the list, a plan, one action with its tasks and figures, a task."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.campaigns import tables
from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.facts import WEEK
from mingjian.institutions.campaigns.forms import PlanForm, TaskClueForm, TaskForm, VisitForm
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import open_clue, plan_campaign
from mingjian.institutions.campaigns.queries import (
    campaign_visible_to,
    campaigns_matching,
    dossiers_behind,
    figures,
    proposed,
    table_of_actions,
    task_of,
    tasks_of,
)
from mingjian.institutions.campaigns.services.breakdown import COUNTED, breakdown, progress_of, watched
from mingjian.institutions.campaigns.services.ratio import ratio_of
from mingjian.institutions.campaigns.services.tasks import give_task
from mingjian.institutions.campaigns.services.visits import STEP, record_visit
from mingjian.institutions.campaigns.tables import CAMPAIGNS
from mingjian.office.documents.creation import may_make
from mingjian.office.documents.queries import form_page
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.files.tables import book_taken_out, taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part, way_back
from mingjian.office.lists.tables import Table
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

ORDER = ("-dossier_id",)
MOST_MATTERS = 200


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the special actions that the officer leads or takes part in, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("state", "open"), ("q", ""))}
    found = campaigns_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, CAMPAIGNS, found.select_related("dossier__department", "dossier__officer").order_by(*ORDER)):
        return file
    context = {"page": page_of(found, ORDER, request.GET.get("after", "")), **asked, "may_plan": may(officer, "campaigns.plan") and is_of_authority(officer)}
    return page_or_part(request, "campaigns/campaigns.html", "campaigns/campaigns_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a special action."""
    officer = officer_of(request)
    require(officer, "campaigns.plan")
    form = PlanForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = plan_campaign(form.plan(), by=officer, at=now(), key=form.cleaned_data["key"])
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": campaign.dossier.number})
            return redirect("campaigns:campaign", campaign.dossier.number)
    return render(request, "campaigns/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def campaign(request: HttpRequest, number: str) -> HttpResponse:
    """Show one special action."""
    return _show(request, campaign_visible_to(officer_of(request), number))


def show_campaign(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the special action of a dossier, for instance with a step that was just refused."""
    return _show(request, campaign_visible_to(officer_of(request), dossier.number), tried)


def _show(request: HttpRequest, found: Campaign, tried: dossiers.Tried = None, task: TaskForm | None = None) -> HttpResponse:
    officer, at = officer_of(request), now()
    runs = found.dossier.state == "running"
    leads = runs and found.dossier.department_id == officer.department_id and may(officer, "campaigns.plan")
    counts = runs and may(officer, "campaigns.count") and is_of_authority(officer)
    matters = found.matters.filter(dossier__in=dossiers_visible_to(officer)).select_related("dossier__department")
    context: dict[str, Any] = {
        "campaign": found,
        "dossier": found.dossier,
        "shown": dossiers.shown(found.dossier, officer, at, tried),
        "panels": panels_of(found.dossier, officer, at),
        "at": at,
        "tasks": tasks_of(found, officer),
        "members": found.members.select_related("department"),
        "figures": (counted := figures(found)),
        "ratio": ratio_of(counted),
        "table": table_of_actions(),
        "matters": matters[:MOST_MATTERS],
        "proposed": proposed(found, officer) if counts else [],
        "task_form": (task or TaskForm(officer)) if leads else None,
        "counts": counts,
        # What begins an action is no step of its own sheet: each task is a dossier. Until one was given the page's first line names it.
        "turn_first": {"url": "#give-task", "label": gettext("Give tasks")} if leads and not found.tasks.exists() else None,
    }
    reply = render(request, "campaigns/campaign.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def figure(request: HttpRequest, number: str, row: str) -> HttpResponse:
    """Show what one figure of the table counts."""
    officer = officer_of(request)
    found = campaign_visible_to(officer, number)
    asked = next((one for one in figures(found) if one.row.key == row), None)
    if asked is None:
        raise NotFound("统计表没有这一行。", "The table has no such row.")
    held = dossiers_behind(asked)
    seen = set(dossiers_visible_to(officer).filter(number__in=held).values_list("number", flat=True))
    lines = [{"event": event, "dossier": held[event.number], "is_seen": event.number in seen, "sum": event.sums.get(asked.row.sums)} for event in asked.events]
    return render(request, "campaigns/figure.html", {"campaign": found, "dossier": found.dossier, "figure": asked, "lines": lines})


@require_safe
def counties(request: HttpRequest, number: str) -> HttpResponse:
    """Show what an action comes to by county and field of goods, how far it is, and what was watched; as a workbook with the figures of the last days."""
    officer, at = officer_of(request), now()
    found = campaign_visible_to(officer, number)
    rows, seen = breakdown(found), watched(found, at)
    if request.GET.get("as") == "xlsx":
        since = at - WEEK
        weekly = {one.row.key: one for one in figures(found, since)}
        of_week = tables.figures_of(weekly, localtime(since).date().isoformat())
        sheets: list[tuple[Table, list[Any]]] = [(of_week, figures(found)), (tables.BREAKDOWN, list(rows)), (tables.WATCHED, list(seen))]
        return book_taken_out(request, f"campaign-{number}", sheets)
    if file := taken_out(request, tables.BREAKDOWN, rows):
        return file
    most = max((one.tally.counts["matters"] for one in rows if one.county), default=0)
    context = {
        "campaign": found,
        "dossier": found.dossier,
        "rows": rows,
        "counted": COUNTED.items(),
        "watched": seen,
        "progress": progress_of(found, at),
        "most": most,
        "tasks": tasks_of(found, officer),
        "reports": _reports(found.dossier, officer),
        "at": at,
    }
    return render(request, "campaigns/counties.html", context)


def _reports(dossier: Dossier, officer: Officer) -> list[tuple[str, str]]:
    """Return where the reports of an action are made, each with what it is called; none for whoever may not make them, or of a plan that was not issued."""
    if dossier.state_text == "drafted" or not may_make(officer, dossier):
        return []
    names = (("campaign_weekly", gettext("Weekly report (Word)")), ("campaign_report", gettext("Closing report (Word)")))
    return [(form_page(dossier, form), label) for form, label in names]


@require_POST
def add_task(request: HttpRequest, number: str) -> HttpResponse:
    """Return a member its task."""
    officer, at = officer_of(request), now()
    found = campaign_visible_to(officer, number)
    form = TaskForm(officer, request.POST)
    status = 422
    if form.is_valid():
        told = form.cleaned_data
        try:
            given = give_task(found, told["department"], told["goal"], by=officer, at=at, until=told["until"])
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("Given as %(number)s. The ledger holds it.") % {"number": given.dossier.number})
            return redirect("campaigns:campaign", number)
    reply = _show(request, found, task=form)
    reply.status_code = status
    return reply


@require_POST
def add_matter(request: HttpRequest, number: str) -> HttpResponse:
    """Count dossiers in a special action: those ticked among the proposed, or one named by its number."""
    officer, at = officer_of(request), now()
    found = campaign_visible_to(officer, number)
    numbers = [one.strip()[:40] for one in request.POST.getlist("dossier") if one.strip()]
    if not numbers:
        raise BadInput("请先选择或者填写卷宗编号。", "Tick or name a dossier first.")
    for one in numbers[:MOST_MATTERS]:
        count_matter(found, counted=dossier_visible_to(officer, one).number, by=officer, at=at)
    messages.success(request, gettext("Counted in the action. The ledger holds it."))
    return redirect(way_back(request.POST.get("back", ""), f"{reverse('campaigns:campaign', args=[number])}#matters"))


@require_safe
def task(request: HttpRequest, number: str) -> HttpResponse:
    """Show the task of a member."""
    return show_task(request, dossier_visible_to(officer_of(request), number))


def show_task(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried = None) -> HttpResponse:
    """Show a task, for instance with a step that was just refused."""
    officer, at = officer_of(request), now()
    held = task_of(dossier)
    context: dict[str, Any] = {"task": held, "campaign": held.campaign, "dossier": dossier, "at": at, "panels": panels_of(dossier, officer, at)}
    shown = dossiers.shown(dossier, officer, at, tried)
    own = held.campaign.matters.filter(dossier__department=dossier.department_id, dossier__in=dossiers_visible_to(officer))
    context["matters"] = own.select_related("dossier")[:MOST_MATTERS]
    context["proposed"] = proposed(held.campaign, officer) if dossier.department_id == officer.department_id and may(officer, "campaigns.count") else []
    context["may_visit"] = any(one.step.name == STEP for one in shown.steps)
    return render(request, "campaigns/task.html", {**context, "shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def task_clue(request: HttpRequest, number: str) -> HttpResponse:
    """Register a clue found while a task is carried out: it is counted in the action at once, and stands on the page of the task."""
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    held = task_of(dossier)
    form = TaskClueForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            clue = open_clue(dossier, form.told(), by=officer, at=at, key=form.cleaned_data["key"])
        except (BadInput, StepRefused, NotPermitted) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("The clue is registered and counted in the action. The ledger holds it."))
            return redirect(clue.get_absolute_url())
    return render(request, "campaigns/task_clue.html", {"campaign": held.campaign, "dossier": dossier, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a visit on the spot; the script of the page keeps it on the telephone until it is sent, and asks for JSON."""
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    held = task_of(dossier)
    form = VisitForm(request.POST or None, request.FILES or None)
    status, fault = 422 if request.method == "POST" else 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            record_visit(dossier, form.visit(), form.photographs(), by=officer, at=at, key=form.cleaned_data["key"])
        except (BadInput, StepRefused, NotPermitted) as refused:
            fault, status = refused.text.in_language(request.LANGUAGE_CODE), status_of(refused)
            form.add_error(None, fault)
        else:
            if _wants_json(request):
                return JsonResponse({"number": dossier.number})
            messages.success(request, gettext("The visit is entered. The ledger holds it."))
            return redirect("campaigns:task", number)
    if request.method == "POST" and _wants_json(request):
        faults = [str(words) for of_field in form.errors.values() for words in of_field]
        return JsonResponse({"fault": " ".join(faults)}, status=status)
    context = {"task": held, "campaign": held.campaign, "dossier": dossier, "form": form}
    reply = render(request, "campaigns/visit.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
