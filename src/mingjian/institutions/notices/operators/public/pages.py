"""The operators' portal: by the code that a platform sent, an operator reads measures and reasons, answers, and adds evidence; without signing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotPermitted
from mingjian.institutions.notices.acts import answer_by_receipt
from mingjian.institutions.notices.models import OperatorReceipt
from mingjian.institutions.notices.operators.forms import OperatorForm
from mingjian.institutions.notices.operators.queries import note_opened, receipt_by_code, room_in_receipt
from mingjian.institutions.notices.services.operator_answers import rows_of_receipt
from mingjian.office.panels import public_panels
from mingjian.office.web.limits import refuse_closed_portal, takes
from mingjian.office.web.middleware import status_of

SHOWN = 200  # rows of the page


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and lead to its page."""
    refuse_closed_portal()
    if code := request.GET.get("code", "").strip()[:200]:
        return redirect("seller:receipt", receipt_by_code(code.rstrip("/").rpartition("/")[2]).code)
    return render(request, "notices/operators/enter.html")


@takes(room_in_receipt)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a receipt is for, and take in what its operator sends."""
    refuse_closed_portal()
    found = receipt_by_code(code)
    if request.method == "POST":
        if request.user.is_authenticated:
            raise NotPermitted(
                "此页由经营者本人填写，已登录的工作人员不能代填；来信、来电的，由平台经办人在通知卷宗照录。",
                "This page is the operator's own: nobody who signed in fills it in. What came by letter or telephone the clerk enters on the notice.",
            )
        return _answered(request, found)
    if request.method == "GET" and not request.user.is_authenticated:  # whoever asks for the head alone, or signed in, is not the operator who reads it
        note_opened(found, now())
    return _shown(request, found, OperatorForm(), 200)


def _answered(request: HttpRequest, found: OperatorReceipt) -> HttpResponse:
    form, status = OperatorForm(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            answer_by_receipt(found.notice, by=None, at=now(), operator_receipt_code=found.code, **form.given())
        except MingjianError as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            form.point_at(refused)
            status = status_of(refused)
        else:
            messages.success(request, gettext("The platform has it. What becomes of it will stand here."))
            return redirect("seller:receipt", found.code)
    return _shown(request, found, form, status)


def _shown(request: HttpRequest, found: OperatorReceipt, form: OperatorForm, status: int) -> HttpResponse:
    rows = rows_of_receipt(found)
    context: dict[str, Any] = {"receipt": found, "notice": found.notice, "right": found.notice.right, "form": form}
    context |= {"rows": rows[:SHOWN], "all": len(rows), "most": SHOWN}
    context |= {
        "answers": list(found.answers.all()),
        "is_closed": found.notice.dossier is None or found.notice.dossier.is_closed,
        "facts": found.notice.facts_masked,
        "panels": public_panels(found, now()),
    }
    reply = render(request, "notices/operators/receipt.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
