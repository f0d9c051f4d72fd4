"""The first pages of a PDF as one picture, drawn behind a guard: whoever looks into a file need not open it with a program of their own."""

from threading import BoundedSemaphore
from typing import IO

from mingjian.core.documents.guard import Guard, Refusals
from mingjian.core.language import Text

MOST_BYTES = 64 << 20  # of a PDF that is drawn
MOST_PAGES, WIDTH = 5, 900  # pages drawn, and their width in pixels
MEMORY, SECONDS, PATIENCE = 2 << 30, 20, 90  # bytes, seconds of computing, and of waiting where the machine has other work
AT_ONCE = 2

_REFUSALS = Refusals(
    Text("这个 PDF 太大，不能预览，请下载后查看。", "This PDF is too large to be shown here: download it."),
    Text("预览超时，请下载后查看。", "Drawing it took too long: download it."),
    Text("这个 PDF 有密码，不能预览，请下载后查看。", "This PDF has a password and is not shown here: download it."),
    Text("这个 PDF 无法预览，请下载后查看。", "This PDF cannot be shown here: download it."),
)
_GUARD = Guard("leaf_process.py", 3, BoundedSemaphore(AT_ONCE), _REFUSALS)


def first_pages(file: IO[bytes]) -> bytes:
    """Return the first pages of a PDF as PNG. Raises BadInput, in words, where it is too large, locked or broken, or would take too much time or memory."""
    return _GUARD.read(file, (MEMORY, SECONDS, WIDTH, MOST_PAGES), most_bytes=MOST_BYTES, patience=PATIENCE)
