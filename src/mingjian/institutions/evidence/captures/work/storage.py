"""How a page is taken and kept: the archive and the picture are sealed to the dossier, and the ledger says what came."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from mingjian.core.capture.extra import demand_browser
from mingjian.core.capture.outcome import outcome
from mingjian.core.errors import MingjianError
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.stamps import node_stamper
from mingjian.office.files.storage import seal
from mingjian.office.institution import parts
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, enter

if TYPE_CHECKING:
    from mingjian.core.capture.browser_capture import Taken
    from mingjian.core.capture.stampers import Stamper

LONGEST_TEXT = 200_000  # signs of a page's text that are kept beside it, to hold a second look against


def keep_page(capture: Capture, *, by: Officer, clock: Callable[[], datetime], guard: Callable[[], None]) -> Capture:
    """
    Visit the page, and keep what came. What cannot be captured is noted on the capture, in words, and raised.

    `guard` is asked inside the transaction that stores, and raises where the job is another's by now.
    """
    with tempfile.TemporaryDirectory(prefix="mingjian-capture-", ignore_cleanup_errors=True) as folder:
        try:
            taken, archive, stamper = _taken(capture.url, Path(folder))
        except MingjianError as refused:
            note_failure(capture, refused, guard)
            raise
        with transaction.atomic():
            guard()
            if why := stamper.why_not:
                capture.note_zh, capture.note_en = why.zh[:500], why.en[:500]
            capture.is_stamped = bool(stamper.held)
            return _store(capture, taken, archive, stamper.told(), by, clock())


def _taken(url: str, folder: Path) -> tuple["Taken", Path, "Stamper"]:
    """Visit a page and pack what came; where no authority gives a time stamp, without one: the page may be gone the next time."""
    demand_browser()
    from mingjian.core.capture.browser_capture import local_clock, take
    from mingjian.core.capture.guard import Guard
    from mingjian.core.capture.visit import Plan
    from mingjian.core.capture.wacz import pack

    visit, archive = folder / "visit", folder / "page.wacz"
    visit.mkdir()
    taken = take(Plan(url), local_clock, visit, Guard(is_local_allowed=settings.CAPTURE_LOCAL))
    stamper = node_stamper()
    pack(taken, archive, stamper)
    return taken, archive, stamper


def note_failure(capture: Capture, refused: MingjianError, guard: Callable[[], None]) -> None:
    """Note on a capture why it could not be had."""
    with transaction.atomic():
        guard()
        capture.stands, capture.note_zh, capture.note_en = "failed", refused.text.zh[:500], refused.text.en[:500]
        capture.save(update_fields=["stands", "note_zh", "note_en"])


def _store(capture: Capture, taken: "Taken", archive: Path, stamps: list[dict[str, object]], by: Officer, at: datetime) -> Capture:
    told, dossier = taken.capture, capture.dossier
    capture.archive = seal([archive.read_bytes()], f"{capture.number}.wacz", dossier=dossier, by=by, at=at)
    if picture := taken.views.get("screenshot.png"):
        capture.picture = seal([picture], f"{capture.number}.png", dossier=dossier, by=by, at=at)
    capture.stands, capture.taken_at, capture.title = "kept", told.started_at, told.title[:300]
    capture.final_url, capture.status, capture.ip = told.final_url[:2000], told.status, told.ip
    capture.facts = {name: told.as_dict()[name] for name in ("tool", "browser", "system", "zone", "host_date", "lang", "exchanges", "bytes", "has_sandbox")}
    capture.facts["stamps"] = stamps
    capture.gaps = len(told.gaps)
    capture.text = taken.views.get("text.txt", b"").decode("utf-8", "replace").replace("\0", "")[:LONGEST_TEXT]
    if first := capture.again_of:
        capture.outcome = outcome(first.text, capture.text, capture.status)
    capture.save()
    enter(
        "page_captured",
        at=at,
        about=capture,
        by=by,
        dossier=dossier,
        url=capture.url,
        status=Count(told.status) if told.status else None,
        sha256=capture.archive.sha256,
        picture=capture.picture.sha256 if capture.picture else "",
        again=capture.again_of.wire_name if capture.again_of else "",
        outcome=capture.outcome,
    )
    for follow in parts("follows_capture"):
        follow(capture, by, at)
    return capture
