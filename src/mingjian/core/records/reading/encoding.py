"""Read text of unknown encoding as UTF-8, in blocks that end with a line. UTF-8 and GB18030 are told apart; UTF-16 by its mark."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from mingjian.core.errors import BadInput
from mingjian.core.records.reading.rows import BROKEN

BLOCK = 8 << 20
LONGEST_LINE = 64 << 20
BROKEN_SHARE = 0.01  # of the bytes beyond ASCII; where more are broken, it is another encoding
FEW_BROKEN = 10  # unless they are so few that the rows that hold them can be named

BEGINNING = 1 << 16
#: Lead bytes, first and last, and least second byte of the common characters of both; and how many of a text's are common if it is written so, or is not.
_COMMON_CODES = {"gb18030": (0xB0, 0xD7, 0xA1), "big5": (0xA4, 0xC6, 0x40)}
COMMON, RARE = 0.95, 0.7

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error("mingjian-broken", _mark_broken)


class Utf8Lines:
    """Whole lines of a stream as UTF-8; after each block, `is_broken` says whether bytes had to be given up in it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.encoding = ""
        self.is_broken = False

    def __iter__(self) -> Iterator[bytes]:
        start = _read_fully(self._stream, BLOCK)
        mark, encoding = next(((mark, name) for mark, name in _MARKS if start.startswith(mark)), (b"", ""))
        self.encoding = encoding
        pieces = _pieces(start[len(mark) :], self._stream)
        if encoding.startswith("utf-16"):
            pieces = _recoded(pieces, encoding)
            self.encoding = "utf-8"
        elif b"\r" in start and b"\n" not in start:  # as spreadsheets of old Macs end lines
            pieces = (piece.replace(b"\r", b"\n") for piece in pieces)
        yield from (self._as_utf8(block) for block in _cut_at_lines(pieces))

    def _as_utf8(self, block: bytes) -> bytes:
        self.is_broken = False
        if block.isascii():
            return block
        if not self.encoding:
            self.encoding = told_apart(block)
        if self.encoding == "utf-8" and _is_utf8(block):
            return block
        text = block.decode(self.encoding, errors="mingjian-broken")
        self.is_broken = BROKEN in text
        return text.encode()


def told_apart(sample: bytes) -> str:
    """Return whether bytes are UTF-8, GB18030 or Big5, or refuse them where too many fit none."""
    beyond_ascii = int((np.frombuffer(sample, dtype=np.uint8) > 127).sum())
    broken = {encoding: sample.decode(encoding, errors="mingjian-broken").count(BROKEN) for encoding in ("utf-8", "gb18030")}
    for at_most in (beyond_ascii * BROKEN_SHARE, FEW_BROKEN):
        for encoding, count in broken.items():
            if count <= at_most:
                return "big5" if encoding == "gb18030" and _is_big5(sample) else encoding
    raise BadInput(
        "文件的文字编码既不是 UTF-8 也不是 GB18030（GBK）。请在原系统或表格软件中另存为 UTF-8 后再导入。",
        "The text is neither UTF-8 nor GB18030 (GBK). Save it as UTF-8 in the system it comes from, or in a spreadsheet, and import it again.",
    )


def _is_big5(sample: bytes) -> bool:
    """Return whether text that can be read as GB18030 is of Taiwan or Hong Kong: as Big5 its characters are common ones, as GB18030 most are rare."""
    try:
        sample[: sample.rfind(b"\n") + 1 or len(sample)].decode("big5")
    except UnicodeDecodeError:
        return False
    return _common(sample, "gb18030") < RARE <= COMMON < _common(sample, "big5")


def _common(sample: bytes, encoding: str) -> float:
    """Return how many of the Han characters are common: both sets have these first, by use, and those that are rare behind them."""
    letters = [letter for letter in sample[:BEGINNING].decode(encoding, "ignore") if "\u4e00" <= letter <= "\u9fff"]
    first, last, trail = _COMMON_CODES[encoding]
    found = [len(code) == 2 and first <= code[0] <= last and code[1] >= trail for letter in letters if (code := letter.encode(encoding, "ignore"))]
    return sum(found) / max(len(found), 1)


def _is_utf8(block: bytes) -> bool:
    try:
        codecs.utf_8_decode(block, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(start: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while start:
        yield start
        start = _read_fully(stream, BLOCK)


def _recoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("mingjian-broken")
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _cut_at_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut behind a line's end. No character of UTF-8 or GB18030 holds that byte as a part."""
    rest = b""
    for piece in pieces:
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LONGEST_LINE:
            raise BadInput(
                f"文件中有一行超过 {LONGEST_LINE >> 20} MiB 而没有换行，不像表格文本。",
                f"A line of the file is longer than {LONGEST_LINE >> 20} MiB: this does not look like rows of text.",
            )
    if rest:
        yield rest


def _read_fully(stream: BinaryIO, size: int) -> bytes:
    """Read as much as asked for, unless the stream ends; say clearly when a compressed one is damaged."""
    buffer = io.BytesIO()
    try:
        while size > buffer.tell() and (piece := stream.read(size - buffer.tell())):
            buffer.write(piece)
    except (EOFError, OSError, ValueError) as error:
        raise BadInput(
            f"文件读到一半就断了，可能没有传完整：{error}。请重新获取后再导入，未载入任何数据。",
            f"The file breaks off in the middle, perhaps it was not transferred in full: {error}. Fetch it again; nothing was loaded.",
        ) from error
    return buffer.getvalue()
