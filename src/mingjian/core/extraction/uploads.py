"""Reads one picture at hand: its lines with their places, and its codes. Needs the extra [vision]; says so where it is absent."""

import logging
from io import BytesIO
from typing import Any, NamedTuple

from mingjian.core.extraction.lines import Line
from mingjian.core.extraction.shelf import rooms, versions

log = logging.getLogger(__name__)
#: What EXIF calls the ways in which a camera was held (TIFF 6.0, tag 274), and how the picture is turned so that it stands as browsers show it.
_ORIENTATION = 274
_TURNED = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90"}


class ReadPicture(NamedTuple):
    """What stands in a picture: its lines, what its codes hold, its size in pixels, and the versions that read it."""

    lines: list[Line]
    codes: tuple[tuple[str, str], ...]
    width: int
    height: int
    by: str


def read_bytes(data: bytes) -> ReadPicture:
    """Read a picture as it stands upright. Raises BadInput for what is no picture, is broken or too large, or where the extra is absent."""
    near, reading = rooms()
    picture = upright(near.open_picture(data), data)
    return ReadPicture(reading.read_lines(picture), reading.read_codes(picture), picture.width, picture.height, versions())


def _turn(data: bytes) -> str | None:
    """Return how the picture is turned upright, by what EXIF says of the camera; not at all where EXIF is malformed: the picture itself may be whole."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as head:
            return _TURNED.get(head.getexif().get(_ORIENTATION, 1))
    except Exception:  # Pillow raises SyntaxError, struct.error, OSError and others for malformed EXIF
        log.warning("EXIF of a picture is malformed", exc_info=True)
        return None


def upright(picture: Any, data: bytes) -> Any:
    """Return a picture as browsers show it."""
    from PIL import Image

    turned = _turn(data)
    return picture.transpose(Image.Transpose[turned]) if turned else picture
