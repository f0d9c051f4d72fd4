"""The plain text of office files, OFD and text files, read behind a guard: a copy to be looked at, without the program that would open the file itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import IO, Any

from mingjian.core.documents.guard import Guard, Refusals
from mingjian.core.language import Text

MOST_BYTES = 64 << 20  # of a file that is read
MOST_SIGNS = 200_000
MEMORY, SECONDS, PATIENCE = 2 << 30, 20, 90  # bytes, seconds of computing, and of waiting where the machine has other work
AT_ONCE = 2

_REFUSALS = Refusals(
    Text("这个文件太大，不能在页面上阅读，请下载后查看。", "This file is too large to be read here: download it."),
    Text("读取超时，请下载后查看。", "Reading it took too long: download it."),
    Text("这个文件是旧格式或者有密码，不能在页面上阅读，请下载后查看。", "This file is of an old format or has a password: download it."),
    Text("这个文件的文字无法读出，请下载后查看。", "The text of this file cannot be read here: download it."),
)
_GUARD = Guard("text_process.py", 5, BoundedSemaphore(AT_ONCE), _REFUSALS)


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
        """Return whether there is no text at all, as in a file that is scanned."""
        return not any(block.get("rows") or block["kind"] in {"p", "pre"} for block in self.blocks)


def text_copy(file: IO[bytes]) -> TextCopy:
    """Read the text of a file. Raises BadInput, in words: too large, locked, broken, of a kind not read here, or too much time or memory."""
    told = _GUARD.read(file, (MEMORY, SECONDS, MOST_SIGNS), most_bytes=MOST_BYTES, patience=PATIENCE)
    return TextCopy(**json.loads(told))
