"""Keeps processes running: starts them, starts a dead one again after a while, and ends them all together."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from mingjian.office.jobs.parting import die_with_parent

GLANCE = 0.2  # seconds
LONGEST_PAUSE = 60.0  # before one that died again and again is started again
SETTLED = 60.0  # seconds after which a process counts as well again
PATIENCE = 15.0  # seconds that all of them are given to end


@dataclass
class Kept:
    """One command that is to run, its process, and when it may be started again."""

    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    not_before: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.words,
            preexec_fn=lambda: die_with_parent(parent, signal.SIGTERM),
        )

    def look(self) -> None:
        """Start it where its time has come; where it died, count until then: 1, 2, 4 … seconds."""
        tick = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.pause = 1.0 if tick - self.started > SETTLED or not self.pause else min(2 * self.pause, LONGEST_PAUSE)
            self.process, self.not_before = None, tick + self.pause
        if self.process is None and tick >= self.not_before:
            self.start()


@dataclass
class Watch:
    """Some commands beside a main one: when the main one ends, or somebody says so, all end."""

    main: Kept
    beside: list[Kept] = field(default_factory=list)
    is_ending: bool = False

    def keep(self) -> int:
        """Run until the main command ends, or TERM or Ctrl-C comes; give the main command's code, 0 where it was told to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        try:
            self.main.start()
            while not self.is_ending and self.main.process is not None and self.main.process.poll() is None:
                for one in self.beside:
                    one.look()
                time.sleep(GLANCE)
            return 0 if self.is_ending or self.main.process is None else self.main.process.returncode
        finally:
            self._end_all()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def _end_all(self) -> None:
        left = [one.process for one in (self.main, *self.beside) if one.process is not None and one.process.poll() is None]
        for process in left:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in left:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
