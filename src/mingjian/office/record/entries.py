"""
The only writer of the ledger's entries: it says what an entry tells in names, and lets no key of the database in.

Entries of before (without `form`) hold keys; they stay as they are, and are verified and read as they were. Those of form 2 can be read elsewhere.
"""

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from mingjian.core.wire.names import is_name
from mingjian.office.institution import institutions
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.record import ledger, row_digests

#: Under these an entry names somebody or something, and nothing else may stand there; what institutions name besides stands on their manifests (`names`).
NAMING = frozenset(("about", "by", "for", "holder", "department", "officer", "dossier", "sheet", "file"))


class Count(int):
    """A whole number that counts or measures. A bare one is refused in an entry: nobody could tell it from a key of the database."""


def counts(told: Any) -> Any:
    """Return a value with each whole number in it taken for a count: settings of a detector, counts by kind."""
    if isinstance(told, Mapping):
        return {name: counts(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [counts(value) for value in told]
    return Count(told) if isinstance(told, int) and not isinstance(told, bool) else told


def enter(
    kind: str,
    *,
    at: datetime,
    about: Model | None = None,
    by: Officer | None = None,
    dossier: Dossier | None = None,
    key: str | None = None,
    sent: str = "",
    beside: Collection[Model] = (),
    **told: object,
) -> Entry:
    """
    Enter what was done, in the caller's transaction: what about, by whom and for which department, of which dossier, and whatever else is told.

    Officers, departments, dossiers and whatever else has a `wire_name` are entered by it, days and instants as ISO 8601 has them. `key` is the client's own,
    so that a repeated request is entered once, and `sent` the digest of what came with it (`record.requests`). `beside` are things that changed with it and
    are not named: an audit holds their rows to this entry, too.
    Raises ValueError where a whole number is no Count, where what should be a name is none, or a thing has none: nothing in a ledger is ever mended.
    """
    named = {"about": about, "by": by, "for": by and by.department, "dossier": dossier}
    given = {name: thing for name, thing in named.items() if thing is not None}
    if taken := given.keys() & told.keys():
        raise ValueError(f"The entry {kind} tells {sorted(taken)} twice.")
    body = {name: _plain(name, value) for name, value in {**given, **told}.items()}
    if key and sent:
        body["request_digest"] = sent
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        entry = ledger.append({"form": ledger.FORM, **body}, kind=kind, at=at, dossier=dossier, officer=by, key=key)
        row_digests.touch([thing for thing in (about, dossier, *beside, *_things_in(told)) if thing is not None], entry)
    return entry


def _things_in(told: Mapping[str, object]) -> list[Model]:
    """Return the things that an entry names besides what it is about; officers and departments are named for what they did, and did not change."""
    return [value for value in told.values() if isinstance(value, Model) and not isinstance(value, Officer | Department)]


def earlier(by: Officer, key: str | None) -> Entry | None:
    """Return the entry that was made before under the officer's key, if there is one."""
    return Entry.objects.select_related("dossier").filter(key=own_key(by, key)).first() if key else None


def own_key(by: Officer, key: str) -> str:
    """Return a client's key as the ledger's entries have it: it belongs to the officer who gave it."""
    return f"{by.pk}:{key}"[:100]


def _plain(name: str, value: Any) -> Any:
    """Return a value as JSON has it. `name` is what it stands under, with dots: what a mapping holds has names of its own."""
    plain = _named(value) if isinstance(value, Model) else value.isoformat() if isinstance(value, date) else value
    if isinstance(plain, Mapping):
        return {inner: _plain(f"{name}.{inner}", held) for inner, held in plain.items()}
    if isinstance(plain, list | tuple):
        return [_plain(name, held) for held in plain]
    if isinstance(plain, Count):
        return int(plain)
    if isinstance(plain, int) and not isinstance(plain, bool):
        raise ValueError(f"{name} = {plain} may be a key of the database: enter the thing itself, or a Count.")
    if name in _naming() and not (isinstance(plain, str) and is_name(plain)):
        raise ValueError(f"{name} = {plain!r} is no name.")
    return plain


@cache
def _naming() -> frozenset[str]:
    return NAMING.union(*(one.names for one in institutions()))


def _named(thing: Model) -> str:
    name = getattr(thing, "wire_name", None)
    if not isinstance(name, str):
        raise ValueError(f"{type(thing).__name__} has no name that means anything elsewhere.")
    return name
