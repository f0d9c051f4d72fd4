"""Read Excel workbooks (xlsx, xlsm, xlsb, xls, ods) behind two guards: what the file claims, and what reading it really takes."""

import errno
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from mingjian.core.errors import BadInput
from mingjian.core.file_forms import OLD_WORKBOOK, PAGE, form_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

MOST_ENTRIES = 10_000
MOST_BYTES = 2 << 30
MOST_TEXT = 4 << 30  # of all sheets, since one long text of a cell may be repeated in thousands
MOST_RATIO = 300  # ordinary sheets shrink to a tenth or a fiftieth
SMALL = 16 << 20  # below this no ratio is dangerous
MEMORY = 2 << 30
SECONDS = 600

_PROCESS = Path(__file__).with_name("sheet_process.py")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, how many rows it has down to the last filled one, whether it is hidden, and its text."""

    name: str
    height: int
    is_hidden: bool
    text: "Part"


@dataclass(frozen=True)
class Part:
    """Part of a file, which is read from its beginning as often as it is opened."""

    file: BinaryIO
    begin: int
    end: int

    def opened(self) -> BinaryIO:
        """Return a stream of it."""
        return io.BufferedReader(_Slice(self))


class _Slice(io.RawIOBase):
    def __init__(self, part: Part) -> None:
        self._part, self._at = part, part.begin

    def readable(self) -> bool:
        return True

    def readinto(self, into: "Buffer") -> int:
        view = memoryview(into)
        piece = os.pread(self._part.file.fileno(), min(len(view), self._part.end - self._at), self._at)
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@contextmanager
def opened_workbook(path: Path) -> Iterator[list[Sheet]]:
    """
    Read a workbook once, by a process that may take 2 GiB and ten minutes, and list its sheets that hold rows of cells, in their order.

    Their texts, separated and in UTF-8, lie in a file without a name, of which nothing is left however this process ends. Raises BadInput where it cannot be.
    """
    refuse_bomb(path)
    with TemporaryFile() as spool:
        limits = map(str, (MEMORY, SECONDS, spool.fileno(), MOST_TEXT))
        command = [sys.executable, "-I", str(_PROCESS), str(path), *limits]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=(spool.fileno(),), check=False)  # noqa: S603 - our own file
        if done.returncode:
            raise _refusal(done.returncode, done.stderr.decode(errors="replace"))
        told = [Sheet(name, height, is_hidden, Part(spool, begin, end)) for name, height, begin, end, is_hidden in json.loads(done.stdout) if height]
        if not told:
            raise BadInput("工作簿中没有数据。", "The workbook holds no data.")
        yield told


def refuse_bomb(path: Path) -> None:
    """Refuse a zip file that claims, or turns out, to be far larger than a sheet can be. What is told by its bytes to be no zip (xls, a page) passes."""
    if form_of(path) in (OLD_WORKBOOK, PAGE):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadInput(
            f"{path.name} 不是完整的 Excel 文件：{error}。请重新导出，未载入任何数据。",
            f"{path.name} is not a whole Excel workbook: {error}. Export it again; nothing was loaded.",
        ) from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _bomb(path)
    for entry in entries:
        _refuse_ratio(path, entry.file_size, entry.compress_size)
    with path.open("rb") as file:
        for entry in entries:
            if entry.compress_type == zipfile.ZIP_DEFLATED:
                _refuse_liar(path, file, entry)


def _refuse_ratio(path: Path, size: int, compressed: int) -> None:
    if size > SMALL and size > MOST_RATIO * max(compressed, 1):
        raise _bomb(path)


def _refuse_liar(path: Path, file: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack an entry, keeping nothing, and stop as soon as it is larger than it claims."""
    file.seek(entry.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    left, size = entry.compress_size, 0
    while left > 0 and not unpack.eof:
        piece = file.read(min(left, 1 << 16))
        if not piece:
            break
        left -= len(piece)
        while piece and not unpack.eof:
            size += _unpacked(path, unpack, piece)
            piece = unpack.unconsumed_tail
            if size > entry.file_size:
                raise _bomb(path)


def _unpacked(path: Path, unpack: "zlib._Decompress", piece: bytes) -> int:
    try:
        return len(unpack.decompress(piece, 1 << 20))
    except zlib.error as error:
        raise BadInput(f"{path.name} 已损坏：{error}。请重新导出。", f"{path.name} is damaged: {error}. Export it again.") from error


def _bomb(path: Path) -> BadInput:
    return BadInput(
        f"{path.name} 解压后会远大于正常表格（压缩炸弹），已拒绝。数据确实很大时，请导出为 CSV。",
        f"{path.name} would unpack to far more than a sheet holds (a zip bomb), and is refused. If it really is that large, export it as CSV.",
    )


def _refusal(code: int, said: str) -> BadInput:
    if code < 0 or "MemoryError" in said or "memory" in said:
        return BadInput(
            f"读取这个工作簿需要超过 {MEMORY >> 30} GiB 内存或 {SECONDS // 60} 分钟，已停止。请导出为 CSV 后再导入。",
            f"Reading this workbook takes more than {MEMORY >> 30} GiB of memory or {SECONDS // 60} minutes; it was stopped. Export it as CSV.",
        )
    if f"[Errno {errno.EFBIG}]" in said or f"[Errno {errno.ENOSPC}]" in said:
        return BadInput(
            f"这个工作簿的文字超过 {MOST_TEXT >> 30} GiB，或者磁盘已满，已停止。请导出为 CSV 后再导入。",
            f"The text of this workbook is longer than {MOST_TEXT >> 30} GiB, or the disk is full; it was stopped. Export it as CSV.",
        )
    if "assword" in said or "ncrypt" in said:
        return BadInput(
            "这个工作簿设有打开密码，读不出。请去掉密码后另存，再导入。", "The workbook opens with a password only. Save it without one, and import it again."
        )
    last = said.strip().splitlines()[-1:] or ["?"]
    return BadInput(f"读不出这个工作簿：{last[0]}", f"The workbook cannot be read: {last[0]}")
