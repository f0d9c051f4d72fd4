"""
What an act changed, noted in its own transaction: the salted hash of each column that it wrote, under a key that does not lie in the database.

A note stands beside what was sealed before, so that it tells of nothing but the changes that the node made itself. The sweep seals both together. What somebody
else wrote to a row is in no note: it differs from what was sealed until it is as it was, whatever is done to the same thing meanwhile.
"""

import hashlib
import hmac
import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.db import connection
from django.db.models import Model

from mingjian.office.models import Entry, Standing
from mingjian.office.models.hidden import keys_in_force
from mingjian.office.record.bulk_insert import insert_many
from mingjian.office.record.ledger import told_by
from mingjian.office.record.rows import hashes_of, owner_field, plain, rows_of
from mingjian.office.record.written import RowPlace, Written, before_commit, is_in_bulk, owner_column

MAC = 64  # hex digits before the text of a note
CHUNK = 500
_STANDING = ("model", "row", "entry", "is_due", "noted")  # what is written of a new standing
SEALED = "rows_sealed"

Changes = dict[str, dict[str, str] | None]  # by row: hashes of columns; None where the row was deleted


@dataclass
class Note:
    """What acts noted since a thing was sealed: the index of the newest entry, the digest of what was sealed, the salt, the rows, and new rows by name."""

    entry: int
    replaces: str
    salt: str
    rows: Changes = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def take(self, entry: int, changes: Changes, made: Collection[str]) -> None:
        """Take in what a later transaction changed."""
        self.entry = max(self.entry, entry)
        for row, hashes in changes.items():
            if hashes is None or row in made:
                self.rows[row] = hashes
            else:
                self.rows[row] = (self.rows.get(row) or {}) | hashes
        self.made |= set(made)
        self.made -= {row for row, hashes in changes.items() if hashes is None}


def write(standing: Standing, told: Note) -> str:
    """Return a note as it is stored, under the key."""
    body = json.dumps({**vars(told), "made": sorted(told.made)}, sort_keys=True, separators=(",", ":"))
    return _mac(_keys()[0], standing, body) + body


def read(standing: Standing) -> Note | None:
    """Return the note of a standing, or None where there is none, or the node did not write it."""
    mac, body = standing.noted[:MAC], standing.noted[MAC:]
    if not any(hmac.compare_digest(_mac(key, standing, body), mac) for key in (_keys() if body else ())):
        return None
    found: dict[str, Any] = json.loads(body)
    return Note(**{**found, "made": set(found["made"])})  # whoever holds the key wrote it, so that it can be read


def _mac(key: bytes, standing: Standing, body: str) -> str:
    return hmac.new(key, f"mingjian-noted/1\n{standing.model}/{standing.row}\n{body}".encode(), hashlib.sha256).hexdigest()


def _keys() -> list[bytes]:
    """Return the keys of notes, the newest first: each comes from one that encrypts columns, and does nothing else."""
    return [hmac.new(key, b"mingjian notes of standings", hashlib.sha256).digest() for key in keys_in_force()]


def digest_of(told: str) -> str:
    """Return the hash by which an entry seals a standing."""
    return hashlib.sha256(told.encode()).hexdigest()


def salt_of(told: str) -> str:
    """Return the salt of what was sealed, without reading what may be a million characters; it is the last of its values by name."""
    return told.rpartition('"salt":"')[2].partition('"')[0]


def note(written: Written) -> None:
    """Note what a transaction changed in the things that its entries name, in that transaction. Nothing is noted of a thing that no entry names."""
    entries: dict[RowPlace, int] = {}
    for label, key, index in written.touched:
        entries[label, key] = max(index, entries.get((label, key), index))
    rows = _Rows.of(written)
    written.clear()
    if not entries:
        return
    changed = rows.by_thing(entries)
    standings = _standings(entries, rows)
    for place, standing in standings.items():
        told = read(standing) or Note(entries[place], digest_of(standing.told) if standing.told else "", salt_of(standing.told) or secrets.token_hex(16))
        if not standing.told and not standing.noted and place not in rows.made:
            told.take(entries[place], *_as_it_stands(place, told.salt))
        else:
            told.take(entries[place], *rows.hashed(changed.get(place, ()), told.salt))
        standing.entry, standing.is_due, standing.noted = told.entry, True, write(standing, told)
    _save(standings.values())


def _save(standings: Collection[Standing]) -> None:
    """Write what was noted of standings: in one statement for all of them, since a batch names thousands."""
    table, entry, is_due, noted = map(connection.ops.quote_name, (Standing._meta.db_table, "entry", "is_due", "noted"))
    insert_many(Standing(), ({name: getattr(one, name) for name in _STANDING} for one in standings if one.pk is None))
    rows = [(one.entry, one.is_due, one.noted, one.pk) for one in standings if one.pk is not None]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {entry} = %s, {is_due} = %s, {noted} = %s WHERE id = %s", rows)  # noqa: S608 - names of the model's own


before_commit(note)


def note_of_tables(written: Written, index: int) -> None:
    """Note what migrations changed in every thing that was sealed or noted before: the entry of this index says that they did."""
    rows = _Rows.of(written)
    written.touched.extend((label, key, index) for label, key in sorted(rows.things()))
    note(written)


def _standings(entries: Mapping[RowPlace, int], rows: "_Rows") -> dict[RowPlace, Standing]:
    """Return the standings of things, locked, those of new things among them; none of a thing that stood there before, and that nothing tells of."""
    known = {place: one for one in _locked(entries) for place in [(one.model, one.row)]}
    taken_in: frozenset[str] | None = None
    new, made = list[Standing](), list[Standing]()
    for label, key in sorted(entries.keys() - known.keys()):
        if (label, key) not in rows.made and not is_in_bulk(_model(label)):
            taken_in = held_since() if taken_in is None else taken_in
            if label in taken_in:
                continue
        standing = Standing(model=label, row=key, entry=entries[label, key], is_due=True)
        (made if (label, key) in rows.made else new).append(standing)
    if new:
        Standing.objects.bulk_create(new, ignore_conflicts=True)
        known |= {(one.model, one.row): one for one in _locked([(one.model, one.row) for one in new])}
    return known | {(one.model, one.row): one for one in made}  # of rows that nobody else sees yet: written with their notes


def _locked(places: Collection[RowPlace]) -> Iterator[Standing]:
    keys: dict[str, list[int]] = defaultdict(list)
    for label, key in places:
        keys[label].append(key)
    for label, some in sorted(keys.items()):
        for start in range(0, len(some), CHUNK):
            yield from Standing.objects.select_for_update().filter(model=label, row__in=some[start : start + CHUNK]).order_by("row")


def held_since() -> frozenset[str]:
    """Return the labels of the models that a seal says are held: of these nothing is taken in any more that no act noted."""
    bodies = Entry.objects.filter(kind=SEALED, body__contains='"held":').values_list("body", flat=True)
    return frozenset(str(label) for body in bodies for label in told_by(body).get("held") or ())


def _as_it_stands(place: RowPlace, salt: str) -> tuple[Changes, set[str]]:
    model = _model(place[0])
    rows = rows_of(model, [place[1]], {place[1]: salt})[place[1]]
    return dict(rows), set(rows)


class _Row(NamedTuple):
    label: str
    key: int
    before: Mapping[str, Any] | None  # None: made by this transaction
    now: Model | None  # None: deleted


class _Rows:
    """The rows that a transaction wrote to, as they are at its end."""

    def __init__(self, rows: list[_Row], owners: dict[RowPlace, int]) -> None:
        self.rows = rows
        self.owners = owners
        self.made = {(one.label, one.key) for one in rows if one.before is None and one.now is not None}

    @classmethod
    def of(cls, written: Written) -> "_Rows":
        owners = dict(written.owners)
        before: dict[RowPlace, Mapping[str, Any] | None] = {place: {} for place in written.deleted}
        before |= written.changed
        before |= {(one._meta.label, int(one.pk)): None for one in written.made if one.pk is not None}
        for model, owning, there in written.unkeyed:
            found = model._base_manager.filter(**{f"{owner_column(model)}__in": owning}).exclude(pk__in=there)
            before |= {(model._meta.label, key): None for key in found.values_list("pk", flat=True)}
        keys_of: dict[str, list[int]] = defaultdict(list)
        for label, key in before:
            keys_of[label].append(key)
        rows = []
        for label, keys in sorted(keys_of.items()):
            now = _now(label, keys)
            for key in sorted(keys):
                if (row := now.get(key)) is not None and (owner := owner_column(type(row))):
                    owners[label, key] = getattr(row, owner)
                rows.append(_Row(label, key, before[label, key], row))
        return cls(rows, owners)

    def things(self) -> set[RowPlace]:
        """Return the things that the rows belong to."""
        found = (self._thing_of((row.label, row.key)) for row in self.rows)
        return {one for one in found if one is not None}

    def by_thing(self, things: Collection[RowPlace]) -> dict[RowPlace, list[_Row]]:
        """Return the rows by the thing that they belong to, of these things."""
        found: dict[RowPlace, list[_Row]] = defaultdict(list)
        for row in self.rows:
            thing = self._thing_of((row.label, row.key))
            if thing is not None and thing in things:
                found[thing].append(row)
        return found

    def hashed(self, rows: Collection[_Row], salt: str) -> tuple[Changes, set[str]]:
        """Return the hashes of what these rows changed in, and the names of new ones."""
        changes: Changes = {}
        made: set[str] = set()
        for row in rows:
            name = f"{row.label}/{row.key}"
            if row.now is None:
                changes[name] = None
                continue
            hashes = hashes_of(row.now, salt)
            if row.before is None:
                made.add(name)
                changes[name] = hashes
            else:
                changed = {column for column, value in row.before.items() if plain(getattr(row.now, column)) != plain(value)}
                changes |= {name: {column: hashes[column] for column in changed}} if changed else {}
        return changes, made

    def _thing_of(self, place: RowPlace) -> RowPlace | None:
        label, key = place
        model = _model(label)
        while (field := owner_field(model)) is not None:
            owner = self.owners.get((label, key))
            if owner is None:
                owner = model._base_manager.filter(pk=key).values_list(field.attname, flat=True).first()
            if owner is None:
                return None
            self.owners[label, key] = owner
            model = field.related_model
            label, key = model._meta.label, owner
        return label, key


@cache
def _model(label: str) -> type[Model]:
    return cast("type[Model]", apps.get_model(label))


def _now(label: str, keys: list[int]) -> dict[int, Model]:
    model = _model(label)
    found: dict[int, Model] = {}
    for start in range(0, len(keys), CHUNK):
        found |= {row.pk: row for row in model._base_manager.filter(pk__in=keys[start : start + CHUNK])}
    return found
