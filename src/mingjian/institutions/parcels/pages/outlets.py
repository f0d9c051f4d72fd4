"""The page of outlets: which of them attest badly, and what test postings found there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingjian.institutions.parcels.queries import postings_visible_to
from mingjian.institutions.parcels.services.screen import WITHIN, duties, outlets_for
from mingjian.institutions.parcels.tables import OUTLETS
from mingjian.office.acts.offers import makers_open
from mingjian.office.files.tables import taken_out
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

MOST = 100  # outlets and test postings on the page; the file has every outlet


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """Show outlets, the surest to leave checks out first, and the test postings that stand."""
    officer, today = officer_of(request), localdate()
    require(officer, "parcels.see")
    found = outlets_for(officer, today)
    if file := taken_out(request, OUTLETS, found):
        return file
    context = {
        "outlets": found[:MOST],
        "further": max(0, len(found) - MOST),
        "postings": postings_visible_to(officer)[:MOST],
        "duties": duties(today),
        "today": today,
        "days": WITHIN.days,
        "own": officer.department_id,
        "may_test": bool(makers_open("test_posting", officer)),
    }
    reply = render(request, "parcels/outlets.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
