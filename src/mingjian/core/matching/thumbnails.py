"""Small pictures for lists: shrunk once, never drawn larger, kept in a folder beside what else was seen of pictures. Needs the extra [vision]."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import get_ident

from PIL import Image, ImageOps

from mingjian.core.matching.pictures import open_picture

SIDE = 168  # pixels: three for each of a list's 56, as screens of telephones have them
_QUALITY = 80


def small(path: Path, folder: Path, side: int = SIDE) -> Path | None:
    """
    Return a JPEG file of a picture with at most `side` pixels a side, made now or kept before; None where the picture is no larger than that itself.

    Kept under the name, size and time of the file, so that one that was replaced is shrunk anew. Raises BadInput for what is no picture, is broken or too
    large; OSError where the folder takes nothing.
    """
    told = path.stat()
    name = sha256(f"{path} {told.st_size} {told.st_mtime_ns} {side}".encode()).hexdigest()
    place = folder / name[:2] / f"{name}.jpg"
    if place.is_file():
        return place
    picture = open_picture(path)
    if max(picture.size) <= side:
        return None
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((side, side))
    picture.info.clear()  # where and with what it was taken is nobody's business in a list
    _keep(place, picture)
    return place


def _keep(place: Path, picture: Image.Image) -> None:
    """Write it whole or not at all: two readers may ask for the same one at once."""
    written = BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.{os.getpid()}.{get_ident()}")
    unfinished.write_bytes(written.getvalue())
    unfinished.replace(place)
