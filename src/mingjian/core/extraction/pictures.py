"""Reads what stands inside pictures: printed words (RapidOCR) and bar codes and QR codes (ZXing), as plain text for the detectors. Needs the extra [vision]."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import zxingcpp
from PIL import Image
from rapidocr import RapidOCR

MOST_CODES, LONGEST = 20, 4000  # of one picture; characters of its words
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


def read_words(picture: Image.Image) -> str:
    """Return the printed words, a line each."""
    small = picture.copy()
    small.thumbnail((_WIDEST, _WIDEST))
    found: Any = _reader()(np.asarray(small.convert("RGB"))[:, :, ::-1])
    lines = zip(found.txts or (), found.scores or (), strict=True)
    return "\n".join(text for text, sure in lines if sure >= _LEAST_SURE)[:LONGEST]


def read_picture(picture: Image.Image) -> Read:
    """Read words and codes."""
    return Read(read_words(picture), read_codes(picture))


@cache
def _reader() -> Any:
    return RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})
