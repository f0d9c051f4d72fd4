"""The pages of attestations: bringing a file, and one batch with what is told of its rows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput
from mingjian.core.extraction.places import place_named
from mingjian.institutions.parcels.forms import BatchForm
from mingjian.institutions.parcels.pages.inquiries import draw_list
from mingjian.institutions.parcels.queries import batch_numbered, outlets_of
from mingjian.institutions.parcels.services.shape import ATTESTATION
from mingjian.institutions.parcels.work.attestations import bring_file
from mingjian.office.files.headings import empty_file
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.uploads import received
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

LARGEST = 16 * 2**20


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file of attestations: it is read at once, and only its digest is kept."""
    officer = officer_of(request)
    require(officer, "parcels.attest")
    form = BatchForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with received(file, takes=TABLES, most=LARGEST) as path:
                made = bring_file(path, file.name or "", by=officer, at=now(), sheet=form.cleaned_data["sheet"])
        except BadInput as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("Brought as %(number)s. The ledger holds it.") % {"number": made.number})
            return redirect(made)
    return draw_list(request, form)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty file of attestations with the headings that are read."""
    require(officer_of(request), "parcels.attest")
    return empty_file(ATTESTATION, ATTESTATION.title.zh)


@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show one batch: outlets with their share of checks, and what is told of rows."""
    found = batch_numbered(officer_of(request), number)
    outlets = [{**one, "place": said(place_named(str(one["region"])))} for one in outlets_of(found)]
    reply = render(request, "parcels/batch.html", {"batch": found, "outlets": outlets, "is_cut": len(found.told) >= 1000})
    reply["Cache-Control"] = "no-store"
    return reply
