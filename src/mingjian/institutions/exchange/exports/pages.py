"""The page of exports: a dossier's file for another system, as a download."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from mingjian.institutions.exchange.exports.services.export_facts import export
from mingjian.office.people.permissions import dossier_visible_to
from mingjian.office.people.signin import officer_of


@require_POST
def file(request: HttpRequest, number: str) -> HttpResponse:
    """Return the file in the format that was chosen; it is entered that it was made."""
    officer = officer_of(request)
    name, media, content = export(dossier_visible_to(officer, number), request.POST.get("format", ""), by=officer, at=now())
    reply = HttpResponse(content, content_type=media)
    reply["Content-Disposition"], reply["Cache-Control"] = f'attachment; filename="{name}"', "no-store"
    return reply
