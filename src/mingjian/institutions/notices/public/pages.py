"""The right holders' portal: a notice is sent, its receipt shows what it lacks, where it stands and both clocks; without signing in."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import MingjianError
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.notices.acts import add_to_notice, complain_to_authority, complete_right, end_attorney, send_notice
from mingjian.institutions.notices.complaints.opening import proposed_authority
from mingjian.institutions.notices.forms import AdditionForm, AttorneyForm, ComplaintForm, CompletionForm, DoorForm, NoticeForm
from mingjian.institutions.notices.models import REFUSED, Notice
from mingjian.institutions.notices.panels import notice_context
from mingjian.institutions.notices.queries import notice_by_code, room_at_door, room_in_notice
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.notices.services.again import known_by_code, known_of_right
from mingjian.institutions.notices.services.answers import answer_of, hand_to_sender
from mingjian.institutions.notices.services.arrival import note_seen
from mingjian.institutions.notices.services.lanes import HEAD_START, LEAST_LOW, MOST_HIGH
from mingjian.institutions.notices.services.receipts import is_receipt_signed, receipt_of
from mingjian.institutions.notices.services.row_days import note_rows_seen
from mingjian.office.dossiers.history import history
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.panels import public_panels
from mingjian.office.web.limits import network_of, refuse_closed_portal, takes
from mingjian.office.web.middleware import status_of


@takes(room_at_door)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Let a right holder send a notice; whoever has a code is led to its receipt."""
    refuse_closed_portal()
    if request.method != "POST" and (code := request.GET.get("code", "").strip()[:80]):
        return redirect("rights:receipt", notice_by_code(code.rstrip("/").rpartition("/")[2]).code)
    if request.POST.get("do") == "fill":
        return _filled(request)
    form, status = NoticeForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("rights:receipt", _sent(form, _origin(request)).code)
            except MingjianError as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                form.point_at(refused)
                status = status_of(refused)
    return render(request, "notices/public/send.html", {"form": form}, status=status)


@require_safe
def lanes(request: HttpRequest) -> HttpResponse:
    """Show by which formula notices and platforms are put into lanes, and what follows, to anybody."""
    if not request.user.is_authenticated:
        refuse_closed_portal()
    told = {"fewest": FEWEST, "low": f"{LEAST_LOW:.0%}", "high": f"{MOST_HIGH:.0%}", "hours": HEAD_START // timedelta(hours=1)}
    return render(request, "notices/public/lanes.html", told)


def _filled(request: HttpRequest) -> HttpResponse:
    """Show the form again with what the locker has under the code of a right; what was typed stays, and nothing is sent."""
    typed = {name: value for name, value in request.POST.items() if value and name not in {"csrfmiddlewaretoken", "do", "key"}}
    try:
        known = known_by_code(request.POST.get("right_code", ""))
    except MingjianError as refused:
        form = NoticeForm(request.POST)
        form.errors.clear()  # what is not filled in yet is no fault: only the code was asked about
        form.add_error("right_code", refused.text.in_language(request.LANGUAGE_CODE))
        return render(request, "notices/public/send.html", {"form": form}, status=status_of(refused))
    return render(request, "notices/public/send.html", {"form": NoticeForm(initial={**known, **typed}), "filled": True})


def _sent(form: NoticeForm, origin: str) -> Notice:
    """Send a notice with the file that came with it: both, or neither where the file is refused."""
    at, file = now(), form.brought().get("item_file")
    with transaction.atomic():
        notice = send_notice(**form.written(), at=at, origin=origin)
        if file:
            add_to_notice(notice, at=at, notice_note=gettext("Preliminary evidence, sent with the notice"), item_file=file)
    return notice


@takes(room_in_notice)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a notice stands, and take in what its sender adds."""
    refuse_closed_portal()
    found = notice_by_code(code)
    if request.method == "POST":
        return _taken(request, found, "form", AdditionForm(request.POST, request.FILES), partial(add_to_notice, found))
    if request.method == "GET":  # whoever asks for the head alone has read nothing
        note_seen(found, now())
        note_rows_seen(found, now())
    return _receipt(request, found, 200)


@require_safe
def evidence(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Return a file that came with the operator's statement, as a download only; none with personal data."""
    refuse_closed_portal()
    file, content = hand_to_sender(notice_by_code(code), pk, now())
    reply = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


@require_safe
def signed(request: HttpRequest, code: str) -> HttpResponse:
    """Return the receipt with the ledger's proofs, as a file that the sender keeps."""
    refuse_closed_portal()
    found = notice_by_code(code)
    reply = HttpResponse(receipt_of(found, now()), content_type="application/zip")
    reply["Content-Disposition"] = f'attachment; filename="{found.number}-receipt.zip"'
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply


@require_POST
def attorney(request: HttpRequest, code: str) -> HttpResponse:
    """Let a holder end the agent's power of attorney for the right of a notice."""
    refuse_closed_portal()
    found = notice_by_code(code)
    done = gettext("The power of attorney has ended. The ledger holds it.")
    return _taken(request, found, "attorney_form", AttorneyForm(request.POST), partial(end_attorney, found.right), done)


@require_POST
def completion(request: HttpRequest, code: str) -> HttpResponse:
    """Let a holder fill in what is registered of the right of a notice."""
    refuse_closed_portal()
    found = notice_by_code(code)
    done = gettext("The right was completed. The ledger holds it.")
    return _taken(request, found, "completion_form", CompletionForm(request.POST), partial(complete_right, found.right), done)


@require_POST
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    """Let a holder complain to an authority out of a notice, with what proves its rows."""
    refuse_closed_portal()
    found = notice_by_code(code)
    done = gettext("The authority has your complaint with the captures; its answer will stand on this page. Tell the platform with its number.")
    return _taken(request, found, "complaint_form", ComplaintForm(request.POST), partial(complain_to_authority, found), done)


def _taken(request: HttpRequest, found: Notice, name: str, form: DoorForm, act: Callable[..., object], done: str = "") -> HttpResponse:
    """Do an act with what was filled in and lead back to the receipt, which says `done`; refused, it shows the form again under its name, with the reason."""
    status = 422
    if form.is_valid():
        try:
            act(by=None, at=now(), **form.given())
        except MingjianError as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            form.point_at(refused)
            status = status_of(refused)
        else:
            if done:
                messages.success(request, done)
            return redirect("rights:receipt", found.code)
    return _receipt(request, found, status, **{name: form})


def _receipt(request: HttpRequest, found: Notice, status: int, **tried: Any) -> HttpResponse:
    """Show a notice's receipt; `tried` is the form that was just refused."""
    at = now()
    forms: dict[str, Any] = {"form": AdditionForm(initial=found.proposed_for("add_to_notice"))}
    if found.right.standing != REFUSED:
        forms["completion_form"] = CompletionForm(initial=known_of_right(found.right))
    if found.dossier_id and found.targets.exclude(kept_as="").exists():
        forms["complaint_form"] = ComplaintForm(initial={"complaint_authority": proposed_authority()})
    if found.right.agent and found.right.is_represented(localdate(at)):
        forms["attorney_form"] = AttorneyForm()
    forms |= tried
    context = {**notice_context(found, at), **_way(found), "accuracy": accuracy_of(found.right, at), **forms, "at": at}
    context |= {"is_signed": is_receipt_signed(found), "complaints": list(found.complaints.select_related("department")), "panels": public_panels(found, at)}
    reply = render(request, "notices/public/receipt.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _way(notice: Notice) -> dict[str, Any]:
    """Return the steps taken and the clocks that run, as both sides see them."""
    dossier = notice.dossier
    if dossier is None:
        return {}
    sheet = sheet_of(dossier)
    entries = [one for one in dossier.entries.order_by("index") if one.kind in sheet.steps]
    answer = answer_of(dossier)
    answer = answer if answer and answer.forwarded_at else None
    told = {"answer": answer, "files": [(one, not one.is_personal) for one in answer.files] if answer else [], "door": notice.code}
    return {"dossier": dossier, "steps": history(sheet, entries), "clocks": dossier.deadlines.filter(closed_at__isnull=True), **told}


def _origin(request: HttpRequest) -> str:
    """Hash the address with the node's own key: enough to count, too little to know who it was."""
    return sha256(f"{settings.SECRET_KEY}/{network_of(request)}".encode()).hexdigest()
