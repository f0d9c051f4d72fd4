"""The pages of administrators: departments and officers by the system administrator, duties and roles by the security administrator."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.procedure import rulebook
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.papers.forms import DepartmentForm, GrantForm, OfficerForm
from mingjian.office.people import consents
from mingjian.office.people import staff as office
from mingjian.office.people.keys import keys_of
from mingjian.office.people.officers import how_many_departments, officer_called, officer_numbered, officers_matching
from mingjian.office.people.permissions import entries_besides_dossiers, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of
from mingjian.office.web.tables import STAFF

NEWEST = 10


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """List officers and departments."""
    return _show(request)


def _show(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.SYSTEM, Officer.Duty.SECURITY)
    question = request.GET.get("q", "").strip()[:60]
    found = officers_matching(question)
    if file := taken_out(request, STAFF, found.order_by("username").select_related("department")):
        return file
    is_system = officer.duty == Officer.Duty.SYSTEM
    context = {
        "page": page_of(found, ("username",), request.GET.get("after", "")),
        "q": question,
        "is_system": is_system,
        "departments": how_many_departments(),
        "recent": entries_besides_dossiers(officer)[:NEWEST],
        **({"officer_form": OfficerForm(), "department_form": DepartmentForm()} if is_system else {}),
        **more,
    }
    reply = page_or_part(request, "office/staff.html", "office/staff_list.html", context)
    reply.status_code = status
    return reply


@require_safe
def one_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one officer, with what the administrator may do."""
    return _show_officer(request, _officer(request, pk))


def _show_officer(request: HttpRequest, shown: Officer, *, status: int = 200, **more: Any) -> HttpResponse:
    officer = officer_of(request)
    words = rulebook().vocabularies.get("roles", {})
    roles = [(role, said(words[role]) if role in words else role) for role in office.known_roles()]
    context = {
        "shown": shown,
        "is_system": officer.duty == Officer.Duty.SYSTEM,
        "is_self": shown.pk == officer.pk,
        "consent": consents.waiting().filter(officer=shown).first(),
        "asked_for": [("password", gettext("A first password")), ("factor", gettext("A first password, and the second factor set up anew"))],
        "keys": keys_of(shown),
        "at": now(),
        "grant_form": GrantForm(roles, initial={"duty": shown.duty, "roles": shown.roles, "until": shown.roles_until}),
        **more,
    }
    reply = render(request, "office/officer.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _officer(request: HttpRequest, pk: int) -> Officer:
    require_duty(officer_of(request), Officer.Duty.SYSTEM, Officer.Duty.SECURITY)
    return officer_numbered(pk)


@require_POST
def add_officer(request: HttpRequest) -> HttpResponse:
    """Enter an officer; show the first half of a password, this once."""
    form, by = OfficerForm(request.POST), officer_of(request)
    if not form.is_valid():
        return _show(request, officer_form=form, status=422)
    try:
        half = office.add_officer(**form.cleaned_data, by=by, at=now())
    except BadInput as refused:
        form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        return _show(request, officer_form=form, status=status_of(refused))
    shown = officer_called(form.cleaned_data["username"].strip())
    messages.success(request, gettext("Entered: %(name)s.") % {"name": shown.name})
    return _show_officer(request, shown, half=half)


@require_POST
def add_department(request: HttpRequest) -> HttpResponse:
    """Enter a department."""
    form = DepartmentForm(request.POST)
    if not form.is_valid():
        return _show(request, department_form=form, status=422)
    try:
        added = office.add_department(form.cleaned_data, by=officer_of(request), at=now())
    except BadInput as refused:
        form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        return _show(request, department_form=form, status=status_of(refused))
    messages.success(request, gettext("Entered: %(name)s.") % {"name": added.name})
    return redirect("staff")


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign an officer a duty and roles."""
    shown = _officer(request, pk)
    try:
        asked: dict[str, Any] = {"duty": request.POST.get("duty", ""), "roles": request.POST.getlist("roles"), "until": _day(request.POST.get("until", ""))}
        is_done = office.grant(shown, **asked, by=officer_of(request), at=now())
    except MingjianError as refused:
        return _show_officer(request, _officer(request, pk), refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    if is_done:
        messages.success(request, gettext("Duty and roles are set, and the ledger holds it."))
    else:
        messages.info(request, gettext("A duty of administration takes two: it waits for another administrator."))
    return redirect("officer", pk)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written.strip() else None
    except ValueError:
        raise BadInput("日期须写作 2026-12-31。", "Write the day as 2026-12-31.") from None


@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an officer sign in, or no longer."""
    office.set_active(_officer(request, pk), request.POST.get("is_active") == "1", by=officer_of(request), at=now())
    return redirect("officer", pk)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a new password, or a second factor set up anew; show the first half of the password, this once."""
    shown = _officer(request, pk)
    try:
        half = consents.ask(shown, request.POST.get("what", ""), why=request.POST.get("why", ""), by=officer_of(request), at=now())
    except MingjianError as refused:
        return _show_officer(request, shown, refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    messages.success(request, gettext("Asked for: it waits for another administrator."))
    return _show_officer(request, shown, half=half)
