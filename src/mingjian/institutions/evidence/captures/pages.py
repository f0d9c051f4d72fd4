"""The page of a capture: what came, by whom and when, its picture, and whether every byte of it still is what was sealed."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.capture.outcome import WORDS
from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.captures.queries import capture_numbered
from mingjian.institutions.evidence.captures.work.verifying import verified
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.office.files.store import as_sealed
from mingjian.office.panels import panels_of
from mingjian.office.people.signin import officer_of


@require_safe
def capture(request: HttpRequest, number: str) -> HttpResponse:
    """Show one capture."""
    return _show(request, capture_numbered(officer_of(request), number))


@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Verify a capture: the sealed bytes, each member of the archive, its stamp."""
    found = capture_numbered(officer_of(request), number)
    return _show(request, found, report=verified(found))


@require_safe
def picture(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return the picture of a page, to be seen in its place."""
    found = capture_numbered(officer_of(request), number)
    if found.picture is None:
        raise NotFound("没有截图。", "There is no picture.")
    content = as_sealed(found.picture.sha256)
    reply = FileResponse(content, content_type="image/png")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    return reply


def _show(request: HttpRequest, found: Capture, report: object = None) -> HttpResponse:
    officer = officer_of(request)
    first = found.again_of
    context = {
        "capture": found,
        "dossier": found.dossier,
        "first": first,
        "outcome": WORDS.get(found.outcome),
        "again": [(one, WORDS.get(one.outcome)) for one in found.visits.order_by("-asked_at")],
        "report": report,
        "score": score_of(found) if found.stands == "kept" else None,
        "hung": panels_of(found, officer, now()),
    }
    reply = render(request, "evidence/captures/capture.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
