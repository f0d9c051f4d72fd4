"""What pictures look like is kept: looked at once, the same when given back, and never taken from a file that is not whole."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("cv2", reason="The extra [vision] is absent.")

from core.matching.detailed import detailed  # type: ignore[import-not-found]  # on the path of pytest only
from PIL import Image

from mingjian.core.errors import BadInput
from mingjian.core.matching import seen
from mingjian.core.matching.seen import FORM, Album, Seen, see

#: What a drawn picture looks like to each form: its first hash, its points, what its descriptors add up to, its first numbers.
KNOWN = {3: (0xD31C872256DBA275, 121, 398_836, (-0.042, -0.011, 0.008, -0.020))}


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    (tmp_path / "pictures").mkdir()
    paths = [tmp_path / "pictures" / f"{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        detailed(number, (240, 180), 40).save(path)
    return paths


def same(one: Seen | None, other: Seen | None) -> bool:
    if one is None or other is None or (one.embedding is None) != (other.embedding is None):
        return one is other
    tables = [(one.hashes, other.hashes), (one.features.places, other.features.places), (one.features.signs, other.features.signs)]
    if one.embedding is not None:
        tables.append((one.embedding, other.embedding))
    alike = all(first.dtype == second.dtype and np.array_equal(first, second) for first, second in tables)
    return alike and (one.is_shaded, one.features[:2]) == (other.is_shaded, other.features[:2])


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_picture_is_looked_at_once_whatever_it_is_called(pictures: list[Path], tmp_path: Path) -> None:
    first, second = Album(tmp_path / "kept"), Album(tmp_path / "kept")
    looked = [first.seen(path) for path in pictures]
    again = pictures[0].with_name("other name.png")
    again.write_bytes(pictures[0].read_bytes())
    assert all(same(one, see(path.read_bytes())) for one, path in zip(looked, pictures, strict=True))
    assert all(same(one, second.seen(path)) for one, path in zip([*looked, looked[0]], [*pictures, again], strict=True))
    assert (first.looked, second.looked, len(files(tmp_path / "kept"))) == (3, 0, 3)
    detailed(9).save(again)
    assert not same(second.seen(again), looked[0])
    assert second.looked == 1


def test_that_a_picture_shows_nothing_is_kept_and_what_cannot_be_opened_is_not(tmp_path: Path) -> None:
    Image.new("RGB", (90, 90), "white").save(tmp_path / "plain.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    for looked in (1, 0):
        album = Album(tmp_path / "kept")
        assert album.seen(tmp_path / "plain.png") is None
        with pytest.raises(BadInput):
            album.seen(tmp_path / "broken.png")
        assert album.looked == looked
    assert len(files(tmp_path / "kept")) == 1


@pytest.mark.slow
@pytest.mark.parametrize("what", ["cut short", "empty", "altered", "of another picture", "no archive", "of other shapes"])
def test_a_file_that_is_not_whole_is_thrown_away_with_a_word_and_the_picture_looked_at_again(
    what: str, pictures: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept, own = tmp_path / "kept", pictures[0]
    looked = Album(kept).seen(own)
    (place,) = files(kept)
    whole = place.read_bytes()
    middle = len(whole) // 2
    sealed = b"PK\x03\x04 nothing"
    other = looked._replace(hashes=np.zeros(7, np.uint64)) if looked else None
    assert other is not None
    broken = {
        "cut short": whole[:middle],
        "empty": b"",
        "altered": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "of another picture": seen._written(see(pictures[1].read_bytes()), "0" * 64, seen.seen_by()),
        "no archive": seen.sha256(sealed).digest() + sealed,
        "of other shapes": seen._written(other, place.stem, seen.seen_by()),
    }
    place.write_bytes(broken[what])
    album = Album(kept)
    with caplog.at_level(logging.WARNING):
        assert same(album.seen(own), looked)
    assert "Thrown away" in caplog.text
    assert str(place) in caplog.text
    assert album.looked == 1
    assert place.read_bytes() == whole
    assert same(Album(kept).seen(own), looked)


def test_what_another_version_saw_is_seen_anew(pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    Album(tmp_path).seen(pictures[0])
    for name, value in (("FORM", FORM + 1), ("WHITENING", pictures[1]), ("NETWORK", pictures[1])):
        monkeypatch.setattr(seen, name, value)
        for looked in (1, 0):
            album = Album(tmp_path)
            album.seen(pictures[0])
            assert (name, album.looked) == (name, looked)
    assert not caplog.records


def test_what_another_run_is_writing_is_not_thrown_away(tmp_path: Path) -> None:
    """It was, once in some hundred runs of the test below: the other run then kept nothing more."""
    fresh, left = tmp_path / "ab" / ".ab1.npz.1.2", tmp_path / "ab" / ".ab2.npz.1.2"
    fresh.parent.mkdir()
    for one in (fresh, left):
        one.write_bytes(b"half")
    os.utime(left, (0, 0))
    Album(tmp_path).trim(1)
    assert (fresh.exists(), left.exists()) == (True, False)


def test_several_may_keep_the_same_pictures_at_once(pictures: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def run(_: int) -> list[Seen | None]:
        album = Album(tmp_path / "kept")
        looked = [album.seen(path) for path in pictures]
        album.trim(1)  # throws away what the others are about to read
        return looked

    with ThreadPoolExecutor(4) as crew:
        told = list(crew.map(run, range(8)))
    assert all(same(one, other) for some in told for one, other in zip(told[0], some, strict=True))
    assert not caplog.records
    assert files(tmp_path / "kept") == []


def test_where_nothing_can_be_written_pictures_are_seen_all_the_same(pictures: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be", "utf-8")
    album = Album(tmp_path / "kept")
    assert all(same(album.seen(path), see(path.read_bytes())) for path in pictures)
    album.trim()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "cannot be kept" in caplog.text


def test_what_was_not_used_for_longest_is_thrown_away_first(pictures: list[Path], tmp_path: Path) -> None:
    album = Album(tmp_path / "kept")
    places: list[Any] = []
    for age, path in enumerate(pictures):
        album.seen(path)
        places += set(files(tmp_path / "kept")) - set(places)
        os.utime(places[-1], (1000.0 + age, 1000.0 + age))
    album.seen(pictures[0])
    sizes = [place.stat().st_size for place in places]
    album.trim(sum(sizes))
    assert files(tmp_path / "kept") == sorted(places)
    album.trim(sizes[0] + sizes[2])
    assert files(tmp_path / "kept") == sorted([places[0], places[2]])
    album.trim(0)
    assert files(tmp_path / "kept") == []


def test_a_picture_that_looks_otherwise_than_before_wants_another_form() -> None:
    """Where this fails, raise FORM, and write down what the picture looks like now: what is kept of before must not be held against it."""
    looked = see(_bmp())
    assert looked is not None
    hashed, points, sums, numbers = KNOWN[FORM]
    assert int(looked.hashes[0]) == hashed
    assert len(looked.features.signs) == pytest.approx(points, rel=0.02)  # other processors add up in another order
    assert int(looked.features.signs.astype(np.int64).sum()) == pytest.approx(sums, rel=0.03)
    if looked.embedding is not None:
        assert looked.embedding[: len(numbers)].astype(float) == pytest.approx(numbers, abs=0.01)


def _bmp() -> bytes:
    kept = BytesIO()
    detailed(3, (240, 180), 40).save(kept, "BMP")
    return kept.getvalue()
