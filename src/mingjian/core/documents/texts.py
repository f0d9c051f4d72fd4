"""The plain text of office files, OFD and text files, read behind a guard: a copy to be looked at, without the program that would open the file itself."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from mingjian.core.errors import BadInput

MOST_BYTES = 64 << 20  # of a file that is read
MOST_SIGNS = 200_000
MEMORY, SECONDS, PATIENCE = 2 << 30, 20, 90  # bytes, seconds of computing, and of waiting where the machine has other work
AT_ONCE = 2

_PROCESS = Path(__file__).with_name("text_process.py")
_UNREAD = 5
_reading = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class TextCopy:
    """
    The text of a file in its order, whether more follows that is not given, and how many pictures the file holds besides.

    `blocks`: each with its `kind`: `p` and `pre` (with `text`), `table` (with `rows`), and what begins a part: `sheet` (with `text`, `is_hidden`), `slide` and
    `page` (with `number`), `head`, `notes`, `comments`.
    """

    blocks: Sequence[Mapping[str, Any]]
    is_cut: bool
    pictures: int

    @property
    def is_empty(self) -> bool:
        """Whether there is no text at all, as in a file that is scanned."""
        return not any(block.get("rows") or block["kind"] in {"p", "pre"} for block in self.blocks)


def text_copy(file: IO[bytes]) -> TextCopy:
    """Read the text of a file. Raises BadInput, in words: too large, locked, broken, of a kind not read here, or too much time or memory."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput("这个文件太大，不能在页面上阅读，请下载后查看。", "This file is too large to be read here: download it.")
    command = [sys.executable, "-I", str(_PROCESS), str(MEMORY), str(SECONDS), str(MOST_SIGNS)]
    try:
        with _reading:
            done = subprocess.run(command, input=raw, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired:
        raise BadInput("读取超时，请下载后查看。", "Reading it took too long: download it.") from None
    if done.returncode == _UNREAD:
        raise BadInput("这个文件是旧格式或者有密码，不能在页面上阅读，请下载后查看。", "This file is of an old format or has a password: download it.")
    if done.returncode or not done.stdout:
        raise BadInput("这个文件的文字无法读出，请下载后查看。", "The text of this file cannot be read here: download it.")
    return TextCopy(**json.loads(done.stdout))
