"""The PostgreSQL of a test run goes with it, however the run ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from on_postgresql import binaries

SCRIPT = Path(__file__).parents[2] / "on_postgresql.py"
TELL = "import os, sys, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(float(sys.argv[1])); sys.exit(3)"


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """Run a command that tells its database and stays for some seconds."""
    if binaries() is None:
        pytest.skip("PostgreSQL is absent: install the package postgresql.")
    line = [sys.executable, str(SCRIPT), sys.executable, "-c", TELL, str(request.param)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def _server(process: subprocess.Popen[str]) -> tuple[Path, int]:
    """Wait for the command to tell its database; give the server's folder and number."""
    assert process.stdout
    folder = Path(process.stdout.readline().strip().partition("host=")[2])
    return folder, int((folder / "data/postmaster.pid").read_text().split("\n", 1)[0])


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{number}/stat").exists() or Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("running", [60], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_it_takes_the_server_and_its_folder_along(running: subprocess.Popen[str], number: int) -> None:
    folder, server = _server(running)
    assert _is_alive(server)
    running.send_signal(number)
    assert running.wait(60) == 128 + number
    assert not _is_alive(server)
    assert not folder.exists()


@pytest.mark.parametrize("running", [0], indirect=True)
def test_its_commands_own_answer_is_given_back(running: subprocess.Popen[str]) -> None:
    assert running.wait(60) == 3
