"""
Sessions of which the database keeps no key and no legible content: a copy of the database opens none, and what a session holds (the secret of a second
factor while it is set up, among others) is encrypted.

A row is found by a hash of the key, which only the officer's browser has. allauth lists an officer's sessions in a table of its own by their keys; there, too,
stands the hash. A `Reference` is such a hash, read from a table; a text is a key, as a cookie brings it, and is hashed, so that a hash sent as a cookie opens
nothing.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import OperationalError, models
from django.utils.timezone import now

from mingjian.office.models.hidden import UNREADABLE, hide, shown

LENGTH = 40  # hex digits, as many as the columns take


class Reference(str):
    """The hash of a session's key, as the database has it; equal to the key that it was made of."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str(self) == str(reference(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)


def reference(key: str) -> Reference:
    """Return the hash under which a session is kept; what was read from the database is one already."""
    if isinstance(key, Reference):
        return key
    return Reference(hmac.new(b"mingjian session", key.encode(), sha256).hexdigest()[:LENGTH])


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, found by the hash of their key, their content encrypted."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        held = self.model.objects.filter(session_key=self._reference(), expire_date__gt=now()).first()
        if held is None:
            self._session_key: str | None = None
        return held

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session of a key or reference."""
        return bool(self.model.objects.filter(session_key=str(reference(session_key))).exists())

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row of the session as it is now."""
        instance = super().create_model_instance(data)
        instance.session_key = str(reference(instance.session_key))
        return instance

    def save(self, must_create: bool = False) -> None:
        """Save it. A disk or database that is unwell stays what it is: Django would say that the session was ended by another request."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        """Remove this session, or that of a key or reference."""
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=str(reference(key))).delete()

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Write the content, encrypted."""
        return hide(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Read the content; one that no key opens any more is empty, and its officer signs in again."""
        plain = shown(session_data if isinstance(session_data, str) else session_data.decode())
        return {} if plain == UNREADABLE else super().decode(plain)

    def _reference(self) -> str:
        return str(reference(self.session_key or ""))


class HashedKey(models.CharField):  # type: ignore[type-arg]
    """A column of session keys in which their hashes stand, whatever is written or asked for."""

    def get_prep_value(self, value: Any) -> Any:
        """Write and ask for the hash."""
        return str(reference(value)) if isinstance(value, str) else value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Reference | None:
        """Read the hash as what it is."""
        return None if value is None else Reference(value)

    def deconstruct(self) -> Any:
        """Leave the column what allauth's migrations made it."""
        name, _, positional, named = super().deconstruct()
        return name, "django.db.models.CharField", positional, named


def hash_listed_keys() -> None:
    """Let allauth's list of sessions, whose column cannot be set, keep the hash of each key."""
    UserSession._meta.get_field("session_key").__class__ = HashedKey


def is_saved(session: SessionBase) -> bool:
    """Save a session and return whether it is saved: not where the disk is full or the database is locked."""
    try:
        session.save()
    except OperationalError:
        return False
    return True


def prolong(by: timedelta) -> None:
    """Let every session that stands end so much later: for a demo whose clock is moved."""
    SessionStore.get_model_class().objects.update(expire_date=models.F("expire_date") + by)
