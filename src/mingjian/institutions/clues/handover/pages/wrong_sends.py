"""The page of wrong sends: clues that were sent to a department and refused, with whom the code list names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotPermitted
from mingjian.institutions.clues.handover.services.wrong_sends import wrong_sends
from mingjian.institutions.clues.handover.tables import WRONG_SENDS
from mingjian.office.files.tables import taken_out
from mingjian.office.people.permissions import is_of_authority, require
from mingjian.office.people.signin import officer_of

MOST = 200  # shown; the file has all


@require_safe
def show_wrong_sends(request: HttpRequest) -> HttpResponse:
    """Show them, to authorities alone."""
    officer = officer_of(request)
    require(officer, "clues.see_clues")
    if not is_of_authority(officer):
        raise NotPermitted("只有执法部门可以查看。", "Only authorities may see this.")
    count = wrong_sends(officer, now())
    if file := taken_out(request, WRONG_SENDS, count.wrong):
        return file
    return render(request, "clues/wrong_sends.html", {"count": count, "wrong": count.wrong[:MOST], "further": max(0, len(count.wrong) - MOST)})
