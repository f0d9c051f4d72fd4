"""Pictures of listings are read once and kept; what is broken is told and loses nothing."""

import importlib
import json
import os
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")

from core.extraction.codes import code  # type: ignore[import-not-found]  # on the path of pytest only
from PIL import Image

from mingjian.core.errors import BadInput
from mingjian.core.extraction import pictures as reading
from mingjian.core.extraction.shelf import MOST_PICTURES, Shelf
from mingjian.core.text.picture_words import APART, PICTURE_NAMES, PICTURE_TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pictures"
    (place / "L2").mkdir(parents=True)
    (place / "L1.png").write_bytes(code("u.wechat.com/abcdef123"))
    (place / "L1-2.png").write_bytes(code("second"))
    (place / "L2" / "front.jpg").write_bytes(code("third", "JPEG"))
    return place


@pytest.fixture(autouse=True)
def _without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words take a second a picture, and are read in test_pictures.py: here codes are enough."""
    monkeypatch.setattr(reading, "read_words", lambda picture: "")


def test_pictures_stand_beside_the_rows_that_they_are_named_after(folder: Path, tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_pydict({"listing_id": ["L1", "L2", "L3", None]})
    told = Shelf(folder, tmp_path / "kept").beside(batch, "listing_id").to_pylist()
    assert told[0] == {"listing_id": "L1", PICTURE_TEXT: f"second{APART}u.wechat.com/abcdef123", PICTURE_NAMES: f"L1-2.png{APART}L1.png"}
    assert told[1][PICTURE_NAMES] == "L2/front.jpg"
    assert told[2][PICTURE_TEXT] is None
    assert told[3][PICTURE_TEXT] is None


def test_a_batch_without_pictures_is_left_as_it_is(folder: Path, tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_pydict({"listing_id": ["X"]})
    assert Shelf(folder, tmp_path / "kept").beside(batch, "listing_id") is batch
    assert Shelf(folder, tmp_path / "kept").table(["X"]).num_rows == 0


def test_what_was_read_is_kept_and_not_read_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Shelf(folder, tmp_path / "kept").of("L1")
    (folder / "L9.png").write_bytes((folder / "L1.png").read_bytes())  # the same bytes under another name
    monkeypatch.setattr(reading, "read_picture", lambda picture: pytest.fail("It was read again."))
    again = Shelf(folder, tmp_path / "kept")
    assert again.of("L1") == first
    assert again.of("L9")[0].text == "u.wechat.com/abcdef123"
    assert again.read == 3


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"by": 1}', b'{"text": "x"}', b"\xff"])
def test_a_damaged_reading_is_read_anew(folder: Path, tmp_path: Path, damage: bytes) -> None:
    Shelf(folder, tmp_path / "kept").of("L1")
    for kept in (tmp_path / "kept").rglob("*.json"):
        kept.write_bytes(damage)
    assert [one.text for one in Shelf(folder, tmp_path / "kept").of("L1")] == ["second", "u.wechat.com/abcdef123"]
    assert all("text" in json.loads(kept.read_text()) for kept in (tmp_path / "kept").rglob("*.json"))


def test_where_nothing_may_be_written_pictures_are_read_all_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert Shelf(folder, tmp_path / "file").of("L2")[0].text == "third"


def test_broken_pictures_are_told_and_the_others_read(folder: Path, tmp_path: Path) -> None:
    whole = code("fourth" * 40)
    (folder / "L1-3.png").write_bytes(whole[: len(whole) // 2])
    (folder / "L1-4.gif").write_bytes(b"GIF89a" + b"\xff" * 30)
    (folder / "L1-5.png").write_bytes(b"")
    looked = []
    shelf = Shelf(folder, tmp_path / "kept", lambda: looked.append(1))
    assert [one.text for one in shelf.of("L1")] == ["second", "u.wechat.com/abcdef123"]
    assert sorted(shelf.faults) == ["L1-3.png", "L1-4.gif", "L1-5.png"]
    assert "broken" in shelf.faults["L1-3.png"].en
    assert (shelf.read, len(looked)) == (2, 5)


def test_a_picture_of_one_pixel_says_nothing_and_an_animated_one_is_read_by_its_first_frame(folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (1, 1)).save(folder / "L5.png")
    frames = [Image.open(BytesIO(code(text))).resize((200, 200)) for text in ("frame one", "frame two")]
    frames[0].save(folder / "L6.gif", save_all=True, append_images=frames[1:], duration=100)
    shelf = Shelf(folder, tmp_path / "kept")
    assert shelf.of("L5") == []
    assert [one.text for one in shelf.of("L6")] == ["frame one"]
    assert shelf.faults == {}


def test_no_more_than_a_few_pictures_of_one_listing_are_read(folder: Path, tmp_path: Path) -> None:
    for number in range(MOST_PICTURES + 3):
        (folder / f"L7-{number}.png").write_bytes(code(f"number {number}"))
    assert len(Shelf(folder, tmp_path / "kept").of("L7")) == MOST_PICTURES


def test_the_digest_changes_with_the_folder(folder: Path, tmp_path: Path) -> None:
    before = Shelf(folder, tmp_path / "kept").digest()
    assert Shelf(folder, tmp_path / "kept").digest() == before
    (folder / "L8.png").write_bytes(code("new"))
    assert Shelf(folder, tmp_path / "kept").digest() != before


def test_without_a_folder_or_the_extra_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="no folder"):
        Shelf(tmp_path / "nowhere", tmp_path)

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(BadInput, match=r"pip install .*\[vision\]"):
        Shelf(tmp_path, tmp_path)


def test_signs_that_set_pictures_apart_are_taken_out_of_what_they_say(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_picture", lambda picture: reading.Read(f"a{APART}b\nc\x00", ()))
    assert [one.text for one in Shelf(folder, tmp_path / "kept").of("L2")] == ["a b\nc "]


def test_a_file_that_cannot_be_read_and_names_that_are_no_text_stop_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "L1-3.png").write_bytes(code("gone"))
    (folder / os.fsdecode(b"\xff.png")).write_bytes(code("nobody's"))
    (folder / os.fsdecode(b"L2-\xff")).mkdir()
    (folder / os.fsdecode(b"L2-\xff") / "L2.png").write_bytes(code("fourth"))
    shelf = Shelf(folder, tmp_path / "kept")
    assert pa.array(shelf.names, pa.string())[0].as_py() == "L1"
    (folder / "L1-3.png").unlink()
    texts, names = shelf.columns(["L1", "L2"])
    assert texts.to_pylist() == [f"second{APART}u.wechat.com/abcdef123", f"third{APART}fourth"]
    assert names[1].as_py() == f"L2/front.jpg{APART}L2-\\xff/L2.png"
    assert list(shelf.faults) == ["L1-3.png"]
