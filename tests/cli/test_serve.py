"""The console in one command: it is there, and it goes whole, when a supervisor tells it to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from make import free_port

from mingjian.cli._watch import Watch, WatchedCommand
from mingjian.cli.serve import _is_told, command

COMMAND = Path(sys.executable).parent / "mingjian"


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=10) as page:
            return "明鉴" in page.read().decode()
    except OSError:
        return False


def test_the_address_is_told_once_and_not_before_the_console_answers() -> None:
    """`mingjian demo` printed its address some seconds before anything answered there."""
    port, told = free_port(), []
    late = f"import time, http.server as h; time.sleep(2); h.HTTPServer(('127.0.0.1', {port}), h.SimpleHTTPRequestHandler).serve_forever()"

    def tell() -> None:
        told.append(urlopen(f"http://127.0.0.1:{port}/", timeout=10).status)

    def glance() -> bool:
        done = _is_told("127.0.0.1", port, tell)
        watch.is_ending = done  # at the first look at which it is told
        return done

    watch = Watch(WatchedCommand([sys.executable, "-c", late]), glance=glance)
    begun = time.monotonic()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert watch.keep() == 0
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert told == [200]
    assert time.monotonic() - begun >= 2
    assert watch.glance is None


def test_when_it_is_told_to_stop_nothing_of_it_goes_on(tmp_path: Path) -> None:
    left_out = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | {"MINGJIAN_HOME": str(tmp_path)}
    port = free_port()
    with subprocess.Popen([COMMAND, "serve", "--port", str(port), "--workers", "1"], env=environment, start_new_session=True) as console:
        try:
            deadline = time.monotonic() + 120
            while not answers(port) and time.monotonic() < deadline and console.poll() is None:
                time.sleep(0.2)
            assert answers(port)
            console.send_signal(signal.SIGTERM)  # to it alone, as a supervisor does
            assert console.wait(60) == 0
            assert not answers(port)
            with pytest.raises(ProcessLookupError):
                os.killpg(console.pid, 0)  # nobody is left of all that it started
        finally:
            if console.poll() is None:
                os.killpg(console.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("words", "helpers"), [([], ["sweep", "work", "work"]), (["--jobs", "0", "--no-sweep"], []), (["--jobs", "1", "--no-sweep"], ["work"])]
)
def test_what_other_services_do_is_not_started_beside_the_console(
    words: list[str], helpers: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[list[str]] = []

    class Kept:
        def __init__(self, main: WatchedCommand, beside: list[WatchedCommand], glance: object = None) -> None:
            started.append([one.words[1] for one in beside])
            assert "mingjian.wsgi" in main.words

        def keep(self) -> int:
            return 0

    monkeypatch.setattr("mingjian.cli.serve.prepare", lambda: None)
    monkeypatch.setattr("mingjian.cli.serve._beat", lambda: tmp_path / "beat")
    monkeypatch.setattr("mingjian.office.node.requests.count_together", lambda home: None)
    monkeypatch.setattr("mingjian.cli._watch.Watch", Kept)
    assert CliRunner().invoke(command, words).exit_code == 0
    assert started == [helpers]
