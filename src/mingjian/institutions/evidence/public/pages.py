"""The public portal: a buyer opens a kit, sees its receipt, adds to it and compares a file; without signing in, where the node has opened it."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, StepRefused
from mingjian.institutions.evidence.acts import open_kit, write_as_buyer
from mingjian.institutions.evidence.forms import ItemForm, KitForm, kit_shown
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.queries import kit_by_code, receiving_department, room_in_kit
from mingjian.institutions.evidence.services.messages import LONGEST
from mingjian.institutions.evidence.services.progress import newest, stages_of
from mingjian.institutions.evidence.services.qr import qr_address
from mingjian.institutions.evidence.services.receipts import receipt_of, signed_until
from mingjian.institutions.evidence.services.short_codes import is_short, kit_by_short_code
from mingjian.institutions.evidence.work.intake import take_in
from mingjian.office.web.limits import network_of, refuse_closed_portal, takes
from mingjian.office.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Let a buyer open a kit."""
    refuse_closed_portal()
    if request.method != "POST" and (code := request.GET.get("code", "").strip()[:80]):
        return _come_back(request, code)
    form = KitForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = open_kit(**form.purchase().papers(), department=receiving_department(), at=now(), origin=_origin(request))
                return redirect("buyer:receipt", opened.code)
            except MingjianError as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
    return render(request, "evidence/public/bring.html", {"form": form}, status=status)


def _come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Lead a buyer who knows the code of a receipt there; whoever copied its whole address too."""
    try:
        return redirect("buyer:receipt", _kit_of(code.rstrip("/").rpartition("/")[2].strip(), _origin(request)).code)
    except (NotFound, StepRefused) as none:
        words = {"form": KitForm(), "code": code, "no_such": none.text.in_language(request.LANGUAGE_CODE)}
        return render(request, "evidence/public/bring.html", words, status=status_of(none))


def _kit_of(code: str, origin: str) -> Kit:
    return kit_by_short_code(code, origin, now()) if is_short(code) else kit_by_code(code)


@takes(room_in_kit)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a kit holds by hash, what is missing and how to get it; take further files in."""
    refuse_closed_portal()
    found, refused, status = kit_by_code(code), "", 200
    if request.method == "POST":
        try:
            take_in(found, ItemForm(request.POST, request.FILES).brought(), by=None, at=now())
            return redirect("buyer:receipt", code)
        except MingjianError as error:
            refused, status = error.text.in_language(request.LANGUAGE_CODE), status_of(error)
    return _receipt(request, found, status=status, refused=refused)


def _receipt(request: HttpRequest, found: Kit, *, status: int, **told: str) -> HttpResponse:
    """Show the receipt; `told` is what was just refused, and what was written then."""
    words = {**kit_shown(found, request), **told, "address": _address(request, found), "remarks": found.remarks.select_related("by__department")}
    words["is_signed"] = signed_until(found)
    words["stages"] = stages_of(found)
    words["newest"] = newest(words["stages"])
    reply = render(request, "evidence/public/receipt.html", words | {"drawn": qr_address(words["address"]), "longest": LONGEST}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def signed(request: HttpRequest, code: str) -> HttpResponse:
    """Return the receipt with the ledger's proofs, as a file that the buyer keeps."""
    refuse_closed_portal()
    found = kit_by_code(code)
    reply = HttpResponse(receipt_of(found, now()), content_type="application/zip")
    reply["Content-Disposition"] = f'attachment; filename="{found.number}-receipt.zip"'
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply


@require_POST
def remark(request: HttpRequest, code: str) -> HttpResponse:
    """Take what the buyer writes to the officers; refused, the receipt says why, and what was written stays in its field."""
    refuse_closed_portal()
    found, written = kit_by_code(code), request.POST.get("remark", "")
    try:
        write_as_buyer(found, buyer_remark=written, by=None, at=now())
    except MingjianError as error:
        return _receipt(request, found, status=status_of(error), refused_remark=error.text.in_language(request.LANGUAGE_CODE), written=written)
    messages.success(request, gettext("Sent. The answer will stand on this page."))
    return redirect("buyer:receipt", code)


@takes(room_in_kit)
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Return whether a file is one of a kit's, byte for byte. The file is not kept."""
    refuse_closed_portal()
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
    return redirect("buyer:receipt", code)


def _address(request: HttpRequest, found: Kit) -> str:
    """Return the whole address of a receipt: under the console's own address where the node knows it, else as it was asked for."""
    path = reverse("buyer:receipt", args=[found.code])
    return f"{settings.CONSOLE}{path}" if settings.CONSOLE else request.build_absolute_uri(path)


def _origin(request: HttpRequest) -> str:
    """Hash the address with the node's own key: enough to count, too little to know who it was."""
    return sha256(f"{settings.SECRET_KEY}/{network_of(request)}".encode()).hexdigest()
