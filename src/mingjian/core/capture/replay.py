"""Draws pages of a web archive behind a guard: a process of its own that may take so much memory and so much time."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from mingjian.core.capture.extra import demand_extra
from mingjian.core.errors import BadInput, NotFound

MEMORY = 2 << 30
SECONDS = 20
RENDERED = -1  # in place of a record's number: the page as its browser had it, after its scripts
FIRST = -2  # the page that is shown first: that, or else the main one
AT_ONCE, PATIENCE = 2, 5.0  # replays of a node at a time, and seconds for which another waits for its turn

NO_PAGE = "no_page"  # what the process says where a record is none
_PROCESS = Path(__file__).with_name("replay_process.py")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an archive: its number there, address, instant (aware; none where the archive says none), and what it says of itself."""

    number: int
    url: str
    at: datetime | None
    status: str
    kind: str
    digest: str
    address: str
    size: int
    is_page: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """
    An archive as it is leafed through: its answers, which of them is the page that it is of, and whether it holds that page as its browser had it.

    `html`: one page as a document that can do nothing, empty where none was asked for. `left_out`: addresses that the page names and that could not be put
    into it, the first ones; `count_left_out` and `count_within`: how many were not, and were.
    """

    answers: tuple[Answer, ...]
    main: int
    has_rendered: bool
    html: str = ""
    left_out: tuple[str, ...] = ()
    count_left_out: int = 0
    count_within: int = 0

    @property
    def pages(self) -> list[Answer]:
        """Return the answers that are pages."""
        return [one for one in self.answers if one.is_page]


def replay(path: Path, record: int | None = None) -> Replay:
    """
    Read an archive; with `record` draw that page of it.

    Raises NotFound for a record that is no page of it, BadInput where the archive cannot be read or would take too much memory or time.
    """
    demand_extra()
    told = _told(json.dumps({"path": str(path.resolve()), "record": record}))
    if told.get("fault") == NO_PAGE:
        raise NotFound("取证包中没有这个网页。", "There is no such page in the archive.")
    if fault := told.get("fault"):
        zh, en = f"该取证包无法回放（{fault}）；可以下载后用其他软件打开。", f"This archive cannot be replayed ({fault}): download it and open it elsewhere."
        raise BadInput(zh, en)
    answers = tuple(Answer(**{**one, "at": _instant(one["at"])}) for one in told["records"])
    shown = {name: told[name] for name in ("html", "count_left_out", "count_within") if name in told}
    return Replay(answers, told["main"], told["has_rendered"], left_out=tuple(told.get("left_out", ())), **shown)


@contextmanager
def turn(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold one of the node's turns to replay, by files that all its processes lock in a folder. Raises BadInput where none comes free in time."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    while True:
        for nth in range(AT_ONCE):
            with (folder / f".replay-{nth}").open("w") as lock:
                try:
                    flock(lock, LOCK_EX | LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() >= until:
            raise BadInput("现在有其他网页正在回放，请稍后再试。", "Other pages are being replayed just now: try again in a moment.")
        time.sleep(0.1)


def _told(asked: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_PROCESS), str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            command, input=f"{asked}\n", capture_output=True, text=True, encoding="utf-8", timeout=3 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or not done.stdout.endswith("\n"):
        raise BadInput("回放该取证包所需的时间或者内存过多。", "It would take too much time or memory to replay this archive.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
