"""
A cache in a table of our own, so that every worker of the node knows which one-time code was used and how often a password was tried.

Django's own database cache is not used: it reads values by pickle, by which whoever writes the table would run code; it throws entries away, valid ones too,
once there are many; and a write that the database refuses passes in silence. Here a value is JSON, only what has expired is removed, and what cannot be
written is an error: a limit that cannot be counted lets nobody in.
"""

import hmac
import json
import secrets
import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

CLEARED_ONE_IN = 50  # writes, after which expired rows are removed
_WRITE = "INSERT INTO node_shared (key, value, until) VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until"


class SharedStore(BaseCache):
    """The cache of the node; `add` is one statement, so that of any number of processes one alone succeeds."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Write a value where none is valid; return whether it was written."""
        written = self._execute(f"{_WRITE} WHERE node_shared.until <= %s", [*self._row(key, value, timeout, version), time.time()])
        self._clear_sometimes()
        return written == 1

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Write a value in place of any other."""
        self._execute(_WRITE, self._row(key, value, timeout, version))
        self._clear_sometimes()

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the valid value, else the default."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM node_shared WHERE key = %s AND (until IS NULL OR until > %s)", [self._name(key, version), time.time()])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a valid value last from now on for as long as said; return whether there was one."""
        until, asked = self.get_backend_timeout(timeout), "UPDATE node_shared SET until = %s WHERE key = %s AND (until IS NULL OR until > %s)"
        return self._execute(asked, [until, self._name(key, version), time.time()]) == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove a value; return whether there was one."""
        return self._execute("DELETE FROM node_shared WHERE key = %s", [self._name(key, version)]) == 1

    def clear(self) -> None:
        """Remove every value."""
        self._execute("DELETE FROM node_shared", [])

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        return [self._name(key, version), json.dumps(value), self.get_backend_timeout(timeout)]

    def _name(self, key: str, version: int | None) -> str:
        """Return what a key is called in the table: keys hold names, addresses and codes, which no copy of the database is to give away."""
        return hmac.new(settings.SECRET_KEY.encode(), self.make_key(key, version).encode(), sha256).hexdigest()

    def _clear_sometimes(self) -> None:
        if secrets.randbelow(CLEARED_ONE_IN) == 0:
            self._execute("DELETE FROM node_shared WHERE until <= %s", [time.time()])

    def _execute(self, asked: str, values: Iterable[Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(asked, list(values))
            return int(cursor.rowcount)
