"""Visit again by night what measures took off a page: each look is sealed to the dossier, and stands at its row."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.institutions.evidence.captures.facts import keep_page, note_failure, second_look
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import Target
from mingjian.institutions.notices.services.looks import rows_due, without_tried
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.record.entries import enter

LONGEST = timedelta(hours=5)  # of one night: a page takes half a minute, and what is left comes first on the next night
_WITH = ("notice__dossier", "capture__asked_by", "capture__dossier", "capture__again_of", "decided_by")


def look_again(work: Work) -> Outcome:
    """Visit what is due, the oldest measure first, with progress; begun anew, go on with what nobody looked at yet."""
    begun = work.clock()
    left = without_tried(rows_due(begun).select_related(*_WITH).defer("note", "statement", "draft", "notice__addresses").order_by("decided_at", "pk"), begun)
    looked = failed = 0
    for row in left:
        if work.clock() - begun > LONGEST:
            break
        work.tell(looked, len(left), Text(f"正在回访：{row.address[:200]}", f"Visiting {row.address[:200]}"))
        failed += not _looked_at(row, work.clock, work.guard)
        looked += 1
    work.tell(len(left), len(left))
    zh, en = f"回访 {looked} 个网页，未成功 {failed} 个。", f"Pages visited again: {looked}; not captured: {failed}."
    if len(left) > looked:
        zh, en = f"{zh}另有 {len(left) - looked} 个留待下一夜。", f"{en} Left for another night: {len(left) - looked}."
    return Outcome(Text(zh, en), "/notices/targets")


def _looked_at(row: Target, clock: Callable[[], datetime], guard: Callable[[], None]) -> bool:
    """Return whether a further capture of the page of a row was sealed; one that failed says why."""
    capture = _capture_of(row, clock, guard)
    try:
        keep_page(capture, by=capture.asked_by, clock=clock, guard=guard)
    except MingjianError as refused:
        capture.refresh_from_db(fields=["stands"])
        if capture.stands == "asked":  # it came, and could not be sealed
            note_failure(capture, refused, guard)
        return False
    return True


def _capture_of(row: Target, clock: Callable[[], datetime], guard: Callable[[], None]) -> Capture:
    """
    Return the look that was begun and not taken, or enter a new one.

    It is made in the name of whoever took the measure: looking whether it holds belongs to it, and nobody else ordered anything.
    """
    first = row.capture
    assert first is not None  # noqa: S101 - rows that are due have one
    begun = Capture.objects.filter(again_of=first.again_of or first, stands="asked").select_related("dossier", "again_of", "asked_by").first()
    if begun:
        return begun
    with transaction.atomic():
        guard()
        at = clock()
        made = second_look(first, row.decided_by or first.asked_by, at)
        enter("look_due", at=at, about=made, dossier=made.dossier, again=first)
    return made
