"""
Real nodes on this machine: each a home and database of its own, each act a process of its own, which may be killed at a named point; doors on loopback.

Processes are forked from the tests, so that Django is not begun anew for each. A child never returns: it ends, or is ended.
"""

import json
import os
import shutil
import signal
import socket
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from make import free_port

from mingjian.core.agreement.reader import agreement
from mingjian.core.kept import collect_seldom
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.register import draw_up
from mingjian.institutions.exchange import acts as share_clue
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work import arrivals, delivery, packer
from mingjian.office.databases.sqlite3.base import DatabaseWrapper

TOLD = {"sh": ("上海", "31", "310000", "province"), "hz": ("杭州", "3301", "330100", "city"), "nj": ("南京", "3201", "320100", "city")}
BEGUN = "begun\n"  # what a process writes before its act
DAYS = (date(2026, 1, 1), date(2030, 12, 31))


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@dataclass
class Site:
    """One node."""

    key: str
    home: Path
    port: int
    server: int = 0
    sweeper: int = 0
    unblock: Callable[[], Any] = field(default=lambda: None, repr=False)

    @property
    def node(self) -> str:
        return f"{self.key}.mingjian.example"

    def run(self, act: Callable[[], Any], kill_at: str = "") -> Any:
        """Do something at this node in a process of its own, and give what came of it; None where it was killed at the point."""
        for _ in range(3):
            text, status = self._run(act, kill_at)
            if text or not os.WIFSIGNALED(status):
                break  # else a library with threads of its own ended the fork before it began anything
        if kill_at:
            assert os.WIFSIGNALED(status), f"{kill_at} was never reached: {text}"
            assert os.WTERMSIG(status) == signal.SIGKILL
            return None
        assert text.removeprefix(BEGUN), f"the process of {self.key} ended with {status} and said {text!r}"
        answer = json.loads(text.removeprefix(BEGUN))
        assert "error" not in answer, answer["error"]
        return answer["told"]

    def _run(self, act: Callable[[], Any], kill_at: str) -> tuple[str, int]:
        """Fork, do it there, and give what was written and how the process ended."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._begin(kill_at)
            with os.fdopen(writing, "w") as out:
                out.write(BEGUN)
                out.flush()
                json.dump(_tried(act), out)
            connections["default"].close()  # brings the database's own log into its file, which may be copied
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            text = told.read()
        return text, os.waitpid(child, 0)[1]

    def serve(self, kill_at: str = "", port: int = 0) -> None:
        """Open this node's door; `port`: at another one than others are told, where something lies between."""
        self.server = os.fork()
        if self.server == 0:
            self._begin(kill_at)
            server = make_server("127.0.0.1", port or self.port, get_wsgi_application(), server_class=_Threads, handler_class=_Silent)
            server.serve_forever()
        _wait_for(port or self.port)

    def sweep(self) -> None:
        """Let this node pack and send again and again, in a process of its own, as `mingjian exchange run` does."""
        self.sweeper = os.fork()
        if self.sweeper == 0:
            self._begin("")
            while True:
                exchange(_now())
                time.sleep(0.02)

    def stop(self) -> None:
        """End door and sweep, at once."""
        for process in filter(None, (self.server, self.sweeper)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self.server = self.sweeper = 0

    def _begin(self, kill_at: str) -> None:
        """Be this node: its home, name and database; and die at the point."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        warnings.simplefilter("ignore")
        self.unblock()
        collect_seldom()  # as every process of a node does
        settings.LEDGER_MEMORY = ""  # in the home of each
        settings.HOME, settings.NODE, settings.SEALED_ROOT, settings.LAKE = self.home, self.node, self.home / "sealed", str(self.home / "lake")
        before = connections["default"]
        told = {**before.settings_dict, "NAME": str(self.home / "mingjian.sqlite3")}
        connections.databases["default"] = told
        connections["default"] = DatabaseWrapper(told, "default")
        _KEPT.append(before)  # not closed here: it is the parent's
        for module in (arrivals, packer, delivery, share_clue):
            module.reached = _killer(kill_at)  # type: ignore[attr-defined]


_KEPT: list[Any] = []


def _killer(kill_at: str) -> Callable[[str], None]:
    def reached(point: str) -> None:
        if point == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def _tried(act: Callable[[], Any]) -> dict[str, Any]:
    import traceback

    try:
        return {"told": act()}
    except BaseException:
        return {"error": traceback.format_exc()}


def _wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the door did not open")


def make_sites(folder: Path, unblock: Callable[[], Any]) -> dict[str, Site]:
    """Make three nodes with officers, under a register that all have signed and adopted."""
    found = {key: Site(key, folder / key, free_port(), unblock=unblock) for key in TOLD}
    first = next(iter(found.values()))
    for site in found.values():
        site.home.mkdir(parents=True)
    first.run(lambda: call_command("migrate", verbosity=0))
    for site in list(found.values())[1:]:
        shutil.copy(first.home / "mingjian.sqlite3", site.home)
    cards = [Signed.read(site.run(lambda site=site: _begin_site(site)).encode()) for site in found.values()]
    sheet = agreement("three_regions_demo", date(2026, 12, 1))
    drawn = draw_up(cards, agreement=sheet.name, sheet=sheet.in_force, sheet_sha256=sheet.digest, threshold=3)
    for site in found.values():
        drawn = Signed.read(site.run(lambda drawn=drawn: drawn.signed_by([node.keys().root]).data.decode()).encode())
    for site in found.values():
        site.run(lambda: node.adopt(drawn, at=_now()).name)
    return found


def _now() -> Any:
    from django.utils.timezone import now

    return now()


def _begin_site(site: Site) -> str:
    """Enter officers, and give the card."""
    from people import PASSWORD

    from mingjian.office.models import Department, Officer

    zh, serves, region, level = TOLD[site.key]
    body = Department.objects.create(name_zh=f"{zh}市市场监督管理局", name_en=site.key, kind="market_regulation", level=level, region=region)
    for username, roles in (("li", ["officer"]), ("wang", ["officer", "head"])):
        officer = Officer(username=username, name_zh=username, name_en=username, department=body, duty="work", roles=roles)
        officer.set_password(PASSWORD)
        officer.save()
    made = node.own_card(title={"zh": zh, "en": site.key}, serves=[serves], doors=[f"http://127.0.0.1:{site.port}"], days=DAYS)
    return made.data.decode()


def copied(sites: dict[str, Site], folder: Path) -> dict[str, Site]:
    """Return the same nodes once more, with homes of their own; ports stay, so that their doors do."""
    for site in sites.values():
        shutil.copytree(site.home, folder / site.key)
    return {key: Site(key, folder / key, site.port, unblock=site.unblock) for key, site in sites.items()}
