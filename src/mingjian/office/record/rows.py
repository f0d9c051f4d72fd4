"""
Which rows belong to which thing, and a salted hash of each of their columns.

A thing is a row that entries name: it has a `wire_name`, or is said to be `is_entered`. To it belongs whatever goes when it goes (CASCADE): a dossier's
deadlines, files and the case that stands beside it; a kit's items. What an institution says to drift (`drifts` of its manifest) changes without an entry.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ForeignKey, Model
from django.utils.timezone import is_aware

from mingjian.office.institution import institutions

_AS_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode
#: What the office's own rows change without an entry. Signing in is no act on record; a password's renewal by another is.
DRIFTS: Mapping[str, tuple[str, ...]] = {
    "office.Officer": ("password", "last_login", "first_name", "last_name", "email", "is_demo", "first_until"),
    "office.ApiKey": ("seen_at",),
    "office.Consent": ("half",),
    "office.Roster": ("rows", "halves"),
    "office.Awaiting": ("*",),
    "documents.Document": (),
    "views.View": ("*",),
    "help.Guided": ("*",),
}
#: Tables that no audit holds, and why; an institution's own stand on its manifest (`not_held`).
NOT_HELD: Mapping[str, str] = {
    "office.Entry": "held to its hash, the signed tree and the signer's memory",
    "office.Tile": "computed from entries; a wrong one makes no root that was signed",
    "office.Checkpoint": "held to what it signs; when it was made is not signed",
    "office.Standing": "held to the seals in the ledger and to the node's notes",
    "office.Awaiting": "on whom a dossier waits; drawn from its state, deadlines and signatures at any time",
    "office.AwaitingDrawn": "by which sheets the rows of Awaiting were drawn",
    "office.FileNumber": "which number comes next; each number given stands in its dossier",
    "jobs.Night": "what the node does by night; what it made is entered",
    "jobs.Job": "work that waits; what came of it is entered",
    "documents.Template": "a form; each document says the hash of the one that it was made from",
    "documents.Numbering": "what documents say of the office; each setting is entered whole, and held to that entry when a document is made",
    "documents.Series": "which number comes next; each number given stands in its document",
    "views.View": "a filter of a list under a name; the officer's own, and enters nothing",
    "help.Guided": "whether an officer still sees the guide",
    "node.Shared": "codes used up and passwords guessed of late; signing in is no act on record",
    "node.Pulse": "when the node's own work last went well",
    "node.Alarm": "raised and ended by entries; open ones lie in files of the home, too",
    "auth.Group": "of Django, and not used: powers come from roles",
    "auth.Permission": "of Django, and not used: powers come from roles",
    "auth.Group_permissions": "of Django, and not used: powers come from roles",
    "contenttypes.ContentType": "of Django: names of tables",
    "sessions.Session": "who is signed in; signing in is no act on record",
    "account.EmailAddress": "of allauth, and not used",
    "account.EmailConfirmation": "of allauth, and not used",
    "mfa.Authenticator": "second factors; setting one up is no act on record, renewing one by others is",
    "socialaccount.SocialApp": "of allauth: the provider that settings name",
    "socialaccount.SocialAccount": "who signs in by a provider; signing in is no act on record",
    "socialaccount.SocialToken": "of allauth, and not used",
    "usersessions.UserSession": "who is signed in where; signing in is no act on record",
}
LENGTH = 16  # hex digits of a column's hash: enough that nobody finds another value by trying, short enough to keep for each

Rows = dict[str, dict[str, str]]


def is_thing(model: type[Model]) -> bool:
    """Return whether entries name rows of a model by itself, and not as parts of something else."""
    named = hasattr(model, "wire_name") or getattr(model, "is_entered", False)
    return named and owner_field(model) is None and not model._meta.abstract


@cache
def things() -> tuple[type[Model], ...]:
    """Return the models each of whose rows some entry names."""
    in_bulk = {label for one in institutions() for label in one.in_bulk}
    return tuple(model for model in _own() if is_thing(model) and model._meta.label not in in_bulk and "*" not in drifting(model))


@cache
def owner_field(model: type[Model]) -> "ForeignKey[Any, Any] | None":
    """Return the field by which a row belongs to another and goes with it: the one that makes it a side of that row, else the first."""
    owning = [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey) and one.remote_field.on_delete is models.CASCADE]
    return next((one for one in owning if one.one_to_one), owning[0] if owning else None)


@cache
def parts_of(model: type[Model]) -> tuple[type[Model], ...]:
    """Return the models whose rows belong to rows of a model."""
    return tuple(other for other in _own() if (field := owner_field(other)) is not None and field.related_model is model)


@cache
def held_parts(model: type[Model]) -> frozenset[str]:
    """Return the labels of all that belongs to rows of a model, and is held with them."""
    own = [part for part in parts_of(model) if part is not model and "*" not in drifting(part)]
    return frozenset(part._meta.label for part in own).union(*(held_parts(part) for part in own))


def root_of(row: Model) -> Model:
    """Return the thing that a row belongs to: itself, or what it would go with."""
    while (field := owner_field(type(row))) is not None:
        row = getattr(row, field.name)
    return row


def rows_of(model: type[Model], keys: Collection[int], salts: Mapping[int, str]) -> dict[int, Rows]:
    """Return, for each thing by its key, the hashes of the columns of its rows, by `label/key`. A thing that is gone has no rows."""
    found: dict[int, Rows] = {key: {} for key in keys}
    for root, row in _walk(model, {key: key for key in keys}):
        found[root][f"{row._meta.label}/{row.pk}"] = hashes_of(row, salts[root])
    return found


def hashes_of(row: Model, salt: str) -> dict[str, str]:
    """Return a salted hash of each column of a row that does not drift."""
    before = f"{salt}\n{row._meta.label}/{row.pk}\n"
    told = ((column, plain(getattr(row, column))) for column in _columns(type(row)))
    return {column: hashlib.sha256(f"{before}{column}\n{value}".encode()).hexdigest()[:LENGTH] for column, value in told}


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    """Name the columns of a model that an audit holds, in their order."""
    return tuple(one.attname for one in model._meta.concrete_fields if one.attname not in drifting(model))


@cache
def drifting(model: type[Model]) -> frozenset[str]:
    """Name the columns of a model that change without an entry."""
    told = DRIFTS.get(model._meta.label, ()), *(one.drifts.get(model._meta.label, ()) for one in institutions())
    return frozenset(name for names in told for name in names)


def _own() -> Iterator[type[Model]]:
    return (model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("mingjian."))


def _walk(model: type[Model], roots: Mapping[int, int]) -> Iterator[tuple[int, Model]]:
    """Return the rows of a model with these keys and all that belong to them, each with the key of its thing; one question a model."""
    if not roots:
        return
    for row in model._base_manager.filter(pk__in=roots).order_by("pk"):
        yield roots[row.pk], row
    for part in parts_of(model):
        if part is model or "*" in drifting(part):
            continue
        field = owner_field(part)
        assert field is not None  # noqa: S101 - a part has an owner
        held = dict(part._base_manager.filter(**{f"{field.name}__in": list(roots)}).values_list("pk", field.attname))
        yield from _walk(part, {key: roots[owner] for key, owner in held.items()})


def plain(value: object) -> str:
    """Write a value in one way, whichever database gave it."""
    if isinstance(value, str) and type(value) is str:  # most are: as the writer below writes them, in a fraction of its time
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, datetime):
        return value.timestamp().hex() if is_aware(value) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value).hex()
    return _AS_JSON(value)


def by_model(pairs: Collection[tuple[str, int]]) -> dict[type[Model], list[int]]:
    """Sort pairs of a model's label and a key by model; models that the node has no more are left out."""
    found: dict[type[Model], list[int]] = defaultdict(list)
    for label, key in pairs:
        try:
            found[apps.get_model(label)].append(key)
        except LookupError:
            continue
    return dict(found)
