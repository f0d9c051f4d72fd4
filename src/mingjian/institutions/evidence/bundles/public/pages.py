"""A page on which anybody verifies a bundle, receipt or capture (WACZ), without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, MingjianError
from mingjian.institutions.evidence.bundles.work.check import MOST_UNPACKED, checked, own_key
from mingjian.office.web.limits import refuse_closed_portal, refuse_often, takes
from mingjian.office.web.middleware import status_of

MOST_BYTES = 64 * 2**20  # without an account
MOST_AN_HOUR = 20  # files from one address without an account
_FORM = 64 * 2**10
_LONGEST_NAME = 200


def _room() -> int:
    return MOST_BYTES + _FORM


@takes(_room)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Show the form, and what a verification of the file that was brought found."""
    if not request.user.is_authenticated:
        refuse_closed_portal()
    told: dict[str, Any] = {"key": own_key(), "most": MOST_BYTES // 2**20}
    status = 200
    if request.method == "POST":
        try:
            told |= _checked(request)
        except MingjianError as refused:
            told["refused"], status = refused.text.in_language(request.LANGUAGE_CODE), status_of(refused)
    reply = render(request, "evidence/public/verify.html", told, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def checker(request: HttpRequest) -> HttpResponse:
    """Give the page that checks a bundle offline, as a download: whoever got a bundle has it from another place than the bundle."""
    from mingjian.core.capture.wacz import CHECKER
    from mingjian.core.capture.wacz import checker as page

    if not request.user.is_authenticated:
        refuse_closed_portal()
    reply = HttpResponse(page(), content_type="text/html; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{CHECKER}"'
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


def _checked(request: HttpRequest) -> dict[str, Any]:
    """Return the report on the file, and its name. Raises BadInput for none, TooMuch for too many or too much of somebody without an account."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise BadInput("请选择要核验的文件（.zip 或者 .wacz），不能是空文件。", "Choose the file to verify (.zip or .wacz): it must not be empty.")
    is_known = request.user.is_authenticated
    if not is_known:
        refuse_often(request, "verify", MOST_AN_HOUR)
    return {"report": checked(file.chunks(), None if is_known else MOST_UNPACKED), "name": str(file.name)[:_LONGEST_NAME]}
