"""
When a page is visited again after a measure on it, and what a second look notes at its row.

A platform's word that it took something down is no proof, and pages come back: the node itself looks after a day, a week, a month and three months. No article
names such times; they are this software's own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import OFF_THE_PAGE, STANDING, WAITING, Notice, Target
from mingjian.institutions.notices.services.rows import change, digests_of, parts_of, tie_rows
from mingjian.office.models import Officer

#: After a measure; each time is looked for once, and one that nobody could keep is made up for by the next look.
TIMES = (timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=90))
MOST_TRIES = 3  # of one time: a page that does not answer at all is tried again on the nights after, and then at the next time


def next_look(row: Target) -> datetime | None:
    """Return when the page of a row is visited again; None where nothing is to be looked for, or the last time is over."""
    if row.state not in STANDING or row.measure not in OFF_THE_PAGE or row.kept_as != "capture" or row.decided_at is None:
        return None
    last = max(row.seen_at or row.decided_at, row.decided_at)
    return next((row.decided_at + one for one in TIMES if row.decided_at + one > last), None)


def rows_due(at: datetime) -> "QuerySet[Target]":
    """Return the rows whose page is to be visited again by now: a time has come, and nobody looked since."""
    waits = Q()
    for one in TIMES:
        waits |= Q(decided_at__lte=at - one) & (Q(seen_at__isnull=True) | Q(seen_at__lt=F("decided_at") + one))
    rows = Target.objects.filter(waits, state__in=STANDING, measure__in=OFF_THE_PAGE, kept_as="capture", capture__isnull=False)
    return rows.filter(notice__dossier__isnull=False)


def without_tried(rows: Iterable[Target], at: datetime) -> list[Target]:
    """Return the rows that were not tried in vain as often as a page is tried at one of its times."""
    told = list(rows)
    firsts = [row.capture_id for row in told]
    tried: dict[int, list[datetime]] = {}
    for part in parts_of(firsts):
        failed = Capture.objects.filter(again_of__in=part, stands="failed").values_list("again_of", "asked_at")
        for first, asked_at in failed:
            tried.setdefault(first or 0, []).append(asked_at)
    return [row for row in told if sum(one >= _came(row, at) for one in tried.get(row.capture_id or 0, ())) < MOST_TRIES]


def _came(row: Target, at: datetime) -> datetime:
    """Return the newest of a row's times that has come."""
    assert row.decided_at is not None  # noqa: S101 - a row that is due was decided
    return max(row.decided_at + one for one in TIMES if row.decided_at + one <= at)


def note_capture(capture: Capture, by: Officer, at: datetime) -> None:
    """Note at the rows of its address what a sealed capture shows: the page as it is complained of, or what a second look found."""
    rows = Target.objects.filter(notice__dossier=capture.dossier_id, digest__in=digests_of(capture.url), address=capture.url)
    if rows.filter(state=WAITING).exists():
        tie_rows(Notice.objects.select_related("dossier").get(dossier=capture.dossier_id))
    if capture.outcome and capture.taken_at:
        newer = Q(seen_at__isnull=True) | Q(seen_at__lt=capture.taken_at)
        change(list(rows.filter(newer).only("pk")), seen=capture.outcome, seen_at=capture.taken_at)
