"""A visit of a browser to a page, in a process of its own with a hard end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput, NotFound

_PROCESS = Path(__file__).with_name("browser_process.py")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_GRACE = 45  # seconds beyond the page's own for starting, scrolling and pictures
_TRIES = 50  # a tenth of a second each
VIEWPORT = (1280, 900)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is visited: its address, the browser's language, seconds that it may take to load, and to fall silent."""

    url: str
    lang: str = "zh-CN"
    seconds: float = 40
    wait: float = 3
    viewport: tuple[int, int] = VIEWPORT


def chromium() -> str:
    """Return the path of the system's Chromium. Raises NotFound where there is none."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise NotFound(
            "本机没有 Chromium 浏览器。请安装，例如：apt-get install chromium", "This machine has no Chromium. Install it, such as: apt-get install chromium"
        )
    return found


def has_sandbox() -> bool:
    """Return whether Chromium's sandbox can be on: it refuses to work for root."""
    return os.geteuid() != 0


def visit(plan: Plan, proxy: str, folder: Path) -> dict[str, Any]:
    """
    Visit a page through `proxy`; files land in `folder`. Gives what is known of the visit, `is_whole` if it came to its end.

    Raises BadInput where no browser started.
    """
    job = {"url": plan.url, "lang": plan.lang, "seconds": plan.seconds, "wait": plan.wait, "viewport": plan.viewport}
    job |= {"proxy": proxy, "folder": str(folder), "chromium": chromium(), "has_sandbox": has_sandbox()}
    said = _run(json.dumps(job), plan.seconds + plan.wait + _GRACE)
    try:
        known: dict[str, Any] = json.loads((folder / "visit.json").read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"浏览器未能启动：{said}", f"The browser did not start: {said}") from error
    return known


@contextmanager
def _home() -> Iterator[str]:
    """Yield a home for a browser, with a short name since its sockets lie in it, and remove it whole: a browser that was ended may still be writing."""
    home = tempfile.mkdtemp(prefix="mj-")
    try:
        yield home
    finally:
        for _ in range(_TRIES):
            shutil.rmtree(home, ignore_errors=True)
            if not os.path.exists(home):
                break
            time.sleep(0.1)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process if it still runs, and with it the browser: Chromium follows when its pipe closes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _run(job: str, seconds: float) -> str:
    """Run the process to its end, or to ours, and give what it said last."""
    with _home() as home:
        process = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", str(_PROCESS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "HOME": home, "TMPDIR": home},
            start_new_session=True,
        )
        try:
            said = process.communicate(job.encode(), timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            _end(process)
            said = process.communicate()[1]
        finally:
            _end(process)  # still running where somebody interrupted us; it stands in a session of its own and would not hear of it
    lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
    return next((line for line in lines if "Error" in line), lines[-1])[:300]
