"""The pages of evidence: the queue of kits and one kit for officers; the public door and its receipt for buyers."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.evidence.checklist import duties_of, is_live, missing
from mingjian.institutions.evidence.forms import ItemForm, KitForm, PartForm
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.institutions.evidence.queries import item_visible_to, kit_by_code, kit_visible_to, kits_visible_to, reading_of
from mingjian.institutions.evidence.steps.add_item import add_item
from mingjian.institutions.evidence.steps.name_part import name_part
from mingjian.institutions.evidence.steps.open_kit import open_kit
from mingjian.institutions.evidence.steps.reveal_kit import reveal_kit
from mingjian.office.desk.middleware import status_of
from mingjian.office.files.keeping import place_of
from mingjian.office.files.kinds import DRAWN
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer
from mingjian.office.panels import panels_of
from mingjian.office.papers.forms import RevealForm
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of


@require_safe
def kits(request: HttpRequest) -> HttpResponse:
    """Show the kits, the newest first."""
    officer = officer_of(request)
    page = page_of(kits_visible_to(officer), ("-opened_at", "-id"), request.GET.get("after", ""))
    prefetch_related_objects(page.rows, "items")
    rows = [(kit, len(_missing(kit)), len(kit.items.all())) for kit in page.rows]
    door = request.build_absolute_uri(reverse("evidence:bring")) if settings.PUBLIC_DOOR else ""
    return render(request, "evidence/kits.html", {"page": page, "rows": rows, "may_open": may(officer, "evidence.keep_kits"), "door": door})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a kit for a buyer who stands before the officer."""
    officer = officer_of(request)
    require(officer, "evidence.keep_kits")
    form = KitForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and officer.department is not None:
        kit = open_kit(form.purchase(), department=officer.department, at=now(), by=officer)
        return redirect("evidence:kit", kit.pk)
    return render(request, "evidence/kit_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def kit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one kit: what was brought, what is missing, who played which part."""
    return _show(request, kit_visible_to(officer_of(request), pk))


@require_safe
def item(request: HttpRequest, kit_pk: int, pk: int) -> FileResponse:
    """Give a file that a buyer brought: a picture to be seen, anything else as a download only."""
    found = item_visible_to(officer_of(request), kit_pk, pk, now())
    place = place_of(found.sha256)
    if not place.exists():
        raise NotFound("文件的原始字节不在本节点的存储中。", "The bytes of this file are not in this node's store.")
    kind = DRAWN.get(found.media, "application/octet-stream")
    reply = FileResponse(place.open("rb"), as_attachment=not found.is_picture, filename=found.name, content_type=kind)
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    return reply


def _show(request: HttpRequest, found: Kit, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show a kit; `more` is what was just refused: words, or a form with its faults."""
    officer, day = officer_of(request), _day(found)
    parts = [(one, duties_of(one.role, day)) for one in found.parts.select_related("rests_on")]
    forms = {"part_form": PartForm(found, auto_id="part_%s"), "reveal_form": RevealForm(auto_id="reveal_%s")}
    allowed = {
        "may_act": may(officer, "evidence.keep_kits"),
        "reading": reading_of(officer, found, now()),
        "may_reveal": may(officer, "evidence.reveal_kits") and officer.department_id == found.department_id,
    }
    records = {"hung": panels_of(found, officer, now()), "confirmed": found.confirmations.select_related("by", "kit")}
    context = {**_about(found, request), "parts": parts, "day": day, **forms, **allowed, **records, **more}
    reply = render(request, "evidence/kit.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _about(found: Kit, request: HttpRequest) -> dict[str, Any]:
    lacking = _missing(found)
    asked = request.POST.get("kind") or request.GET.get("kind") or (lacking[0][1].kind if lacking else "")
    return {"kit": found, "items": found.items.all(), "missing": lacking, "item_form": ItemForm(initial={"kind": asked})}


def _missing(found: Kit) -> list[tuple[str, Any]]:
    kinds = {item.kind for item in found.items.all()}
    return [(str(Item.Kind(need.kind).label), need) for need in missing(kinds, is_live=is_live(found.place))]


def _day(found: Kit) -> date:
    return found.paid_on or localtime(found.opened_at).date()


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a kit, as an officer."""
    officer = officer_of(request)
    require(officer, "evidence.keep_kits")
    found = kit_visible_to(officer, pk)
    try:
        _take_in(request, found, by=officer)
    except MingjianError as refused:
        return _show(request, found, refused=refused.text.in_language(request.LANGUAGE_CODE), status=status_of(refused))
    return redirect("evidence:kit", pk)


def _take_in(request: HttpRequest, found: Kit, *, by: Officer | None) -> None:
    """Keep each of the files sent. One that is refused hinders none of the others, and is named with the reason."""
    form = ItemForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput("请选择材料种类和文件。", "Choose a kind and a file.")
    kind, note, refused = form.cleaned_data["kind"], form.cleaned_data["note"], list[Text]()
    for file in form.cleaned_data["file"]:
        try:
            add_item(found, kind, file.chunks(), file.name or "", note=note, at=now(), by=by)
        except (BadInput, StepRefused) as why:
            refused.append(Text(f"{visible(file.name or '')}：{why.text.zh}", f"{visible(file.name or '')}: {why.text.en}"))
    if refused:
        raise BadInput(" ".join(one.zh for one in refused), " ".join(one.en for one in refused))


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who played which part."""
    officer = officer_of(request)
    found = kit_visible_to(officer, pk)
    form = PartForm(found, request.POST, auto_id="part_%s")
    if not form.is_valid():
        return _show(request, found, part_form=form, status=422)
    name_part(found, **form.cleaned_data, by=officer, at=now())
    return redirect("evidence:kit", pk)


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the officer see the kit unmasked for a while, with the purpose and ground on record."""
    officer = officer_of(request)
    found = kit_visible_to(officer, pk)
    form = RevealForm(request.POST, auto_id="reveal_%s")
    if not form.is_valid():
        return _show(request, found, reveal_form=form, status=422)
    reveal_kit(found, **form.cleaned_data, by=officer, at=now())
    return redirect("evidence:kit", pk)


# ---- The public door: for buyers, without signing in, where the node has opened it ----


def _door_is_open() -> None:
    if not settings.PUBLIC_DOOR:
        raise NotFound("本节点未开放公众提交。", "This node has no public door.")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Let a buyer open a kit."""
    _door_is_open()
    form = KitForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = open_kit(form.purchase(), department=_receiving(), at=now(), origin=_origin(request))
                return redirect("evidence:receipt", opened.code)
            except MingjianError as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
    return render(request, "evidence/bring.html", {"form": form}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a kit holds by hash, what is missing and how to get it; take further files in."""
    _door_is_open()
    found, refused, status = kit_by_code(code), "", 200
    if request.method == "POST":
        try:
            _take_in(request, found, by=None)
            return redirect("evidence:receipt", code)
        except MingjianError as error:
            refused, status = error.text.in_language(request.LANGUAGE_CODE), status_of(error)
    reply = render(request, "evidence/receipt.html", {**_about(found, request), "refused": refused}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@login_not_required
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a file is one of a kit's, byte for byte. The file is not kept."""
    _door_is_open()
    found, file = kit_by_code(code), request.FILES.get("file")
    if file is None:
        raise BadInput("请选择要核对的文件。", "Choose the file to compare.")
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    same = found.items.filter(sha256=digest.hexdigest()).first()
    if same:
        messages.success(request, gettext("It is, byte for byte, the file kept on %(day)s.") % {"day": f"{localtime(same.kept_at):%Y-%m-%d %H:%M}"})
    else:
        messages.error(request, gettext("No file of this kit has these bytes."))
    return redirect("evidence:receipt", code)


def _receiving() -> Department:
    """Give the department that the public door leads to: the one that the settings name, else the first market regulator entered, a county's before others."""
    regulators = Department.objects.filter(kind=Department.Kind.MARKET_REGULATION).order_by("pk")
    if settings.PUBLIC_DEPARTMENT:
        regulators = Department.objects.filter(name_zh=settings.PUBLIC_DEPARTMENT)
    found = regulators.filter(level=Department.Level.COUNTY).first() or regulators.first()
    if found is None:
        raise NotFound("本节点尚无受理部门。", "This node has no department to receive it.")
    return found


def _origin(request: HttpRequest) -> str:
    """Hash the address with the node's own key: enough to count, too little to know who it was."""
    return sha256(f"{settings.SECRET_KEY}/{request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()
