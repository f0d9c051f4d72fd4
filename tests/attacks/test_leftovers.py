"""D20: a console that was killed leaves nobody on its port, and a ledger whose key is gone is given no new one in silence."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as node_settings
from make import free_port

from mingjian.core.errors import LedgerFault
from mingjian.office.models import Officer
from mingjian.office.record import ledger

COMMAND = Path(sys.executable).parent / "mingjian"
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}


def listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(2)
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(is_so: bool, port: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while listens(port) != is_so and time.monotonic() < end:
        time.sleep(0.2)
    return listens(port) == is_so


def until_console(port: int, seconds: float) -> bool:
    """Wait for the console; until it is there, its port shows how far it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
            asked.request("GET", "/healthy")
            with asked.getresponse() as reply:
                if reply.headers.get("X-Mingjian-Waits") is None:
                    return True
        time.sleep(0.2)
    return False


def wide(home: Path) -> list[str]:
    """Name what others on the machine may read, home and folders among it; styles and scripts, which the console shows to anybody, are no secret."""
    found = (one for one in (home, *home.rglob("*")) if home / "static" not in (one, *one.parents))
    return sorted(str(one.relative_to(home.parent)) for one in found if not one.is_socket() and one.lstat().st_mode & 0o077)


@pytest.mark.slow
def test_a_killed_console_leaves_its_port_and_no_file_that_others_can_read(tmp_path: Path) -> None:
    """D20, and D10: database, its log, keys, lake and folders, though the shell's umask would leave them open."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | {"MINGJIAN_HOME": str(tmp_path / "home")}
    words = [COMMAND, "serve", "--port", str(port), "--workers", "1", "--jobs", "0"]
    with subprocess.Popen(words, env=environment, start_new_session=True, umask=0o022) as console:
        try:
            assert until_console(port, 300)
            (tmp_path / "orders.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nO1,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
            load = [COMMAND, "import", "order", str(tmp_path / "orders.csv"), "--source", "甲网"]
            subprocess.run(load, env=environment, umask=0o022, check=True, capture_output=True)
            assert {"mingjian.sqlite3", "secret-key", "lake"} <= {one.name for one in (tmp_path / "home").iterdir()}
            assert wide(tmp_path / "home") == []
            console.kill()  # it alone, and nothing tells its children
            console.wait()
            assert until(False, port, 60)
        finally:
            if listens(port):
                os.killpg(console.pid, signal.SIGKILL)


@pytest.mark.usefixtures("node")
def test_an_export_without_the_key_is_refused_and_makes_none() -> None:
    key = Path(node_settings.HOME) / "ledger-key"
    kept = key.read_text()
    key.unlink()
    with pytest.raises(LedgerFault, match="Restore it from its backup"):
        ledger.export(BytesIO())
    assert not key.exists()
    key.write_text(kept)
    key.chmod(0o600)
    ledger.export(BytesIO())


def test_a_new_node_makes_its_key_at_once(who: dict[str, Officer], tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    assert ledger.verifier().name
    assert (tmp_path / "ledger-key").stat().st_mode & 0o777 == 0o600
