"""The first pages of a PDF as one picture, drawn behind a guard: whoever looks into a file need not open it with a program of their own."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from mingjian.core.errors import BadInput

MOST_BYTES = 64 << 20  # of a PDF that is drawn
MOST_PAGES, WIDTH = 5, 900  # pages drawn, and their width in pixels
MEMORY, SECONDS, PATIENCE = 2 << 30, 20, 90  # bytes, seconds of computing, and of waiting where the machine has other work
AT_ONCE = 2

_PROCESS = Path(__file__).with_name("leaf_process.py")
_LOCKED = 3
_drawing = BoundedSemaphore(AT_ONCE)


def first_pages(file: IO[bytes]) -> bytes:
    """Give the first pages of a PDF as PNG. Raises BadInput, in words, where it is too large, locked or broken, or would take too much time or memory."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput("这个 PDF 太大，不能预览，请下载后查看。", "This PDF is too large to be shown here: download it.")
    command = [sys.executable, "-I", str(_PROCESS), str(MEMORY), str(SECONDS), str(WIDTH), str(MOST_PAGES)]
    try:
        with _drawing:
            done = subprocess.run(command, input=raw, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired:
        raise BadInput("预览超时，请下载后查看。", "Drawing it took too long: download it.") from None
    if done.returncode == _LOCKED:
        raise BadInput("这个 PDF 有密码，不能预览，请下载后查看。", "This PDF has a password and is not shown here: download it.")
    if done.returncode or not done.stdout:
        raise BadInput("这个 PDF 无法预览，请下载后查看。", "This PDF cannot be shown here: download it.")
    return done.stdout
