"""`mingjian pictures`: a folder looked at, a damaged picture told and no other lost."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from mingjian.cli import commands
from mingjian.core.errors import BadInput


def test_a_folder_is_looked_at_and_a_damaged_picture_stops_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((320, 240), Image.Resampling.BICUBIC)
    folder = tmp_path / "shots"
    (folder / "b").mkdir(parents=True)
    picture.save(folder / "a.png")
    picture.transpose(Image.Transpose.ROTATE_90).save(folder / "b" / "turned.jpg", quality=60)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "note.txt").write_text("no picture")
    done = CliRunner().invoke(commands, ["pictures", str(folder), "--out", str(tmp_path / "out.jsonl"), "--no-words"])
    assert done.exit_code == 0, done.output
    told = {one["file"]: one for one in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    assert sorted(told) == ["a.png", "b/turned.jpg", "broken.png"]
    assert told["a.png"]["near"][0]["file"] == "b/turned.jpg"
    assert told["a.png"]["near"][0]["turned"]
    assert "broken" in told["broken.png"]["fault"]["en"]
    assert "2 like another, 1 that cannot be opened" in done.output


def test_a_crop_is_told_with_the_box_of_what_it_shares(tmp_path: Path) -> None:
    from core.matching.detailed import detailed  # type: ignore[import-not-found]  # on the path of pytest only

    folder = tmp_path / "shots"
    folder.mkdir()
    detailed(1).save(folder / "a.png")
    detailed(1).crop((120, 60, 420, 300)).save(folder / "b.png")
    detailed(2).save(folder / "c.png")
    done = CliRunner().invoke(commands, ["pictures", str(folder), "--out", str(tmp_path / "out.jsonl"), "--no-words"])
    assert done.exit_code == 0, done.output
    told = {one["file"]: one for one in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    assert told["a.png"]["shares"][0]["own"] == pytest.approx((120 / 480, 60 / 360, 420 / 480, 300 / 360), abs=0.07)
    assert told["b.png"]["shares"][0]["file"] == "a.png"
    assert "shares" not in told["c.png"]
    assert "2 like another" in done.output


def test_a_frame_around_a_picture_without_detail_is_told(tmp_path: Path) -> None:
    from core.matching.detailed import soft

    folder = tmp_path / "shots"
    folder.mkdir()
    frame = Image.new("RGB", (640, 480), "crimson")
    frame.paste(soft(1), (80, 60))
    frame.save(folder / "a.png")
    soft(1).save(folder / "b.png")
    asked = ["pictures", str(folder), "--out", str(tmp_path / "out.jsonl"), "--no-words"]
    done = CliRunner().invoke(commands, asked)
    told = {one["file"]: one for one in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    assert told["a.png"]["shares"][0]["laid"]
    assert told["a.png"]["shares"][0]["own"] == pytest.approx((80 / 640, 60 / 480, 560 / 640, 420 / 480), abs=0.05)
    assert done.exit_code == 0


def test_a_code_is_told_with_what_it_moves_and_with_the_pictures_that_hold_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    says = {"a": "HTTPS://QR.ALIPAY.COM/FKX00000SHILI0001", "b": "https://qr.alipay.com/fkx00000shili0001", "c": "https://www.example.com/p/1"}
    for name, text in says.items():
        code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=6)
        Image.fromarray(np.array(code)).convert("RGB").save(folder / f"{name}.png")
    done = CliRunner().invoke(commands, ["pictures", str(folder), "--out", str(tmp_path / "out.jsonl"), "--no-words"])
    assert done.exit_code == 0, done.output
    told = {one["file"]: one["codes"] for one in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    same = {"kind": "alipay", "moves": "payment", "value": "qr.alipay.com/fkx00000shili0001"}
    assert told["a.png"][0]["contacts"] == [{**same, "also_in": ["b.png"]}]
    assert told["b.png"][0]["contacts"] == [{**same, "also_in": ["a.png"]}]
    assert "contacts" not in told["c.png"][0]


def test_names_that_are_no_text_and_files_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(folder / "a.png")
    (folder / os.fsdecode(b"\xc9\xcc.png")).write_bytes((folder / "a.png").read_bytes())
    (folder / "link.png").symlink_to("/etc/passwd")
    (folder / "kept.png").write_bytes(b"x")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "kept.png":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    done = CliRunner().invoke(commands, ["pictures", str(folder), "--out", str(tmp_path / "out.jsonl"), "--no-words"])
    assert done.exit_code == 0, done.output
    told = {one["file"]: one for one in map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())}
    assert sorted(told) == ["\\xc9\\xcc.png", "a.png", "kept.png"]
    assert "Permission denied" in told["kept.png"]["fault"]["en"]


def test_a_missing_folder_is_told_before_anything_is_looked_at(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["pictures", str(tmp_path), "--out", str(tmp_path / "none" / "out.jsonl")])
    assert isinstance(done.exception, BadInput)
