"""
Opens pictures and hashes what they show: 64 bits that are near for near pictures, also turned and mirrored (see hashes). Needs the extra [vision].

Shrinking, sharpening, blurring and colours change few bits (Zauner 2010, the hash of the cosine transform). Crops, frames and collages are not found.
"""

import re
import warnings
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.language import is_text

LARGEST, MOST_PIXELS = 64 << 20, 50_000_000  # bytes of a file; pixels once it is unpacked
KINDS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"))
_FLATTEST = 4.0  # spread of grey below which a picture shows nothing
_SIDE = 512  # pixels that it is shrunk to before it is hashed
_FINE = 32  # pixels of a side of which the cosine parts are taken
_SLOW, _HARDLY = 4, 0.01  # powers of the place, 0 to 3, that make up what changes slowly; share of all change beside which the rest is nothing
TURNS = (
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
)


def open_picture(source: Path | bytes) -> Image.Image:
    """
    Unpack a picture as RGB, its first frame only. Raises BadInput for what is no picture, is broken, or is too large.

    Its size is read from its head before anything is unpacked, so that a small file cannot unpack into memory without end.
    """
    data = source if isinstance(source, bytes) else bytes_of(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd palettes, and of sizes that are judged below
            with Image.open(BytesIO(data)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadInput(
                        f"图片超过 {MOST_PIXELS:,} 像素，可能是解压炸弹。", f"The picture has over {MOST_PIXELS:,} pixels; it may be a decompression bomb."
                    )
                return _on_white(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError) as error:
        raise BadInput("不是图片，或者图片已损坏。", "It is no picture, or a broken one.") from error


def bytes_of(path: Path) -> bytes:
    """Read a picture's file. Raises BadInput for one that is too large, before it is read, or cannot be read at all."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"图片文件超过 {LARGEST >> 20} MiB。", f"The picture's file is over {LARGEST >> 20} MiB.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"图片文件无法读取：{error.strerror}。", f"The picture's file cannot be read: {error.strerror}.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if "transparency" not in picture.info and "A" not in picture.getbands():
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def hashes_of(picture: Image.Image) -> Array | None:
    """Return eight hashes (uint64): the picture as it is, then turned and mirrored; None of a picture that shows nothing."""
    grey = _shrunk(picture)
    if float(np.asarray(grey).std()) < _FLATTEST:
        return None
    return np.array([_hash(grey), *(_hash(grey.transpose(turn)) for turn in TURNS)], np.uint64)


def is_shaded_only(picture: Image.Image) -> bool:
    """Return whether nothing is left of an RGB picture once slow changes are taken out: any two such, walls or skies that grow darker, are alike."""
    grey = np.asarray(_shrunk(picture), np.float64)
    changes = grey - grey.mean()
    down, across = map(_slow, grey.shape)
    slow = np.einsum("aj,jb->ab", np.einsum("ij,ia->aj", changes, down), across)  # by no matrix library, whose threads would take five times as long
    whole = float((changes**2).sum())
    return whole - float((slow**2).sum()) < _HARDLY * whole


@lru_cache(64)
def _slow(side: int) -> Array:
    """Return the powers of the place along a side, at right angles to each other (side x _SLOW)."""
    powers: Array = np.linalg.qr(np.vander(np.linspace(-1, 1, side), _SLOW))[0]
    return powers


def _shrunk(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    return grey.resize((_SIDE, _SIDE)) if max(picture.size) > _SIDE else grey


def _hash(grey: Image.Image) -> int:
    """Return the perceptual hash of a picture: which of its 64 slowest cosine parts are above their median (pHash, as imagehash has it)."""
    pixels = np.asarray(grey.convert("L").resize((_FINE, _FINE), Image.Resampling.LANCZOS), dtype=np.float64)
    cosines = _cosines()
    slow = np.einsum("aj,bj->ab", np.einsum("ai,ij->aj", cosines, pixels), cosines).round(6)  # what is nothing but the noise of adding up is 0
    return int.from_bytes(np.packbits(slow > np.median(slow)).tobytes(), "big")


@lru_cache(1)
def _cosines() -> Array:
    """Return the slowest eight cosines along a side (DCT-II, 8 x _FINE)."""
    places, numbers = np.arange(_FINE), np.arange(8)[:, None]
    found: Array = 2 * np.cos(np.pi * numbers * (2 * places + 1) / (2 * _FINE))
    return found


def files_in(folder: Path) -> dict[str, list[Path]]:
    """
    Return the picture files anywhere below a folder by the names of what they may show: the file's name, that without a number at its end, its own folder's.

    So `123.jpg`, `123-2.png` and `123/front.webp` are pictures of 123. Links are left out, since they may lead elsewhere. Raises BadInput where there is no
    folder.
    """
    if not folder.is_dir():
        raise BadInput(f"没有图片文件夹 {folder}。", f"There is no folder of pictures {folder}.")
    found: dict[str, list[Path]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file() and not path.is_symlink()):
        names = {path.stem, re.sub(r"[-_]\d{1,3}$", "", path.stem)} | ({path.parent.name} if path.parent != folder else set())
        for name in filter(is_text, names):  # no id of a record is anything else
            found.setdefault(name, []).append(path)
    return found
