"""Reveal who reported a clue: with a purpose and a ground, on record."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import enter


def reveal_reporter(clue: Clue, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reporter:
    """Give the reporter's particulars unmasked to an officer of the department that holds the clue, and enter who saw them, when and why."""
    if not purpose.strip() or not ground.strip():
        raise BadInput("查看举报人信息须写明目的和依据。", "Say for what purpose and on what ground the reporter is revealed.")
    if not may(by, "clues.reveal_reporters", clue.dossier):
        raise NotPermitted("只有承办部门可以查看举报人信息。", "Only the department that holds the clue may see who reported it.")
    reporter = Reporter.objects.filter(clue=clue).first()
    if reporter is None:
        raise NotFound("这条线索没有举报人信息。", "This clue has no reporter.")
    with transaction.atomic():
        enter("reporter_revealed", at=at, by=by, dossier=clue.dossier, purpose=purpose.strip()[:500], ground=ground.strip()[:200])
    return reporter
