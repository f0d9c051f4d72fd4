"""
Whether a picture, a recording or a PDF is whole as far as its own format tells: none of them is drawn or played here.

The first bytes say what a file claims to be. A file of those bytes and nothing else passed as the proof of a place that nobody can look at any more.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO

from mingjian.office.files.kinds import HEAD, kind_of

SMALLEST_SIDE = 32  # pixels: a picture of a few dots shows nothing
_MOST_PARTS = 100_000  # chunks, segments or boxes that are looked at
_PIECE = 2**16


def is_whole(file: IO[bytes]) -> bool:
    """Return whether a file that can be sought holds what its format demands, from its beginning to its end; True for formats that are not looked into."""
    file.seek(0)
    kind = kind_of(file.read(HEAD))
    check = _CHECKS.get(kind.name) if kind else None
    if check is None:
        return kind is not None
    try:
        return check(file, _size(file))
    except (struct.error, ValueError, EOFError):
        return False


def _size(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


def _read(file: IO[bytes], at: int, count: int) -> bytes:
    file.seek(at)
    found = file.read(count)
    if len(found) < count:
        raise EOFError
    return found


def _is_large(*sides: int) -> bool:
    return all(abs(side) >= SMALLEST_SIDE for side in sides)


def _png(file: IO[bytes], size: int) -> bool:
    """Return whether its chunks hold, each with its sum, from the sides to the end."""
    at, is_seen = 8, False
    for _ in range(_MOST_PARTS):
        (length,), name = struct.unpack(">I", _read(file, at, 4)), _read(file, at + 4, 4)
        if at + 12 + length > size:
            return False
        if at == 8 and (name != b"IHDR" or length != 13 or not _is_large(*struct.unpack(">II", _read(file, at + 8, 8)))):
            return False
        if _sum_of(file, at + 4, length + 4) != struct.unpack(">I", _read(file, at + 8 + length, 4))[0]:
            return False
        is_seen = is_seen or (name == b"IDAT" and length > 0)
        if name == b"IEND":
            return is_seen
        at += 12 + length
    return False


def _sum_of(file: IO[bytes], at: int, count: int) -> int:
    file.seek(at)
    found = 0
    while count:
        piece = file.read(min(count, _PIECE))
        if not piece:
            raise EOFError
        found, count = zlib.crc32(piece, found), count - len(piece)
    return found


def _jpeg(file: IO[bytes], size: int) -> bool:
    """Return whether its segments lead to the sides and the scan, and an end stands behind them."""
    at, is_large = 2, False
    for _ in range(_MOST_PARTS):
        mark, name = _read(file, at, 2)
        if mark != 0xFF:
            return False
        if name == 0xFF:  # filled up
            at += 1
            continue
        (length,) = struct.unpack(">H", _read(file, at + 2, 2))
        if 0xC0 <= name <= 0xCF and name not in {0xC4, 0xC8, 0xCC}:
            is_large = _is_large(*struct.unpack(">HH", _read(file, at + 5, 4)))
        if name == 0xDA:
            return is_large and _holds(file, at + 2 + length, b"\xff\xd9")
        at += 2 + length
    return False


def _holds(file: IO[bytes], at: int, sought: bytes) -> bool:
    file.seek(at)
    kept = b""
    while piece := file.read(_PIECE):
        if sought in kept + piece:
            return True
        kept = piece[-len(sought) + 1 :]
    return False


def _gif(file: IO[bytes], size: int) -> bool:
    return _is_large(*struct.unpack("<HH", _read(file, 6, 4))) and b"\x3b" in _read(file, max(13, size - 16), min(16, size - 13))


def _riff(file: IO[bytes], size: int) -> bool:
    (told,) = struct.unpack("<I", _read(file, 4, 4))
    return bool(12 < told + 8 <= size + 1)  # the last byte of an odd length may be left out


def _bmp(file: IO[bytes], size: int) -> bool:
    told, _, start = struct.unpack("<III", _read(file, 2, 12))
    return bool(start < size and told <= size) and _is_large(*struct.unpack("<ii", _read(file, 18, 8)))


def _tiff(file: IO[bytes], size: int) -> bool:
    """Return whether the first picture has sides, and its last strip or tile ends within the file."""
    order = "<" if _read(file, 0, 2) == b"II" else ">"
    (at,) = struct.unpack(f"{order}I", _read(file, 4, 4))
    (count,) = struct.unpack(f"{order}H", _read(file, at, 2))
    told = {tag: (form, many, place) for tag, form, many, place in (_tag(file, at + 2 + 12 * nth, order) for nth in range(count))}
    ends = [_last(file, told[tag], order) for pair in ((273, 279), (324, 325)) if set(pair) <= told.keys() for tag in pair]
    is_told = len(ends) == 2 and {256, 257} <= told.keys()
    return is_told and sum(ends) <= size and _is_large(*(_last(file, told[tag], order) for tag in (256, 257)))


def _tag(file: IO[bytes], at: int, order: str) -> tuple[int, int, int, int]:
    """Return the name of a value, what it is of (3: two bytes, 4: four), how many there are, and where they or it stands."""
    tag, form, many = struct.unpack(f"{order}HHI", _read(file, at, 8))
    return tag, form, many, at + 8


def _last(file: IO[bytes], value: tuple[int, int, int], order: str) -> int:
    """Return the last of the numbers that a value of a TIFF has."""
    form, many, place = value
    width = 2 if form == 3 else 4
    if many * width > 4:
        (place,) = struct.unpack(f"{order}I", _read(file, place, 4))
    (found,) = struct.unpack(f"{order}{'H' if width == 2 else 'I'}", _read(file, place + (many - 1) * width, width))
    return int(found)


def _boxes(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Go through the boxes of the file itself: an upload that broke off ends within one."""
    at = 0
    while at < size:
        length, name = struct.unpack(">I4s", _read(file, at, 8))
        if length == 1:
            (length,) = struct.unpack(">Q", _read(file, at + 8, 8))
        elif length == 0:  # to the end
            length = size - at
        if length < 8 or at + length > size:
            raise EOFError
        yield name
        at += length


def _boxed(file: IO[bytes], size: int) -> bool:
    names = set(islice(_boxes(file, size), _MOST_PARTS))
    return b"mdat" in names and bool(names & {b"moov", b"moof", b"meta"})


def _webm(file: IO[bytes], size: int) -> bool:
    return b"\x18\x53\x80\x67" in _read(file, 0, min(size, 4096)) and _holds(file, 0, b"\x1f\x43\xb6\x75")  # the segment, and a cluster in it


def _pdf(file: IO[bytes], size: int) -> bool:
    return b"%%EOF" in _read(file, max(0, size - 2048), min(size, 2048))


_CHECKS: dict[str, Callable[[IO[bytes], int], bool]] = {
    "PNG": _png, "JPEG": _jpeg, "GIF": _gif, "WebP": _riff, "AVI": _riff, "BMP": _bmp, "TIFF": _tiff, "HEIC": _boxed, "MP4": _boxed, "WebM": _webm, "PDF": _pdf,
}  # fmt: skip
