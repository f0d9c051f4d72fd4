"""Pictures: alike ones are near, turned ones too, others are not; bombs and broken files are refused."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from mingjian.core.errors import BadInput

pytest.importorskip("cv2", reason="The extra [vision] is absent.")

from PIL import Image

from mingjian.core.matching.hashes import near_pictures
from mingjian.core.matching.pictures import MOST_PIXELS, hashes_of, is_shaded_only, open_picture


def drawn(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Draw soft blobs."""
    small = np.random.default_rng(seed).integers(0, 255, (6, 8, 3)).astype(np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


def as_bytes(picture: Image.Image, kind: str = "PNG") -> bytes:
    kept = BytesIO()
    picture.save(kept, kind)
    return kept.getvalue()


def png_of(width: int, height: int) -> bytes:
    """Return the head of a picture that would unpack to this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def test_a_shrunk_and_a_turned_copy_are_near_and_another_picture_is_not() -> None:
    pictures = [drawn(1), drawn(1).resize((100, 75)), drawn(1).transpose(Image.Transpose.FLIP_LEFT_RIGHT), drawn(2)]
    hashes = np.array([hashes_of(open_picture(as_bytes(one))) for one in pictures])
    found = list(near_pictures(hashes, np.arange(4), 8))
    assert [(one.first, one.second, one.is_turned) for one in found] == [(0, 1, False), (0, 2, True), (1, 2, True)]
    assert list(near_pictures(hashes, np.zeros(4, np.int64), 8)) == []


def test_a_picture_that_shows_nothing_has_no_hash() -> None:
    assert hashes_of(Image.new("RGB", (50, 50), "white")) is None


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 10
    with pytest.raises(BadInput, match="bomb"):
        open_picture(png_of(side, side))
    with pytest.raises(BadInput):
        open_picture(png_of(2_000_000, 2_000_000))


@pytest.mark.parametrize("data", [b"", b"=1+1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"\0" * 50, png_of(50, 50), b"GIF89a" + b"\xff" * 30])
def test_what_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        open_picture(data)
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(BadInput):
        open_picture(tmp_path / "a.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_common_formats_are_unpacked(kind: str) -> None:
    assert open_picture(as_bytes(drawn(3), kind)).mode == "RGB"


def shaded(low: int, high: int, turn: int = 0) -> Image.Image:
    """Draw a wall that grows lighter downwards, turned by quarters."""
    ends = np.array([[[low] * 3], [[high] * 3]], np.uint8)
    return Image.fromarray(ends).resize((320, 240), Image.Resampling.BILINEAR).rotate(90 * turn, expand=True)


def test_walls_that_grow_lighter_are_shaded_only_and_a_thing_before_one_is_not() -> None:
    walls = [shaded(20, 200), shaded(90, 160, 1), open_picture(as_bytes(shaded(220, 30, 2), "JPEG"))]
    assert all(is_shaded_only(wall) for wall in walls)
    hashes = [hashes_of(wall) for wall in walls]
    assert len(list(near_pictures(np.array(hashes), np.arange(3), 8))) == 3  # which says nothing
    assert list(near_pictures(np.array(hashes), np.arange(3), 8, np.array([True] * 3))) == []
    walls[0].paste((250, 250, 250), (140, 60, 190, 110))
    assert not is_shaded_only(walls[0])
    assert not any(is_shaded_only(drawn(seed)) for seed in range(4))
    faint = Image.fromarray((np.asarray(drawn(1)) // 40 + 100).astype(np.uint8))  # hardly any contrast, and yet shapes
    assert not is_shaded_only(faint)
