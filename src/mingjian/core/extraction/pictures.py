"""Reads what stands inside pictures: printed words (RapidOCR) and bar codes and QR codes (ZXing), as plain text for the detectors. Needs the extra [vision]."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import zxingcpp
from PIL import Image
from rapidocr import RapidOCR

from mingjian.core.extraction.lines import Line

MOST_CODES, LONGEST = 20, 4000  # of one picture; characters of its words
MOST_LINES = 400
_LEAST_SURE = 0.5
_WIDEST = 2000  # pixels that a picture is shrunk to before its words are read


class Read(NamedTuple):
    """The lines of words in a picture, top down, and what its codes hold, each with its format."""

    words: str
    codes: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return all of it as lines."""
        return "\n".join([*([self.words] if self.words else []), *(text for _, text in self.codes)])


def read_codes(picture: Image.Image) -> tuple[tuple[str, str], ...]:
    """Return format and content of each code; what is no text is left out. Nothing that a code says is followed."""
    found = zxingcpp.read_barcodes(picture.convert("L"))[:MOST_CODES]
    return tuple((str(one.format.name), one.text[:LONGEST]) for one in found if one.text)


def code_places(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return left, top, width and height of each code, with what is no text as well, and a rim."""
    found = []
    for one in zxingcpp.read_barcodes(picture.convert("L"))[:MOST_CODES]:
        corners = [one.position.top_left, one.position.top_right, one.position.bottom_left, one.position.bottom_right]
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        rim = 4 + (max(xs) - min(xs)) // 20
        found.append((min(xs) - rim, min(ys) - rim, max(xs) - min(xs) + 2 * rim, max(max(ys) - min(ys), rim) + 2 * rim))
    return found


def read_lines(picture: Image.Image) -> list[Line]:
    """Return the printed lines, top down, each with its place in the picture's own pixels and how sure it is."""
    small = picture.copy()
    small.thumbnail((_WIDEST, _WIDEST))
    by = picture.width / small.width
    found: Any = _reader()(np.asarray(small.convert("RGB"))[:, :, ::-1])
    boxes = found.boxes if found.boxes is not None else ()
    lines = zip(found.txts or (), boxes, found.scores or (), strict=True)
    told = [Line(text, tuple((float(x) * by, float(y) * by) for x, y in box), float(sure)) for text, box, sure in lines if sure >= _LEAST_SURE]
    return told[:MOST_LINES]


def read_words(picture: Image.Image) -> str:
    """Return the printed words, a line each."""
    return "\n".join(line.text for line in read_lines(picture))[:LONGEST]


def read_picture(picture: Image.Image) -> Read:
    """Read words and codes."""
    return Read(read_words(picture), read_codes(picture))


@cache
def _reader() -> Any:
    return RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})
