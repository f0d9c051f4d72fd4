"""`mingjian pictures`: a folder looked at, a damaged picture told and no other lost."""

import json
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from mingjian.cli import commands


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
