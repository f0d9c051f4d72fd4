"""The pages of notices: the list, one that is not taken in yet, and a right of the locker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe

from mingjian.institutions.notices.lore.completeness import lacking_of_right
from mingjian.institutions.notices.panels import told
from mingjian.institutions.notices.queries import notice_visible_to, notices_matching, right_visible_to
from mingjian.institutions.notices.tables import NOTICES
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may, require_duty
from mingjian.office.people.signin import officer_of


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, "")[:100] for name in ("state", "q")}
    found = notices_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, NOTICES, found.order_by("-sent_at", "-id")):
        return file
    context = {"page": page_of(found, ("-sent_at", "-id"), request.GET.get("after", "")), **asked, "may_send": may(officer, "notices.send")}
    return page_or_part(request, "notices/notices.html", "notices/notices_list.html", context)


@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show a notice that waits, or was declined; one that was taken in is shown by its dossier."""
    found = notice_visible_to(officer_of(request), number)
    if found.dossier_id:
        return redirect(found.get_absolute_url())
    reply = render(request, "notices/notice.html", told(found, now()))
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def right(request: HttpRequest, number: str) -> HttpResponse:
    """Show a right of the locker, with what is wrong with it today."""
    found = right_visible_to(officer_of(request), number)
    return render(request, "notices/right.html", {"right": found, "faults": lacking_of_right(found, localtime(now()).date())})
