"""A hostile file is read by a process of its own, so that one made to exhaust memory or time ends that process and nothing else."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text


@dataclass(frozen=True, slots=True)
class Refusals:
    """What is said of a file that is too large, took too long, is locked (or of a kind that is not read), or cannot be read."""

    too_large: Text
    too_slow: Text
    locked: Text
    broken: Text


@dataclass(frozen=True, slots=True)
class Guard:
    """A reading process beside this file: its program, the status by which it says "locked", and how many may run at once."""

    program: str
    locked: int
    gate: AbstractContextManager[Any]
    refusals: Refusals

    def read(self, file: IO[bytes], limits: Sequence[int], *, most_bytes: int, patience: float) -> bytes:
        """Return what the process writes of a file. `limits` are its arguments; `patience` in seconds. Raises BadInput, in words."""
        raw = file.read(most_bytes + 1)
        if len(raw) > most_bytes:
            raise _refused(self.refusals.too_large)
        command = [sys.executable, "-I", str(Path(__file__).with_name(self.program)), *map(str, limits)]
        try:
            with self.gate:
                done = subprocess.run(command, input=raw, capture_output=True, timeout=patience, check=False)  # noqa: S603 - our own file
        except subprocess.TimeoutExpired:
            raise _refused(self.refusals.too_slow) from None
        if done.returncode == self.locked:
            raise _refused(self.refusals.locked)
        if done.returncode or not done.stdout:
            raise _refused(self.refusals.broken)
        return done.stdout


def _refused(said: Text) -> BadInput:
    return BadInput(said.zh, said.en)
