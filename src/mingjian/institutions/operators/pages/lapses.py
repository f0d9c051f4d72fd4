"""The page of admissions: whose check lapses, and what was wrong with papers; platform and authority see the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe

from mingjian.institutions.operators.services.admissions import GROUNDS, faults_for, lapses_for
from mingjian.institutions.operators.tables import LAPSES
from mingjian.office.files.tables import taken_out
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

MOST = 200  # shown; the file has all


@require_safe
def lapses(request: HttpRequest) -> HttpResponse:
    """Show them."""
    officer, at = officer_of(request), now()
    require(officer, "operators.see_reports")
    found = lapses_for(officer, at)
    if file := taken_out(request, LAPSES, found):
        return file
    is_own = bool(officer.department and not officer.department.is_authority)
    told = {"lapses": found[:MOST], "further": max(0, len(found) - MOST), "faults": faults_for(officer, at), "grounds": GROUNDS}
    return render(request, "operators/lapses.html", {**told, "is_own": is_own, "today": localtime(at).date()})
