"""Seal how things stand: what the sweep does before it signs a checkpoint, so that an audit can say later what was changed without an entry."""

from datetime import datetime

from django.db import transaction

from mingjian.office.models import Entry, Standing
from mingjian.office.record.entries import enter
from mingjian.office.record.rows import things
from mingjian.office.record.standing import BEFORE, MOST, SEALED, digest_of, signed, told_now


def seal_rows(at: datetime) -> list[Entry]:
    """Seal how the things stand whose entries came since; the first time, all that stand there. Give the entries made."""
    made: list[Entry] = []
    if not Entry.objects.exists():
        return made
    if not Entry.objects.filter(kind=SEALED).exists():
        _take_in_all()
    while entry := _seal_some(at):
        made.append(entry)
    return made


def _take_in_all() -> None:
    """Note every thing that stands there: a node that sealed nothing yet begins with what it has."""
    for model in things():
        rows = model._base_manager.values_list("pk", flat=True)
        new = [Standing(model=model._meta.label, row=key, entry=BEFORE) for key in rows]
        Standing.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def _seal_some(at: datetime) -> Entry | None:
    with transaction.atomic():
        due = list(Standing.objects.select_for_update().filter(is_due=True).order_by("pk")[:MOST])
        if not due:
            return None
        replaced = {}
        for standing, told in told_now(due):
            old = digest_of(standing.told) if standing.told else ""
            standing.told, standing.is_due = told, False
            replaced[digest_of(told)] = old
        entry = enter(SEALED, at=at, standings=replaced, signed=signed(replaced))
        for standing in due:
            standing.sealed_in = entry.index
        Standing.objects.bulk_update(due, ["told", "is_due", "sealed_in"], batch_size=200)
    return entry
