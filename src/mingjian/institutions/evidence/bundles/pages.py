"""The bundle of a dossier, as a download."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from mingjian.institutions.evidence.bundles.work.creation import bundle_of
from mingjian.office.language import said
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of


@require_POST
def bundle(request: HttpRequest, number: str) -> HttpResponse:
    """Make the bundle of a dossier, and give it."""
    officer = officer_of(request)
    require(officer, "evidence.make_bundles")
    dossier = dossier_visible_to(officer, number)
    made = bundle_of(dossier, by=officer, at=now(), with_originals="originals" in request.POST)
    if made.unstamped:
        messages.warning(request, said(made.unstamped))  # seen on the page that comes next: this one is a download
    reply = HttpResponse(made.zipped, content_type="application/zip")
    reply["Content-Disposition"] = f'attachment; filename="{dossier.number}-evidence.zip"'
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply
