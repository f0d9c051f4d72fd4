"""Public pages of panels: by the code of a receipt a side without an account reads how a panel stands, agrees or not, states its view, challenges a member."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotPermitted
from mingjian.institutions.neutral.acts import speak_by_code
from mingjian.institutions.neutral.forms import WordForm
from mingjian.institutions.neutral.queries import noticed_by_code, room_for_words
from mingjian.institutions.neutral.services.by_code import panels_by_code, said_now, shown_by_code
from mingjian.office.web.limits import refuse_closed_portal, takes
from mingjian.office.web.middleware import status_of


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and lead to its page."""
    refuse_closed_portal()
    if code := request.GET.get("code", "").strip()[:200]:
        known = code.rstrip("/").rpartition("/")[2]
        noticed_by_code(known)
        return redirect("panel:receipt", known)
    return render(request, "neutral/public/enter.html")


@takes(room_for_words)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show the panels of a code, and take in what its side says."""
    refuse_closed_portal()
    notice, receipt = noticed_by_code(code)
    if request.method != "POST":
        return _shown(request, code, 200)
    if request.user.is_authenticated:
        raise NotPermitted("此页由没有账号的一方本人填写，已登录的人员不能代填。", "This page is the side's own: nobody who signed in fills it in.")
    panel = next((one for one in panels_by_code(notice, receipt) if one.number == request.POST.get("panel")), None)
    side = "operator" if receipt else "right_holder"
    form, status = WordForm(said_now(panel, side) if panel else (), request.POST), 422
    if panel is not None and form.is_valid():
        told = {"operator_receipt_code": receipt.code} if receipt else {}
        try:
            speak_by_code(notice, by=None, at=now(), panel_number=panel.number, **told, **form.written())
        except MingjianError as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
            form.point_at(refused)
            status = status_of(refused)
        else:
            messages.success(request, gettext("It is in the panel's file, and the ledger holds it."))
            return redirect("panel:receipt", code)
    return _shown(request, code, status, (panel.number if panel else "", form))


def _shown(request: HttpRequest, code: str, status: int, tried: tuple[str, WordForm] | None = None) -> HttpResponse:
    notice, receipt = noticed_by_code(code)
    side = "operator" if receipt else "right_holder"
    shown = [shown_by_code(one, side, now()) for one in panels_by_code(notice, receipt)]
    for one in shown:
        own = tried[1] if tried and tried[0] == one["dossier"].number else None
        one["form"] = own or (WordForm(one["may_say"], auto_id=f"id_{one['dossier'].pk}_%s") if one["may_say"] else None)
    reply = render(request, "neutral/public/panel.html", {"notice": notice, "receipt": receipt, "panels": shown}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
