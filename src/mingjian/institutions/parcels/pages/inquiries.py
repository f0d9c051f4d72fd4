"""The pages of inquiries: the list, asking a courier, one inquiry with its answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.institutions.operators.queries import subject_numbered
from mingjian.institutions.parcels.forms import BatchForm, InquiryForm
from mingjian.institutions.parcels.models import PROCEDURE
from mingjian.institutions.parcels.opening import ask as open_inquiry
from mingjian.institutions.parcels.queries import answers_of, batches_visible_to, inquiries_visible_to, inquiry_beside
from mingjian.institutions.parcels.services.known import waybills_known
from mingjian.institutions.parcels.services.shape import ATTESTATION
from mingjian.institutions.parcels.tables import INQUIRIES
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.leads import Known
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, is_of_authority, may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

LATEST = 20


@require_safe
def parcels(request: HttpRequest) -> HttpResponse:
    """List the inquiries that the officer may see, the newest first, and the latest attestations; a courier brings its own here."""
    officer = officer_of(request)
    require(officer, "parcels.see")
    return draw_list(request, BatchForm() if brings(officer) else None)


def draw_list(request: HttpRequest, form: BatchForm | None) -> HttpResponse:
    """Draw the list, for instance with a file that was just refused."""
    officer = officer_of(request)
    found = inquiries_visible_to(officer)
    if file := taken_out(request, INQUIRIES, found.select_related("dossier__department", "dossier__officer").order_by("-id")):
        return file
    context = {
        "page": page_of(found, ("-id",), request.GET.get("after", "")),
        "batches": batches_visible_to(officer)[:LATEST],
        "form": form,
        "kind": ATTESTATION,
        "may_compare": may(officer, "parcels.compare") and is_of_authority(officer),
    }
    return render(request, "parcels/parcels.html", context, status=422 if form and form.is_bound else 200)


def brings(officer: Officer) -> bool:
    """Return whether the officer brings attestations."""
    return may(officer, "parcels.attest") and officer.department is not None and officer.department.kind == Department.Kind.COURIER


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a courier about a waybill of a clue, case or subject file. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "parcels.ask")
    number, named = request.GET.get("for", "")[:40], request.GET.get("subject", "")[:20]
    about = dossier_visible_to(officer, number) if number else None
    subject = subject_numbered(officer, named) if named else None
    is_post = request.method == "POST"
    known = [] if is_post or not is_of_authority(officer) else waybills_known(officer, about, subject, localdate())
    form, status = InquiryForm(known, request.POST if is_post else None), 422 if is_post else 200
    if is_post and form.is_valid():
        try:
            opened = open_inquiry(form.asked(about, subject), by=officer, at=now(), key=form.cleaned_data["key"])
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            status = status_of(refused)
        else:
            messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": opened.dossier.number})
            return redirect(opened.get_absolute_url())
    told = {"form": form, "about": about, "subject": subject, "known": known[1:]}
    return render(request, "parcels/ask.html", told, status=status)


@require_safe
def inquiry(request: HttpRequest, number: str) -> HttpResponse:
    """Show one inquiry."""
    dossier = dossier_visible_to(officer_of(request), number)
    if dossier.procedure != PROCEDURE:
        raise NotFound(f"没有运单查询 {number[:40]}。", f"There is no inquiry {number[:40]}.")
    return show_inquiry(request, dossier, None)


def show_inquiry(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the inquiry of a dossier, for instance with a step just refused. What it is for, only those see who may see that."""
    officer, at = officer_of(request), now()
    found = inquiry_beside(dossier)
    about = dossiers_visible_to(officer).filter(pk=found.about_id).first() if found and found.about_id else None
    context: dict[str, Any] = {
        "dossier": dossier,
        "inquiry": found,
        "about": about,
        "subject": found.subject if found and is_of_authority(officer) else None,
        "questions": Known(dossier).first(["questions"]),
        "answers": answers_of(found) if found else [],
        "at": at,
        "shown": dossiers.shown(dossier, officer, at, tried),
        "panels": panels_of(dossier, officer, at),
    }
    reply = render(request, "parcels/inquiry.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
