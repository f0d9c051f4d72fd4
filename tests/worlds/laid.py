"""What takes a minute to make and is only read or copied, made once a run of tests: a whole demo. Two workers share what one of them made; the other waits."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_HOME", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}


def own_environment(**more: str) -> dict[str, str]:
    """Return the environment of a command on a node of its own: nothing of the test's, and what is said more."""
    return {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | more


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Be the only worker in here."""
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder, made by whoever comes first; one that was not made to its end is none."""
    with alone(place):
        if not place.exists():
            begun = place.with_name(f"{place.name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir(parents=True)
            make(begun)
            begun.rename(place)
    return place


def make_demo(folder: Path) -> None:
    """Make a whole demo on a small market, with something on each desk; what it said lies in the file `said`."""
    words = [Path(sys.executable).parent / "mingjian", "demo", "--home", folder, "--shops", "100", "--no-serve"]
    done = subprocess.run(words, env=own_environment(), capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "said").write_text(done.stdout, encoding="utf-8")
