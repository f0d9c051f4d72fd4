"""
What changed, for systems that are called, since the place where the last message ended.

Two streams, each with a place of its own: `rows`, read from each institution that tells of changes, and `changes`, every entry of the ledger that the officer
may read, as `GET /api/changes` has it.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from mingjian.institutions.notifications.models import Address, Reach, Telling
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.channels.webhook import NAME
from mingjian.institutions.notifications.services.outbox import Word, reached, write
from mingjian.office.institution import institutions
from mingjian.office.models import Officer
from mingjian.office.people.changes import changes_after
from mingjian.office.record.ledger import size_of_ledger

_AT = "changes"
_Changes = Callable[[Officer, str], tuple[list[dict[str, Any]], str]]
_LEDGER = "entries"  # the ledger's own stream, beside those of institutions, whose labels are none of this name
MOST = 20  # messages to one officer in a sweep; the next tells the rest
AT_ONCE = 200  # changes in one message


def write_changes(at: datetime) -> int:
    """Write into the outbox what changed since the last sweep, for each officer with a webhook; return how many messages that were."""
    hooked = set(Address.objects.filter(channel=NAME, is_on=True).values_list("officer", flat=True))
    told = [(one.label, name) for one in institutions() for name in one.changes]
    manifests = {one.label: one for one in institutions()}
    streams: list[tuple[str, str, _Changes]] = [(label, "rows", manifests[label].part(name)) for label, name in told]
    streams.append((_LEDGER, "changes", _entered))
    return sum(_write(reach, label, what, tell, at) for reach in reached() if reach.officer_id in hooked for label, what, tell in streams)


def _entered(officer: Officer, before: str) -> tuple[list[dict[str, Any]], str]:
    """Return what was entered that the officer may read; a system that is called for the first time is told from now on, and asks for what was before."""
    if not before:
        return [], str(size_of_ledger())
    found = changes_after(officer, int(before), AT_ONCE)
    return [{**row, "at": row["at"].isoformat()} for row in found.rows], str(found.next)


def _write(reach: Reach, label: str, what: str, changes: _Changes, at: datetime) -> int:
    written = 0
    for _ in range(MOST):
        with transaction.atomic():
            head = f"{_AT}/{label}/"
            held = Telling.objects.select_for_update().filter(officer=reach.officer_id, name__startswith=head).order_by("-pk").first()
            before = held.name.removeprefix(head) if held else ""
            rows, place = changes(reach.officer, before)
            if place == before:
                return written
            if rows:
                with override(reach.language):
                    subject = (texts.entered if what == "changes" else texts.changed)(len(rows))
                written += len(write(reach, Word(what, subject, json.dumps(_body(what, rows, place), ensure_ascii=False)), at=at, channel=NAME))
            if held:
                Telling.objects.filter(pk=held.pk).update(name=f"{head}{place}", at=at)
            else:
                Telling.objects.create(officer=reach.officer, name=f"{head}{place}", at=at)
        if not rows:
            break
    return written


def _body(what: str, rows: list[dict[str, Any]], place: str) -> dict[str, Any]:
    """Return what a message says; of the ledger also where `GET /api/changes?after=` goes on, for a system that missed some."""
    return {"changes": rows, "next": int(place)} if what == "changes" else {"rows": rows}
