"""Opens saved pages behind a guard: a process of their own that may take so much memory and so much time for each."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from mingjian.core.errors import BadInput
from mingjian.core.language import name_of

MEMORY = 2 << 30
MOST_BYTES = 16 << 20
SECONDS = 20

_PROCESS = Path(__file__).with_name("page_process.py")

#: What a page holds, by the names of `page_process`.
Opened: TypeAlias = dict[str, Any]


class Opener:
    """Opens one page after another; after a page that brings its process down, the next gets a new one."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._command = [sys.executable, "-I", str(_PROCESS), str(MEMORY), str(seconds), str(MOST_BYTES)]
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def open(self, path: Path) -> Opened:
        """Take one page apart. Raises BadInput where it cannot be read, or would take too much memory or time."""
        process, name = self._running(), name_of(Path(path.name))
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("pipes were asked for")
        try:
            process.stdin.write(json.dumps(str(path.resolve())) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line.endswith("\n"):
            self._end()
            raise BadInput(f"{name} 读取所需的时间或内存过多，已跳过。", f"{name} would take too much time or memory to read; it was left out.")
        opened: Opened = json.loads(line)
        if fault := opened.get("fault"):
            raise BadInput(f"{name} 无法作为网页读取（{fault}）。", f"{name} cannot be read as a page ({fault}).")
        return opened

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own file
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
