"""What a platform reads of clues that it reported: what it told, with whom they are and how they stand; not the record of the check."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.institutions.clues.handover.tables import REPORTED
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import PARTICULARS
from mingjian.institutions.clues.queries import clues_reported_by
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.particulars.facts import facts
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

ORDER = ("-dossier_id",)
#: What an authority enters later is not what was told.
NOT_TOLD = ("feedback", "jurisdiction_basis", "risk_note")


@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Show the clues that the officer's department reported, the newest first."""
    officer = officer_of(request)
    require(officer, "clues.see_clues")
    found = clues_reported_by(officer)
    if file := taken_out(request, REPORTED, found.order_by(*ORDER)):
        return file
    page = page_of(found, ORDER, request.GET.get("after", ""))
    return page_or_part(request, "clues/reported.html", "clues/reported_list.html", {"page": page})


def show_reported(request: HttpRequest, found: Clue) -> HttpResponse:
    """Show one clue to whoever reported it and has no part in its check."""
    context = {"clue": found, "dossier": found.dossier, "facts": facts(PARTICULARS, found, without=NOT_TOLD), "at": now()}
    return render(request, "clues/reported_one.html", context)
