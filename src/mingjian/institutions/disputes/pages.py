"""The pages of complaints: the list, registering one, one complaint with its way to the platform, to mediation or to a clue."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.disputes.forms import ComplaintForm
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.open_clue import open_clue
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars import PARTICULARS
from mingjian.institutions.disputes.queries import (
    GROUP,
    GROUP_DAYS,
    complaint_dossier,
    complaint_of,
    complaint_visible_to,
    complaints_matching,
    groups_of,
    platforms,
)
from mingjian.institutions.disputes.reveal import RevealableComplainant
from mingjian.institutions.disputes.tables import COMPLAINTS
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.leads import Known
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.particulars.facts import facts
from mingjian.office.people.permissions import may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

ORDER = ("-dossier_id",)


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """List the complaints that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("state", "open"), ("q", ""))}
    found = complaints_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, COMPLAINTS, found.select_related("dossier__department", "dossier__officer").order_by(*ORDER)):
        return file
    context = {"page": page_of(found, ORDER, request.GET.get("after", "")), **asked, "may_register": may(officer, "disputes.register")}
    context |= {"groups": groups_of(officer, now()), "least": GROUP, "days": GROUP_DAYS}
    return page_or_part(request, "disputes/complaints.html", "disputes/complaints_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a complaint. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "disputes.register")
    form, status = ComplaintForm(request.POST or None), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            registered = register(form.written(), by=officer, at=now())
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("Registered as %(number)s.") % {"number": registered.number})
            return redirect("disputes:complaint", registered.number)
    return render(request, "disputes/new.html", {"form": form, "platforms": platforms()}, status=status)


@require_safe
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Show one complaint; a dossier of before there were complaints has its record alone."""
    dossier = complaint_dossier(officer_of(request), number)
    return show_dossier(request, dossier, None)


def show_dossier(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the complaint of a dossier, for instance with a step just refused."""
    return _show(request, dossier, complaint_of(dossier), tried)


@require_POST
def make_clue(request: HttpRequest, number: str) -> HttpResponse:
    """Make a clue out of a complaint, with everything that it tells."""
    officer = officer_of(request)
    found = complaint_visible_to(officer, number)
    clue = open_clue(found, request.POST.get("suspected_act", "")[:200], by=officer, at=now())
    messages.success(request, gettext("Registered as %(number)s.") % {"number": clue.number})
    return redirect(clue.get_absolute_url())


def _show(request: HttpRequest, dossier: Dossier, found: Complaint | None, tried: dossiers.Tried = None) -> HttpResponse:
    officer, at = officer_of(request), now()
    shown = dossiers.shown(dossier, officer, at, tried)
    context: dict[str, Any] = {"complaint": found, "dossier": dossier, "at": at, "shown": shown, "panels": panels_of(dossier, officer, at)}
    if found:
        revealable = RevealableComplainant(found)
        context |= {
            "facts": facts(PARTICULARS, found),
            "complainant": getattr(found, "complainant", None),
            "reading": reading_of(revealable, officer, at) if revealable.who_may_read(officer) else None,  # a consent may have been taken back since
            "may_reveal": revealable.who_may_read(officer),
            "opens": revealable.opens_to(officer),
            "breach": Known(dossier).first(("breach",))[:200],
            "may_make_clue": found.clue_id is None and "clue_opened" in {one.step.name for one in shown.steps},
        }
    reply = render(request, "disputes/complaint.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
