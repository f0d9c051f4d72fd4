"""The pages of complaints of right holders: the list, one with its rows and proof, and the click by which a holder complains."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError
from mingjian.institutions.notices.complaints.opening import complain
from mingjian.institutions.notices.complaints.queries import complaint_visible_to, complaints_visible_to
from mingjian.institutions.notices.complaints.tables import COMPLAINTS, STANDS
from mingjian.institutions.notices.queries import notice_visible_to
from mingjian.institutions.notices.services.answers import answer_of
from mingjian.institutions.notices.services.complaint_evidence import rows_of_complaint
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

SHOWN, MOST_ROWS = 200, 200  # complaints and rows of one page


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """List the complaints that the officer may see, those that wait first."""
    officer = officer_of(request)
    require(officer, "notices.see")
    found = complaints_visible_to(officer).order_by("-standing", "-pk")
    if file := taken_out(request, COMPLAINTS, found):
        return file
    rows = sorted(found[:SHOWN], key=lambda one: one.standing != "sent")
    return render(request, "notices/complaints/list.html", {"complaints": rows, "stands": STANDS, "all": found.count(), "most": SHOWN})


@require_safe
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Show one, with its rows and what proves each."""
    officer = officer_of(request)
    found = complaint_visible_to(officer, number)
    answer = answer_of(found.notice.dossier) if found.notice.dossier else None
    rows = rows_of_complaint(found)
    context: dict[str, Any] = {"complaint": found, "notice": None, "right": found.notice.right, "rows": rows[:MOST_ROWS], "all": len(rows), "most": MOST_ROWS}
    context |= {"answer": answer if answer and answer.forwarded_at else None, "stands": STANDS[found.standing]}
    reply = render(request, "notices/complaints/complaint.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Complain of rows of a notice, as asked for with one click; what is refused is told where it was asked for."""
    officer = officer_of(request)
    require(officer, "notices.send")
    found = notice_visible_to(officer, number)
    authority, rows, words = (request.POST.get(name, "")[:4000] for name in ("authority", "rows", "words"))
    try:
        if (body := number_in(authority)) is None:
            raise BadInput("请选择受理投诉的机关。", "Choose the authority to complain to.")
        made = complain(found, by=officer, at=now(), authority=body, rows=rows, words=words)
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return redirect("notices:targets_of", number)
    messages.success(request, gettext("Sent to %(authority)s with the captures. Its answer will stand here.") % {"authority": made.department.name})
    return redirect(made)
