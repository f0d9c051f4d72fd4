"""
Seal how things stand: what the sweep does before it signs a checkpoint, so that an audit can say later what was changed without an entry.

What is sealed is what was sealed before and what acts noted since. Rows are read here in two cases alone: of a model that the ledger does not say to be held
yet, which is taken in as it stands, once; and a column that came with a newer version of the tables.
"""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from mingjian.core.errors import LedgerFault
from mingjian.office.institution import institutions
from mingjian.office.models import Entry, Standing
from mingjian.office.record.change_notes import SEALED, digest_of, held_since, read, salt_of
from mingjian.office.record.entries import enter
from mingjian.office.record.ledger import standings_in, told_by
from mingjian.office.record.row_digests import BEFORE, MOST, is_signed, merged, name_of, note_so_far, rows_now, signed
from mingjian.office.record.rows import Rows, held_parts, things
from mingjian.office.record.written import held, held_columns


def seal_rows(at: datetime) -> list[Entry]:
    """
    Seal the things that acts came to since; of models that are not held yet, all that stand there. Return the entries made.

    What nothing explains is left as it was sealed: `refused` tells what it is.
    """
    made: list[Entry] = []
    if not Entry.objects.exists():
        return made
    note_so_far()
    in_bulk = {label for one in institutions() for label in one.in_bulk}  # not taken in, but an older version may have left some waiting
    labels = in_bulk.union((model._meta.label for model in things()), *map(held_parts, things()))
    if new := sorted(labels - held_since()):
        made += [*_take_in_parts(frozenset(new), at), *_take_in(new, at)]
    last, due = 0, Standing.objects.filter(is_due=True).order_by("pk").values_list("pk", flat=True)
    while keys := list(due.filter(pk__gt=last)[:MOST]):
        last = keys[-1]
        made += _seal_some(keys, at)
    return made


def refused() -> LedgerFault | None:
    """Return why a thing that waits for its seal gets none; None where nothing stands against any."""
    for standing in Standing.objects.filter(is_due=True).order_by("pk").iterator(chunk_size=MOST):
        if held(standing.model) and _is_refused(standing):
            about = name_of(standing)
            return LedgerFault(
                f"{about}：标为待封存的改动没有记录可依，不予封存。", f"{about}: no entry explains what is said to wait for its seal: it is not sealed."
            )
    return None


def _take_in(labels: list[str], at: datetime) -> list[Entry]:
    """Seal, as they stand, the things of models that are held from now on, those that an older version left waiting among them."""
    made = []
    for model in (one for one in things() if one._meta.label in labels):
        label = model._meta.label
        known = set(Standing.objects.filter(model=label).values_list("row", flat=True))
        new = [Standing(model=label, row=key, entry=BEFORE) for key in model._base_manager.order_by("pk").values_list("pk", flat=True) if key not in known]
        Standing.objects.bulk_create(new, batch_size=MOST)
    while True:
        with transaction.atomic():
            due = list(Standing.objects.select_for_update().filter(is_due=True, model__in=labels).order_by("pk")[:MOST])
            is_last = len(due) < MOST
            salts = {one.pk: secrets.token_hex(16) for one in due}
            told = [(standing, _written(standing, salts[standing.pk], standing.entry, rows)) for standing, rows in rows_now(due, salts)]
            made.append(_seal(told, at, labels if is_last else []))
        if is_last:
            return made


def _take_in_parts(labels: frozenset[str], at: datetime) -> list[Entry]:
    """Seal, with the things that they belong to, the rows of tables that are held from now on, as they stand; those that were held already are not read."""
    new = frozenset(label for label in labels if not Standing.objects.filter(told__contains=f'"{label}/').exists())
    made = []
    for model in (one for one in things() if held_parts(one) & new):
        last, sealed = 0, Standing.objects.filter(model=model._meta.label).exclude(told="").order_by("pk").values_list("pk", flat=True)
        while keys := list(sealed.filter(pk__gt=last)[:MOST]):
            last = keys[-1]
            with transaction.atomic():
                rows = [one for one in Standing.objects.select_for_update().filter(pk__in=keys).order_by("pk") if not (one.is_due and _is_refused(one))]
                told = [(one, text) for one, text in _with_parts(rows, new) if text]
                made += [_seal(told, at, [])] if told else []
    return made


def _with_parts(rows: list[Standing], labels: frozenset[str]) -> Iterator[tuple[Standing, str]]:
    salts = {one.pk: salt_of(one.told) for one in rows}
    for standing, now in rows_now([one for one in rows if salts[one.pk]], salts):
        before = merged(json.loads(standing.told)["rows"], read(standing))
        fresh = {name: hashes for name, hashes in now.items() if name.rpartition("/")[0] in labels and name not in before}
        yield standing, _written(standing, salts[standing.pk], standing.entry, before | fresh) if fresh else ""


def _seal_some(keys: list[int], at: datetime) -> list[Entry]:
    with transaction.atomic():
        due = Standing.objects.select_for_update().filter(pk__in=keys, is_due=True).order_by("pk")
        told = [(one, _with_notes(one)) for one in due if not _is_refused(one)]
        return [_seal(told, at, [])] if told else []


def _seal(told: list[tuple[Standing, str]], at: datetime, held: list[str]) -> Entry:
    replaced = {digest_of(text): digest_of(standing.told) if standing.told else "" for standing, text in told}
    more: dict[str, Any] = {"held": held} if held else {}
    entry = enter(SEALED, at=at, standings=replaced, signed=signed(replaced), **more)
    for standing, text in told:
        standing.told, standing.noted, standing.is_due, standing.sealed_in = text, "", False, entry.index
    Standing.objects.bulk_update([one for one, _ in told], ["told", "noted", "is_due", "sealed_in"], batch_size=200)
    return entry


def _is_refused(standing: Standing) -> bool:
    """Return whether a standing that waits has no note of this node, or one of another state than the one that was sealed."""
    told = read(standing)
    if told is None or told.replaces != (digest_of(standing.told) if standing.told else ""):
        return True
    return bool(standing.told) and not _is_sealed(standing)


def _is_sealed(standing: Standing) -> bool:
    sealed = Entry.objects.filter(kind=SEALED, index=-1 if standing.sealed_in is None else standing.sealed_in).first()
    if sealed is None:
        return False
    body = told_by(sealed.body)
    return digest_of(standing.told) in standings_in(body) and is_signed(body)


def _with_notes(standing: Standing) -> str:
    told = read(standing)
    assert told is not None  # noqa: S101 - those without a note are refused
    rows: Rows = merged(json.loads(standing.told)["rows"] if standing.told else {}, told)
    salt = told.salt
    if lacking := list(_lacking(rows)):
        now = dict(rows_now([standing], {standing.pk: salt}))[standing]
        for row, columns in lacking:
            rows[row] = {column: now[row][column] for column in columns if column in now.get(row, {})} | rows[row]
    return _written(standing, salt, max(standing.entry, told.entry), rows)


def _lacking(rows: Rows) -> Iterator[tuple[str, set[str]]]:
    """Yield the columns that came with a newer version of the tables, by row."""
    for row, hashes in rows.items():
        try:
            model = cast("type[Model]", apps.get_model(row.rpartition("/")[0]))
        except LookupError:
            continue
        if columns := held_columns(model) - hashes.keys():
            yield row, set(columns)


def _written(standing: Standing, salt: str, entry: int, rows: Rows) -> str:
    told = {"model": standing.model, "row": standing.row, "entry": entry, "salt": salt, "rows": rows}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))
