"""The pages of rosters: a file of officers is read, shown row by row, asked for by one administrator, and consented to by another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError
from mingjian.office.files.tables import taken_out
from mingjian.office.files.uploads import FileOfKind, received
from mingjian.office.language import said
from mingjian.office.models import Officer, Roster
from mingjian.office.people import consents, rosters
from mingjian.office.people.officers import officers_on_rosters
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.roster_fates import FATES, IN_FORCE, Line
from mingjian.office.people.roster_rows import MOST_BYTES
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of
from mingjian.office.web.tables import ROSTER, ROSTER_FATES

TAKES = frozenset({"office", "text"})
NEWEST = 20
UNPROCESSABLE = 422


class RosterForm(forms.Form):
    """A file, and whether it lists everybody of its departments."""

    file = FileOfKind(label=_("Roster (Excel or CSV)"), takes=TAKES, help_text=_("Reading it changes nobody: you see first what becomes of each row."))
    is_complete = forms.BooleanField(
        label=_("It lists everybody of its departments: whoever is in service there and not listed leaves"),
        required=False,
        help_text=_("Nobody leaves by absence while a row is refused, and administrators never do."),
    )


@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    """Show how officers are entered by a file, and the rosters brought so far; hand out the officers of today as a roster."""
    return _show_list(request, RosterForm())


def _show_list(request: HttpRequest, form: RosterForm, status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    require_duty(officer, *consents.ADMINISTRATORS)
    if file := taken_out(request, ROSTER, officers_on_rosters()):
        return file
    context = {"form": form, "is_system": officer.duty == Officer.Duty.SYSTEM, "rosters": rosters.rosters()[:NEWEST]}
    return render(request, "office/rosters.html", context, status=status)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Read a file, and show what becomes of each row."""
    by, form = officer_of(request), RosterForm(request.POST, request.FILES)
    require_duty(by, Officer.Duty.SYSTEM)
    if not form.is_valid():
        return _show_list(request, form, UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        with received(file, takes=TAKES, most=MOST_BYTES) as path:
            found, unread = rosters.read(path, file.name or "", is_complete=form.cleaned_data["is_complete"], by=by, at=now())
    except BadInput as refused:
        form.add_error("file", said(refused.text))
        return _show_list(request, form, status_of(refused))
    if unread:
        messages.info(request, gettext("Columns that are not read, and not kept: %(columns)s.") % {"columns": "、".join(unread)[:300]})
    return redirect("roster", found.number)


@require_safe
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Show what becomes of each row of a roster."""
    found = rosters.roster_numbered(officer_of(request), number)
    if file := taken_out(request, ROSTER_FATES, rosters.lines_in(found, now())):
        return file
    return _show(request, found)


@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for what a roster says; show the first halves of passwords, this once."""
    by = officer_of(request)
    found = rosters.roster_numbered(by, number)
    try:
        halves = rosters.ask(found, by=by, at=now())
    except MingjianError as refused:
        return _show(request, found, refused=said(refused.text), status=status_of(refused))
    return _show(request, rosters.roster_numbered(by, number), halves=halves, is_first=True)


@require_POST
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Consent to a roster; show the second halves of passwords, this once."""
    by = officer_of(request)
    found = rosters.roster_numbered(by, number)
    try:
        halves = rosters.give(found, request.POST.get("seen", ""), by=by, at=now())
    except MingjianError as refused:
        return _show(request, found, refused=said(refused.text), status=status_of(refused))
    return _show(request, rosters.roster_numbered(by, number), halves=halves)


@require_POST
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse a roster, or take it back."""
    by = officer_of(request)
    rosters.decline(rosters.roster_numbered(by, number), by=by, at=now())
    messages.success(request, gettext("It is declined, and the ledger holds it."))
    return redirect("roster", number)


def _show(request: HttpRequest, found: Roster, *, status: int = 200, **more: Any) -> HttpResponse:
    by = officer_of(request)
    lines: list[Line] = rosters.lines_in(found, now())
    counts = rosters.counts_of(lines)
    refused = rosters.why_not(found, by)
    context = {
        "roster": found,
        "lines": lines,
        "counts": [(FATES[fate], counts[fate]) for fate in FATES if fate in counts],
        "in_force": sum(counts.get(fate, 0) for fate in IN_FORCE),
        "is_own": found.read_by_id == by.pk,
        "why_not": said(refused.text) if refused else "",
        "digest": found.digest,
        **more,
    }
    reply = render(request, "office/roster.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
