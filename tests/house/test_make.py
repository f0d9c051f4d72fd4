"""Whoever ends `make` ends what it serves, as a supervisor or a closed terminal does; and what it starts may keep what Python compiled."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVES = '#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 300\n'


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def within(seconds: float, ready: object) -> bool:
    end = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("target", ["demo", "demo-regions", "serve"])
def test_ending_make_ends_what_it_serves(target: str, tmp_path: Path) -> None:
    command, told = tmp_path / "mingjian", tmp_path / "mingjian.pid"
    command.write_text(SERVES)
    command.chmod(0o755)
    make = subprocess.Popen(["make", "--old-file=setup", target, f"BIN={tmp_path}", "DATA=一个 文件夹"], cwd=ROOT)
    try:
        assert within(60, lambda: told.exists() and told.read_text().strip()), (
            f"`make {target}` did not start BIN/mingjian within a minute: mend its recipe in the Makefile"
        )
        served = int(told.read_text())
        make.send_signal(signal.SIGTERM)
        make.wait(60)
        assert within(60, lambda: not lives(served)), (
            f"`make {target}` leaves what it started running: begin the last line of its recipe with `exec` in the Makefile"
        )
    finally:
        if make.poll() is None:
            make.kill()


def test_what_python_compiled_is_kept_whatever_the_environment_says() -> None:
    """Else each of the many processes of a demo or of the tests compiles Django and all the rest anew."""
    words = ["make", "--no-print-directory", "--eval=told: ; @env", "told"]
    told = subprocess.run(words, cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, check=True, capture_output=True, text=True).stdout
    assert "PATH=" in told, "the Makefile did not print the environment: mend the call in this test"
    assert "PYTHONDONTWRITEBYTECODE" not in told, "write `unexport PYTHONDONTWRITEBYTECODE` in the Makefile"
