"""Small pictures: shrunk once, never drawn larger, and what is no picture is said to be none."""

from io import BytesIO
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="The extra [vision] is absent.")
from PIL import Image

from mingjian.core.errors import BadInput
from mingjian.core.matching.thumbnails import SIDE, small


def drawn(path: Path, size: tuple[int, int], colour: str = "red", **more: object) -> Path:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG", **more)
    path.write_bytes(written.getvalue())
    return path


def test_a_large_one_is_shrunk_once_and_keeps_its_shape(tmp_path: Path) -> None:
    path, folder = drawn(tmp_path / "L1.jpg", (1600, 800)), tmp_path / "small"
    place = small(path, folder)
    assert place is not None
    with Image.open(place) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE, SIDE // 2))
    before = place.stat().st_mtime_ns
    assert small(path, folder) == place
    assert place.stat().st_mtime_ns == before
    assert [one for one in folder.rglob("*") if one.is_file()] == [place]


def test_one_that_was_replaced_is_shrunk_anew(tmp_path: Path) -> None:
    first = small(drawn(tmp_path / "L1.jpg", (400, 400), "red"), tmp_path / "small")
    second = small(drawn(tmp_path / "L1.jpg", (500, 400), "blue"), tmp_path / "small")
    assert first is not None
    assert second is not None
    assert first != second
    with Image.open(second) as picture:
        assert picture.convert("RGB").getpixel((5, 5))[2] > 200  # type: ignore[index]  # three numbers of RGB


def test_a_small_one_is_never_drawn_larger(tmp_path: Path) -> None:
    assert small(drawn(tmp_path / "L1.jpg", (SIDE, 20)), tmp_path / "small") is None
    assert not (tmp_path / "small").exists()


def test_where_it_was_taken_is_left_out_and_how_it_was_held_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Zhang San"  # held upright, and whose it is
    place = small(drawn(tmp_path / "L1.jpg", (800, 400), exif=exif.tobytes()), tmp_path / "small")
    assert place is not None
    with Image.open(place) as picture:
        assert picture.size == (SIDE // 2, SIDE)
        assert not picture.getexif()
    assert b"Zhang San" not in place.read_bytes()


def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "L1.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 40)
    with pytest.raises(BadInput, match="不是图片"):
        small(tmp_path / "L1.jpg", tmp_path / "small")
