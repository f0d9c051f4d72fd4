"""
The only writer of the ledger's entries: it says what an entry tells in names, and lets no key of the database in.

A request that a client sends again under the same key is done once where it says the same, and refused where it says something else: the entry of a request
with a key holds a keyed digest of what was sent. Without the node's secret nobody can try out what it may have been.
Entries of before (without `form`) hold keys; they stay as they are, and are verified and read as they were. Those of form 2 can be read elsewhere.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

from mingjian.core.errors import StepRefused
from mingjian.core.wire.names import is_name
from mingjian.office.institution import institutions
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.ledger import told_by
from mingjian.office.record.rows import root_of
from mingjian.office.record.written import held as is_held
from mingjian.office.record.written import written_here

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
    so that a repeated request is entered once, and `sent` the digest of what came with it (`digest_of_request`). `beside` are things that changed with it and
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
        # An officer or department is named for what it did, and did not change. The transaction notes, before it ends, what it changed in the others.
        things = [value for value in told.values() if isinstance(value, Model) and not isinstance(value, Officer | Department)]
        roots = map(root_of, (thing for thing in (about, dossier, *beside, *things) if thing is not None))
        touched = {(root._meta.label, root.pk) for root in roots if root.pk is not None and is_held(root._meta.label)}
        written_here().touched.extend((label, row, entry.index) for label, row in sorted(touched))
    return entry


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


FIELD = "request_digest"

_SALT = "mingjian.request"


def digest_of_request(*sent: object) -> str:
    """Return the digest by which an entry remembers what was sent."""
    return _digest_of(sent, settings.SECRET_KEY)


def refuse_other_request(before: Entry, *sent: object) -> None:
    """Raise StepRefused where the entry made before under a key was made for something else. An entry from before there were digests refuses nothing."""
    kept = told_by(before.body).get(FIELD)
    if kept and not any(constant_time_compare(str(kept), _digest_of(sent, secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        raise other_request()


def other_request() -> StepRefused:
    """Return the refusal of a key that stood for something else."""
    return StepRefused(
        "这个请求编号（key）已用于另一项内容，没有办理；另一项请用新的编号。",
        "This request key was used for something else, and nothing was done: take another key for another request.",
    )


def _digest_of(sent: object, secret: str | bytes) -> str:
    return salted_hmac(_SALT, json.dumps(_sent_plain(sent), sort_keys=True, ensure_ascii=False), secret=secret, algorithm="sha256").hexdigest()


def _sent_plain(sent: Any) -> Any:
    """Return what was sent as JSON has it, the same for each repeat: a row by its model and key, a file by its hash or else its name."""
    if isinstance(sent, Mapping):
        return {str(name): _sent_plain(value) for name, value in sent.items()}
    if isinstance(sent, list | tuple):
        return [_sent_plain(value) for value in sent]
    if isinstance(sent, set | frozenset):
        return sorted(str(_sent_plain(value)) for value in sent)
    if isinstance(sent, Model):
        return f"{sent._meta.label}#{sent.pk}"
    if hasattr(sent, "chunks"):
        return str(getattr(sent, "name", ""))
    return sent if isinstance(sent, str | int | float | bool | None) else str(getattr(sent, "sha256", sent))
