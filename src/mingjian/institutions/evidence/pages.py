"""The pages of evidence: the queue of kits and one kit, for officers. Buyers have a portal of their own (`door`)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import MingjianError
from mingjian.core.procedure.parts_in_sale import duties_of
from mingjian.institutions.evidence.acts import name_part, open_kit
from mingjian.institutions.evidence.forms import ItemForm, KitForm, PartForm, kit_shown
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.queries import item_visible_to, kit_visible_to, kits_visible_to
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.evidence.services.checklist import lacking
from mingjian.institutions.evidence.services.offences import chain_of
from mingjian.institutions.evidence.tables import KITS
from mingjian.institutions.evidence.work.intake import take_in
from mingjian.office.files.kinds import DRAWN, is_read
from mingjian.office.files.revealable import reading_of
from mingjian.office.files.store import as_sealed, opened
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.search import search
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.in_place import goes_on, in_place, not_shown, text_page
from mingjian.office.web.middleware import status_of


@require_safe
def kits(request: HttpRequest) -> HttpResponse:
    """Show the kits, the newest first."""
    officer = officer_of(request)
    question = request.GET.get("q", "")[:100]
    found = search(kits_visible_to(officer), "kit", question)
    if file := taken_out(request, KITS, found.prefetch_related("items").order_by("-opened_at", "-id")):
        return file
    page = page_of(found, ("-opened_at", "-id"), request.GET.get("after", ""))
    prefetch_related_objects(page.rows, "items")
    rows = [(kit, len(lacking(kit)), len(kit.items.all())) for kit in page.rows]
    door = request.build_absolute_uri(reverse("buyer:bring")) if settings.PUBLIC_DOOR else ""
    return render(request, "evidence/kits.html", {"page": page, "rows": rows, "q": question, "may_open": may(officer, "evidence.keep_kits"), "door": door})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a kit for a buyer who stands before the officer."""
    officer = officer_of(request)
    require(officer, "evidence.keep_kits")
    form = KitForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and officer.department is not None:
        kit = open_kit(**form.purchase().papers(), department=officer.department, at=now(), by=officer)
        return redirect("evidence:kit", kit.pk)
    return render(request, "evidence/kit_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one kit: what was brought, what is missing, who played which part."""
    return _show(request, kit_visible_to(officer_of(request), pk))


@require_safe
def item(request: HttpRequest, kit_pk: int, pk: int) -> FileResponse:
    """Return a file that a buyer brought: a picture to be seen, anything else as a download only."""
    found = item_visible_to(officer_of(request), kit_pk, pk, now())
    content = as_sealed(found.sha256)
    kind = DRAWN.get(found.media, "application/octet-stream")
    reply = FileResponse(content, as_attachment=not found.is_picture, filename=found.name, content_type=kind)
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


@require_safe
def item_preview(request: HttpRequest, kit_pk: int, pk: int) -> HttpResponseBase:
    """Return what a file that a buyer brought looks like, a picture or the first pages of a PDF, or sound and film; on the same leave as the file."""
    found = item_visible_to(officer_of(request), kit_pk, pk, now())
    return in_place(request, (opened if goes_on(request) else as_sealed)(found.sha256))  # what is played on was held against its hash at its beginning


@require_safe
def item_text(request: HttpRequest, kit_pk: int, pk: int) -> HttpResponseBase:
    """Show the text of an office file, OFD or text that a buyer brought, as a copy to be read; on the same leave as the file."""
    found = item_visible_to(officer_of(request), kit_pk, pk, now())
    if not is_read(found.name):
        raise not_shown()
    whole = reverse("evidence:item", args=[kit_pk, pk])
    return text_page(request, as_sealed(found.sha256), found.name, back=reverse("evidence:kit", args=[kit_pk]), whole=whole)


def _show(request: HttpRequest, found: Kit, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show a kit; `more` is what was just refused: words, or a form with its faults."""
    officer, day = officer_of(request), _day(found)
    parts = [(one, duties_of(one.role, day)) for one in found.parts.select_related("rests_on")]
    chain = chain_of([one for one, _ in parts])
    forms = {"part_form": PartForm(found, auto_id="part_%s")}
    allowed = {
        "may_act": may(officer, "evidence.keep_kits"),
        "reading": reading_of(RevealableKit(found), officer, now()),
        "may_reveal": RevealableKit(found).who_may_read(officer),
    }
    records = {"panels": panels_of(found, officer, now()), "confirmed": found.confirmations.select_related("by", "kit")}
    records["remarks"] = found.remarks.select_related("by__department")
    context = {**kit_shown(found, request), "parts": parts, "chain": chain, "day": day, **forms, **allowed, **records, **more}
    reply = render(request, "evidence/kit.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _day(found: Kit) -> date:
    return found.paid_on or localtime(found.opened_at).date()


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a kit, as an officer."""
    officer = officer_of(request)
    require(officer, "evidence.keep_kits")
    found = kit_visible_to(officer, pk)
    try:
        take_in(found, ItemForm(request.POST, request.FILES).brought(), by=officer, at=now())
    except MingjianError as refused:
        return _show(request, found, refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    return redirect("evidence:kit", pk)


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who played which part."""
    officer = officer_of(request)
    found = kit_visible_to(officer, pk)
    form = PartForm(found, request.POST, auto_id="part_%s")
    if not form.is_valid():
        return _show(request, found, part_form=form, status=422)
    name_part(found, **form.papers(), by=officer, at=now())
    return redirect("evidence:kit", pk)
