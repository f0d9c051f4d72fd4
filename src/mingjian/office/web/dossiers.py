"""The pages of dossiers of whatever procedure: the list, opening one, one dossier and its steps, and finding a department for a form."""

import re
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, StepRefused
from mingjian.core.procedure import Step, rulebook
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers import transition
from mingjian.office.dossiers.docket import dossiers_moved_by_others
from mingjian.office.dossiers.leads import carried
from mingjian.office.dossiers.offers import Attempt, Tried, signers_said
from mingjian.office.dossiers.opening import Openable, Request, by_use, open_any, openable, openables
from mingjian.office.dossiers.parts import part_context, part_url, parts_of
from mingjian.office.dossiers.queue import dossiers_awaiting
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.tables import DOSSIERS
from mingjian.office.files.tables import taken_out
from mingjian.office.institution import OVERVIEW, shower
from mingjian.office.language import said
from mingjian.office.lists import search
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import asking_once, panels_of
from mingjian.office.papers.fields import SOUGHT, Picked, found_context
from mingjian.office.papers.forms import OpeningForm, StepForm
from mingjian.office.people.departments import AUTHORITIES, departments_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, require_duty, sides_one_by_one
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of
from mingjian.office.web.news import came_here

#: What the home page tells the first lines of, by the word under which its list shows all.
TOLD_AT_HOME: dict[str, Callable[[Officer], QuerySet[Dossier]]] = {
    "moved": lambda officer: dossiers_moved_by_others(officer, now()),
    "came": came_here,
    "waiting": dossiers_awaiting,
}
MOST_KINDS = 20
MOST_ONLY = 200
MOST_TYPED = 2000  # signs of a paper that an address suggests
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,120}")


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """List the dossiers of every procedure that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("state", "open"), ("held", ""), ("procedure", ""), ("q", ""))}
    found, order = _matching(officer, asked), ("-opened_at", "-id")
    if file := taken_out(request, DOSSIERS, found.order_by(*order)):
        return file
    sides = [] if asked["q"] or asked["held"] else sides_one_by_one(officer)
    page = page_of(found, order, request.GET.get("after", ""), sides=sides)
    dossiers.with_next_clocks(page.rows)
    context = {
        "page": page,
        "at": now(),
        **asked,
        "procedures": procedures(),
        "may_open": any(one.is_mine for one in openables(officer, localtime(now()).date())),
    }
    return page_or_part(request, "office/dossiers.html", "office/dossiers_list.html", context)


def _matching(officer: Officer, asked: dict[str, str]) -> QuerySet[Dossier]:
    found = dossiers_visible_to(officer)
    if search.is_number(asked["q"]):
        return found.filter(number__iexact=asked["q"].strip())
    if asked["state"] in {"open", "closed"}:
        found = found.filter(is_closed=asked["state"] == "closed")
    if asked["held"] == "me":
        found = found.filter(officer=officer, department=officer.department_id)
    elif asked["held"] == "mine":
        found = found.filter(department=officer.department_id)
    elif asked["held"] == "others":
        found = found.exclude(department=officer.department_id)
    elif asked["held"] in TOLD_AT_HOME:
        found = found.filter(pk__in=TOLD_AT_HOME[asked["held"]](officer).order_by().values("pk"))
    if asked["procedure"]:
        found = found.filter(procedure=asked["procedure"])
    return search.search(found, "dossier", asked["q"])


def procedures() -> list[tuple[str, str]]:
    """Return every procedure with its title, for a list to choose from."""
    return [(name, said(rulebook().versions(name)[-1].title)) for name in rulebook().procedures()]


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show which procedures the officer may open a dossier of: what each is for, and which clock starts first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    found = by_use(openables(officer, localtime(now()).date()), officer)
    context = {"mine": [one for one in found if one.is_mine], "others": [one for one in found if not one.is_mine], "at": now()}
    return render(request, "office/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest, procedure: str) -> HttpResponse:
    """Open a dossier: the form is drawn from what the opening step needs. A refusal keeps what was typed."""
    officer, at = officer_of(request), now()
    asked = openable(procedure, officer, localtime(at).date())
    if asked.opened_at:
        carried = request.GET.urlencode()
        return redirect(f"{reverse(asked.opened_at)}?{carried}" if carried else asked.opened_at)
    source = _source(request, officer)
    suggested = _suggested(request, asked, officer, source, at)
    form = OpeningForm(asked.step, officer, request.POST or None, request.FILES or None, suggested=suggested)
    status = 200
    if request.method == "POST":
        opened, status = _open(form, procedure, source, officer, at, request.LANGUAGE_CODE)
        if opened:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.number})
            return redirect(dossiers.url_of(opened))
    files = source.files.count() if source else 0
    context = {"asked": asked, "form": form, "at": at, "source": source, "files": files, "is_filled": bool(suggested)}
    return render(request, "office/open.html", context, status=status)


def _source(request: HttpRequest, officer: Officer) -> Dossier | None:
    """Return the dossier whose decision led here, where the address or the form names one."""
    number = (request.POST if request.method == "POST" else request.GET).get("from", "")[:40]
    return dossier_visible_to(officer, number) if number else None


def _suggested(request: HttpRequest, asked: Openable, officer: Officer, source: Dossier | None, at: datetime) -> dict[str, str]:
    """Return what is known for the form: what the dossier that led here carries along, and what a link names."""
    fields = ["title", "subject", *(paper.name for paper in asked.step.needs)]
    named = {name: request.GET[name][:MOST_TYPED] for name in fields if request.GET.get(name)}
    if source is None:
        return named
    told = carried(source, asked.sheet.procedure, officer, at)
    return {"title": source.title, "subject": source.subject, **told, **named}


def _open(form: OpeningForm, procedure: str, source: Dossier | None, by: Officer, at: datetime, language: str) -> tuple[Dossier | None, int]:
    """Open what a form asks for; give the dossier, or none and the status of the refusal, which the form then says."""
    if not form.is_valid():
        return None, 422
    told = form.cleaned_data
    kind = source.subject_kind if source and told["subject"] == source.subject else ""
    asked = Request(procedure, told["title"], kind, told["subject"], form.written(), form.brought(), told["key"], source)
    try:
        return open_any(asked, by=by, at=at), 200
    except (StepRefused, BadInput) as refused:
        form.add_error(None, refused.text.in_language(language))
        return None, status_of(refused)


@require_safe
def find_department(request: HttpRequest) -> HttpResponse:
    """List the departments that a form's search field found, for the field that asks."""
    officer, name = officer_of(request), request.GET.get("field", "")
    if not _FIELD.fullmatch(name):
        raise BadInput("没有这个栏目。", "There is no such field.")
    among = departments_of(request.GET.getlist("kind")[:MOST_KINDS] or AUTHORITIES, request.GET.getlist("staffed")[:MOST_KINDS])
    if only := request.GET.getlist("only")[:MOST_ONLY]:
        among = among.filter(pk__in=[number_in(key) or 0 for key in only])
    sought = request.GET.get(f"{name}{SOUGHT}", "").strip()[:60]
    return render(request, "office/picker_found.html", found_context(name, Picked("", sought), among, officer.department))


@require_safe
def dossier(request: HttpRequest, number: str, part: str = OVERVIEW) -> HttpResponse:
    """Show a dossier, or a part of it: on its institution's page where there is one, else on the common one."""
    found = dossier_visible_to(officer_of(request), number)
    if shower(found.procedure):
        return redirect(part_url(found, part))
    return show_dossier(request, found, part=part)


@asking_once()
def show_dossier(request: HttpRequest, found: Dossier, tried: Tried = None, part: str = OVERVIEW) -> HttpResponse:
    """Draw the common page of a dossier; of a step just refused, with what was typed."""
    at = now()
    officer = officer_of(request)
    placed, names = part_context(found, part), parts_of(found.procedure)
    panels = panels_of(found, officer, at, part=placed["part"], parts_shown=names)
    context = {"at": at, "shown": dossiers.shown(found, officer, at, tried), "dossier": found, "panels": panels, **placed}
    reply = render(request, "office/dossier_page.html", context)
    reply["Cache-Control"] = "no-store"  # names of files may be whole for this officer, for now
    return reply


@require_safe
def moved(request: HttpRequest, number: str) -> HttpResponse:
    """Answer an open page of a dossier whether somebody has moved it since: 200 where so, 204 where not. It is asked by `console.js`, and leaves no trace."""
    found = dossier_visible_to(officer_of(request), number)
    reply = HttpResponse(status=204 if str(found.steps_taken) == request.GET.get("seen", "") else 200, content_type="text/plain")
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a step of a dossier. A refusal shows the page again, with what was typed and why."""
    officer, at = officer_of(request), now()
    found = dossier_visible_to(officer, number)
    sheet = sheet_of(found)
    if step not in sheet.steps:
        raise NotFound(f"程序中没有步骤“{step}”。", f"The procedure has no step {step!r}.")
    form = StepForm(sheet.steps[step], found, officer, request.POST, request.FILES, is_signed=found.proposals.filter(step=step).exists())
    refused: MingjianError
    if form.is_valid():
        try:
            with transaction.atomic():
                given = form.given(officer, at)
                transition.take(found, step, by=officer, at=at, given=given, key=form.cleaned_data["key"], seen=form.cleaned_data["seen"])
        except (StepRefused, BadInput) as error:
            refused = error
        else:
            _tell_taken(request, found, sheet.steps[step])
            return redirect(dossiers.url_of(found))
    else:
        refused = BadInput("请补正下面标明的各项。", "Mend what is marked below.")
    found.refresh_from_db()
    form.look_again(found)
    request.stands_for = dossiers.url_of(found)  # type: ignore[attr-defined]  # read by the bar
    show = shower(found.procedure) or show_dossier
    reply = show(request, found, Attempt(step, form, refused.text.in_language(request.LANGUAGE_CODE)))
    reply.status_code = status_of(refused)
    return reply


def _tell_taken(request: HttpRequest, found: Dossier, step: Step) -> None:
    """State that a step is taken; of one signed first, that it is not yet, and who must sign too."""
    if found.proposals.filter(step=step.name).exists():
        told = {"step": said(step.label), "who": signers_said(step, found, officer_of(request))}
        messages.success(request, gettext("Signed first: %(step)s. It is taken once the second signature is given by: %(who)s.") % told)
    else:
        messages.success(request, gettext("Done: %(step)s. The ledger holds it.") % {"step": said(step.label)})


@require_POST
def take_back(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a first signature back, or send it back unsigned."""
    officer = officer_of(request)
    found = dossier_visible_to(officer, number)
    transition.take_back(found, step, request.POST.get("reason", ""), by=officer, at=now())
    messages.success(request, gettext("The signature is taken back. The ledger holds it."))
    return redirect(dossiers.url_of(found))
