"""
The page of a capture: what came, by whom and when, its picture, and whether every byte of it still is what was sealed.

An archive of the web is leafed through page by page, from the bytes that were sealed, in a frame that runs nothing and reaches no network.
"""

from csp.decorators import csp_update
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST, require_safe

from mingjian.core.capture.outcome import WORDS
from mingjian.core.capture.replay import RENDERED, Replay, replay
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


@leaves_an_entry
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know of no view that takes a key
@require_GET
def leaf(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an archive with one page of it in its frame. The first page is entered as handed out; others follow on the same leave."""
    officer, asked = officer_of(request), request.GET.get("page", "")
    file = file_visible_to(officer, pk)
    if asked:
        hand_on(officer, pk, now()).close()
    else:
        hand_out(officer, pk, now())[1].close()
    whole = _replayed(file)
    record = _number(asked) if asked else (RENDERED if whole.has_rendered else whole.main)
    shown = _replayed(file, record)
    capture = capture_of_archive(officer, file)
    context = {
        "file": file,
        "capture": capture,
        "back": capture.get_absolute_url() if capture else f"{part_url(file.dossier, EVIDENCE)}#files",
        "pages": whole.pages,
        "answers": whole.answers[:SHOWN],
        "all": len(whole.answers),
        "most": SHOWN,
        "has_rendered": whole.has_rendered,
        "record": record,
        "rendered": RENDERED,
        "one": whole.answers[whole.main if record == RENDERED else record],
        "shown": shown,
    }
    reply = render(request, "evidence/captures/replay.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_GET
def framed(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one page of an archive for the frame, on the leave on which the archive was opened."""
    officer = officer_of(request)
    hand_on(officer, pk, now()).close()
    reply = HttpResponse(_replayed(file_visible_to(officer, pk), _number(request.GET.get("page", ""))).html, content_type="text/html; charset=utf-8")
    reply["Content-Security-Policy"], reply["X-Frame-Options"] = FRAMED, "SAMEORIGIN"
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "private, no-store"
    reply["X-DNS-Prefetch-Control"], reply["Referrer-Policy"] = "off", "no-referrer"
    return reply


def _replayed(file: SealedFile, record: int | None = None) -> Replay:
    """Replay an archive from the store, once its bytes are found to be those that were sealed."""
    if not file.name.lower().endswith(".wacz"):
        raise NotFound("只有网页取证包（WACZ）可以重放。", "Only a capture of a page (WACZ) can be replayed.")
    if digest_there(file.sha256) != file.sha256:
        raise NotFound("取证包的字节不在本节点，或者与封存时不符，不予重放。", "The bytes of the archive are not here, or not those that were sealed.")
    with laid_out(file.sha256) as place:
        return replay(place, record)


def _number(text: str) -> int:
    """Return the number of a record that an address names. Raises NotFound for what is none."""
    if text == "rendered":
        return RENDERED
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound("取证包中没有这个网页。", "There is no such page in the archive.")
    return int(text)
