"""
The page of a capture: what came, by whom and when, its picture, and whether every byte of it still is what was sealed.

An archive of the web is leafed through page by page, from the bytes that were sealed, in a frame that runs nothing and reaches no network.
"""

from datetime import datetime
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST, require_safe

from mingjian.core.capture.outcome import WORDS
from mingjian.core.capture.replay import FIRST, RENDERED, Replay, replay, turn
from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.captures.queries import capture_numbered, capture_of_archive
from mingjian.institutions.evidence.captures.work.verification import verified
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.office.dossiers.parts import part_url
from mingjian.office.files.links import leaves_an_entry
from mingjian.office.files.storage import file_visible_to, hand_on, hand_out
from mingjian.office.files.store import as_sealed, digest_there, laid_out
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import SealedFile
from mingjian.office.panels import panels_of
from mingjian.office.people.signin import officer_of
from mingjian.office.web.in_place import is_playing, note_playing

SHOWN = 200  # answers of an archive that the page lists
#: What the frame may do: show what is within it. Neither scripts nor forms, no address, no window above it; nothing of it is of our origin.
FRAMED = (
    "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@require_safe
def capture(request: HttpRequest, number: str) -> HttpResponse:
    """Show one capture."""
    return _show(request, capture_numbered(officer_of(request), number))


@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Verify a capture: the sealed bytes, each member of the archive, its stamps."""
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
        "stamps": [{**one, "at": datetime.fromisoformat(one["at"])} for one in found.facts.get("stamps", ())],
        "score": score_of(found) if found.stands == "kept" else None,
        "panels": panels_of(found, officer, now()),
    }
    reply = render(request, "evidence/captures/capture.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@leaves_an_entry
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know of no view that takes a key
@require_GET
def leaf(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an archive with one page of it in its frame: that which is shown first, unless another is asked for."""
    officer, asked = officer_of(request), request.GET.get("page", "")
    file, shown = _handed_out(request, pk, _number(asked) if asked else FIRST)
    first = RENDERED if shown.has_rendered else shown.main
    record = _number(asked) if asked else first
    capture = capture_of_archive(officer, file)
    context = {
        "file": file,
        "capture": capture,
        "back": capture.get_absolute_url() if capture else f"{part_url(file.dossier, EVIDENCE)}#files",
        "pages": shown.pages,
        "answers": shown.answers[:SHOWN],
        "all": len(shown.answers),
        "most": SHOWN,
        "has_rendered": shown.has_rendered,
        "record": record,
        "rendered": RENDERED,
        "one": shown.answers[shown.main if record == RENDERED else record],
        "shown": shown,
    }
    reply = render(request, "evidence/captures/replay.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@leaves_an_entry
@require_GET
def framed(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one page of an archive for the frame, on the leave and by the entry with which the archive was opened."""
    reply = HttpResponse(_handed_out(request, pk, _number(request.GET.get("page", "")))[1].html, content_type="text/html; charset=utf-8")
    reply["Content-Security-Policy"], reply["X-Frame-Options"] = FRAMED, "SAMEORIGIN"
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    reply["X-DNS-Prefetch-Control"], reply["Referrer-Policy"] = "off", "no-referrer"
    return reply


def _handed_out(request: HttpRequest, pk: int, record: int) -> tuple[SealedFile, Replay]:
    """
    Return an archive and a page of it, once its bytes are found to be those that were sealed; enter that it was handed out.

    The entry is made once there is something to show, and stands for what this session reads of the archive within the hour. Raises as `hand_out`, NotFound
    for what is no archive, and BadInput where it cannot be replayed, or others are replayed just now.
    """
    officer = officer_of(request)
    file = file_visible_to(officer, pk)
    if not file.name.lower().endswith(".wacz"):
        raise NotFound("只有网页取证包（WACZ）可以回放。", "Only a capture of a page (WACZ) can be replayed.")
    hand_on(officer, pk, now()).close()
    if digest_there(file.sha256) != file.sha256:
        raise NotFound("取证包文件不在本节点，或者与封存时不符，不予回放。", "The archive is not here, or not as it was sealed: it is not replayed.")
    with turn(Path(settings.SEALED_ROOT)), laid_out(file.sha256) as place:
        shown = replay(place, record)
    if not is_playing(request, pk):
        hand_out(officer, pk, now())[1].close()
        note_playing(request, pk)
    return file, shown


def _number(text: str) -> int:
    """Return the number of a record that an address names. Raises NotFound for what is none."""
    if text == "rendered":
        return RENDERED
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound("取证包中没有这个网页。", "There is no such page in the archive.")
    return int(text)
