"""Keeps processes running: starts them, starts a dead one again after a while, and ends them all together."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from mingjian.office.jobs.child_process import die_with_parent

log = logging.getLogger("mingjian.watch")
GLANCE = 0.2  # seconds
LONGEST_PAUSE = 60.0  # before one that died again and again is started again
SETTLED = 60.0  # seconds after which a process counts as well again
SILENT = 900.0  # seconds without a sign of life after which one that gives any is taken for stuck
PATIENCE = 15.0  # seconds that all of them are given to end


@dataclass
class WatchedCommand:
    """
    One command that is to run, its process, and when it may be started again.

    `beat`: a file that it touches while it is well; one that does not for `silent` seconds is ended, and started again.
    """

    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    not_before: float = 0.0
    beat: Path | None = None
    silent: float = SILENT

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
        if self.process is not None and self._is_stuck(tick):
            log.error("a process gave no sign of life and is started again", extra={"event": "stuck", "helper": self.name})
            self.process.kill()
            self.process.wait()
        if self.process is not None and self.process.poll() is not None:
            told = {"event": "process_died", "helper": self.name, "code": self.process.returncode}
            log.error("a process died and is started again", extra=told)
            self.pause = 1.0 if tick - self.started > SETTLED or not self.pause else min(2 * self.pause, LONGEST_PAUSE)
            self.process, self.not_before = None, tick + self.pause
        if self.process is None and tick >= self.not_before:
            self.start()

    @property
    def name(self) -> str:
        """Return what it is called in the log: the command's name and its first word."""
        return " ".join([Path(self.words[0]).name, *self.words[1:2]])

    def _is_stuck(self, tick: float) -> bool:
        """Return whether it has run for longer than it may be silent, and has been silent for so long."""
        if self.beat is None or tick - self.started < self.silent:
            return False
        try:
            return time.time() - self.beat.stat().st_mtime > self.silent
        except FileNotFoundError:
            return True


@dataclass
class Watch:
    """Some commands beside a main one: when the main one ends, or somebody says so, all end. `glance` is asked at each look until it says that it is done."""

    main: WatchedCommand
    beside: list[WatchedCommand] = field(default_factory=list)
    is_ending: bool = False
    glance: Callable[[], bool] | None = None

    def keep(self) -> int:
        """Run until the main command ends, or TERM or Ctrl-C comes; give the main command's code, 0 where it was told to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        try:
            self.main.start()
            while not self.is_ending and self.main.process is not None and self.main.process.poll() is None:
                for one in self.beside:
                    one.look()
                if self.glance is not None and self.glance():
                    self.glance = None
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
