"""A copy of a picture in which boxes are burnt: what lay under them is not in the copy. Needs the extra [vision]; says so where it is absent."""

from collections.abc import Sequence
from io import BytesIO

from mingjian.core.extraction.shelf import rooms
from mingjian.core.extraction.uploads import upright

_BLACK = (0, 0, 0)


def burnt(data: bytes, boxes: Sequence[tuple[int, int, int, int]]) -> bytes:
    """
    Return a PNG of a picture as it stands upright, with boxes (left, top, width, height) filled; nothing of the file besides its pixels goes along.

    Raises BadInput for what is no picture, is broken or too large, or where the extra is absent.
    """
    near, _ = rooms()
    from PIL import ImageDraw

    picture = upright(near.open_picture(data), data).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=_BLACK)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def code_boxes(data: bytes) -> list[tuple[int, int, int, int]]:
    """Return where bar codes and QR codes stand in a picture: those of payees and friends lead to a person."""
    near, reading = rooms()
    return list(reading.code_places(upright(near.open_picture(data), data)))
