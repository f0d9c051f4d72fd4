"""
Three real nodes in one process: each a home and a database of its own, each its own clock; between them a line on which everything may happen to a request.

What `sites` does with processes and real ports is done here by turns, so that thousands of steps can be tried: a node that is killed raises `Killed` at the
named point, which ends its transaction as the end of its process would.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings
from django.db import connections
from django.test import RequestFactory
from django.utils.timezone import now
from institutions.exchange.sites import Site

from mingjian.institutions.exchange import acts as sharing_clue
from mingjian.institutions.exchange import public
from mingjian.institutions.exchange.work import arrivals, delivery, packer
from mingjian.office.databases.sqlite3.base import DatabaseWrapper

_POINTED = (arrivals, packer, delivery, sharing_clue)
#: What may happen to a request: it, or its answer, is lost; it comes twice; it is cut off; one bit of it is another; it is answered late, after others.
MISHAPS = ("lost", "answer_lost", "twice", "cut", "flipped", "kept_back")


class Killed(BaseException):
    """The process of a node was ended."""


@dataclass
class Node:
    """One node: where it lives, how far its clock is off, and at which point it is killed next."""

    key: str
    home: Path
    skew: timedelta = timedelta()
    kill_at: str = ""
    database: Any = None

    @property
    def name(self) -> str:
        return f"{self.key}.mingjian.example"

    def close(self) -> None:
        if self.database is not None:
            self.database.close()
            self.database = None


@dataclass
class Sent:
    """A request as it left, and what its sender heard: a status, or 0 where nothing came back."""

    sender: str
    to: str
    url: str
    data: bytes
    headers: dict[str, str]
    status: int = 0


@dataclass
class World:
    """The nodes and the lines between them."""

    nodes: dict[str, Node]
    time: datetime = field(default_factory=now)
    parted: set[frozenset[str]] = field(default_factory=set)
    mishaps: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    kept_back: list[Sent] = field(default_factory=list)
    here: Node | None = None

    @classmethod
    def of(cls, made: dict[str, Site], folder: Path) -> "World":
        """Copy nodes as `make_sites` makes them into a folder."""
        for key, site in made.items():
            shutil.copytree(site.home, folder / key)
        return cls({key: Node(key, folder / key) for key in made})

    def clock(self, node: Node) -> datetime:
        return self.time + node.skew

    def called(self, name: str) -> Node:
        return self.nodes[name.partition(".")[0]]

    @contextmanager
    def being(self, node: Node) -> Iterator[datetime]:
        """Be a node: its home, name, database and clock; gives what its clock says."""
        kept = {name: getattr(settings, name) for name in ("HOME", "NODE", "SEALED_ROOT", "LAKE", "LEDGER_MEMORY")}
        before, told, outer = connections["default"], connections.databases["default"], self.here
        if node.database is None:
            node.database = DatabaseWrapper({**told, "NAME": str(node.home / "mingjian.sqlite3")}, "default")
        settings.HOME, settings.NODE, settings.SEALED_ROOT, settings.LAKE = node.home, node.name, node.home / "sealed", str(node.home / "lake")
        settings.LEDGER_MEMORY = ""
        connections["default"], connections.databases["default"], self.here = node.database, node.database.settings_dict, node
        try:
            yield self.clock(node)
        finally:
            connections["default"], connections.databases["default"], self.here = before, told, outer
            for name, value in kept.items():
                setattr(settings, name, value)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Put the line of this world in the place of the real one, its clocks in that of the door's, and a kill into every named point."""
        before = delivery._POOL, public.now, [module.reached for module in _POINTED]  # type: ignore[attr-defined]  # tests look inside
        delivery._POOL = self  # type: ignore[assignment]
        public.now = lambda: self.clock(self.here) if self.here else now()  # type: ignore[assignment]
        for module in _POINTED:
            module.reached = self._reached  # type: ignore[attr-defined]
        try:
            yield
        finally:
            delivery._POOL, public.now = before[0], before[1]
            for module, reached in zip(_POINTED, before[2], strict=True):
                module.reached = reached  # type: ignore[attr-defined]
            for node in self.nodes.values():
                node.close()

    def _reached(self, point: str) -> None:
        node = self.here
        if node is not None and node.kill_at == point:
            node.kill_at = ""
            raise Killed(point)

    # The line, in the place of urllib3's pool.

    def request(self, method: str, url: str, *, body: bytes, headers: dict[str, str], **_: Any) -> "_Reply":
        """Carry a request, with the mishap that is due."""
        assert self.here is not None
        one = Sent(self.here.name, headers["mingjian-to"], url, body, dict(headers))
        self.sent.append(one)
        if frozenset((self.here.key, self.called(one.to).key)) in self.parted:
            raise urllib3.exceptions.HTTPError("parted")
        mishap = self.mishaps.pop(0) if self.mishaps else ""
        if mishap == "kept_back":
            self.kept_back.append(one)
        if mishap in ("lost", "kept_back"):
            raise urllib3.exceptions.HTTPError(mishap)
        data = {"cut": body[: len(body) // 2], "flipped": body[:-9] + bytes([body[-9] ^ 4]) + body[-8:]}.get(mishap, body)
        if mishap == "twice":
            self.deliver(one, data)
        status, answer = self.deliver(one, data)
        if mishap == "answer_lost":
            raise urllib3.exceptions.HTTPError(mishap)
        one.status = status
        return _Reply(status, answer)

    def deliver(self, one: Sent, data: bytes | None = None) -> tuple[int, bytes]:
        """Let a request come to the door that it is for. Raises HTTPError where that node is killed meanwhile."""
        whole = one.data if data is None else data
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in one.headers.items() if name != "content-type"}
        with self.being(self.called(one.to)):
            try:
                path = urllib3.util.parse_url(one.url).path or "/"
                request = RequestFactory().post(path, data=whole, content_type=one.headers["content-type"], **headers)
                reply = public.envelopes(request)
            except Killed as killed:
                raise urllib3.exceptions.HTTPError(str(killed)) from killed
        return reply.status_code, reply.content


@dataclass
class _Reply:
    status: int
    data: bytes

    def read(self, most: int) -> bytes:
        return self.data[:most]

    def release_conn(self) -> None:
        """Nothing is held."""
