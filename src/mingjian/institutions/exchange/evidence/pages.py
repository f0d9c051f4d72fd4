"""The pages of files between nodes: files of a dossier are given, and a file that came is read."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.agreement.release import Release
from mingjian.core.errors import MingjianError
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.evidence.acts import share_evidence
from mingjian.institutions.exchange.evidence.forms import GivingForm
from mingjian.institutions.exchange.evidence.services.given import Giving
from mingjian.institutions.exchange.evidence.services.previews import preview
from mingjian.institutions.exchange.services.outgoing import mark_of
from mingjian.institutions.exchange.services.pieces import hand_out
from mingjian.institutions.exchange.services.previews import seen_by, whole_mark
from mingjian.office.files.links import leaves_an_entry
from mingjian.office.language import said
from mingjian.office.models import SealedFile
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, number: str) -> HttpResponse:
    """Show what another node will see of each file that is ticked, and send them once whoever read that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    dossier = dossier_visible_to(officer, number)
    form = GivingForm(dossier, request.POST or None, with_originals="originals" in request.GET)
    context: dict[str, Any] = {"dossier": dossier, "form": form}
    if request.method != "POST":
        return render(request, "exchange/give.html", context)
    if not form.is_valid():
        return render(request, "exchange/give.html", context, status=422)
    try:
        files, givings = form.chosen(), form.givings()
        shown, mark = _shown(files, givings, at)
        if mark and "send" in request.POST and request.POST.get("shown") == mark:
            with transaction.atomic():  # all or none
                made = [one for giving in givings for one in share_evidence(files=files, giving=giving, by=officer, at=at)]
            said_so = ngettext(
                "%(count)d file is sealed and queued: it goes in pieces.", "%(count)d files are sealed and queued: they go in pieces.", len(made)
            )
            messages.success(request, said_so % {"count": len(made)})
            return redirect("exchange:record", made[0].pk)
    except MingjianError as refused:
        return render(request, "exchange/give.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    context |= {"shown": shown, "mark": mark, "is_another": bool(mark) and "send" in request.POST}
    return render(request, "exchange/give.html", context, status=409 if context["is_another"] else 200)


def _shown(files: list[SealedFile], givings: list[Giving], at: datetime) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    """Return what each node is shown of each file, and the mark of all of it; no mark where one of them does not go."""
    shown, marks = [], []
    for giving in givings:
        for file, rows, decided in preview(files, giving, at):
            shown.append((file.name_masked, seen_by(giving.node, rows, decided)))
            marks.append(mark_of(asdict(giving), rows, decided) if isinstance(decided, Release) else "")
    return shown, whole_mark(marks)


@leaves_an_entry
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the file of a record that came, as a download; entered. One with personal data is put on file first, where a reading opens it."""
    officer = officer_of(request)
    found, content = hand_out(queries.held_record(officer, pk), officer, now())
    reply = FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply
