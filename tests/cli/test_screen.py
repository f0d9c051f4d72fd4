"""`mingjian screen`: what it says, and where the findings go."""

import json
from pathlib import Path

import numpy as np
import pytest
from books import book_of
from click.testing import CliRunner

from mingjian.cli import commands
from mingjian.core.errors import BadInput


def test_it_says_how_many_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    path = tmp_path / "shop.csv"
    path.write_text("编号,题目\nL1,高仿 手表 一比一\nL2,高仿真花\nL3,茶,多一列\n", encoding="gb18030")
    result = CliRunner().invoke(commands, ["screen", str(path), "--kind", "listing", "--text", "题目", "--map", "编号=listing_id"], catch_exceptions=False)
    assert "Screened 2 rows: 1 finding in" in result.output
    assert "1 bad row;" in result.output
    (row,) = [json.loads(line) for line in (tmp_path / "shop.findings.jsonl").read_text("utf-8").splitlines()]
    assert (row["row"], row["subject"], row["detector"]) == (2, "shop/L1", "replica_words")


def test_an_unknown_detector_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("标题\n茶\n", encoding="utf-8")
    result = CliRunner().invoke(commands, ["screen", str(path), "--kind", "post", "--only", "sham_ring"])
    assert isinstance(result.exception, BadInput)
    assert "replica_words" in str(result.exception)


def test_columns_that_were_not_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    (tmp_path / "shop.csv").write_text("标题,卖家自述,标题\n茶,高仿 懂的来,高仿\n", encoding="utf-8")
    told = CliRunner().invoke(commands, ["screen", str(tmp_path / "shop.csv"), "--kind", "listing"], catch_exceptions=False).output
    assert "Columns not read: 卖家自述, 标题" in told


def test_files_that_differ_behind_a_dot_keep_their_own_findings(tmp_path: Path) -> None:
    for name in ("shop.2024.csv", "shop.2025.csv"):
        (tmp_path / name).write_text("标题\n高仿 手表 一比一\n", encoding="utf-8")
        CliRunner().invoke(commands, ["screen", str(tmp_path / name), "--kind", "listing"], catch_exceptions=False)
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["shop.2024.findings.jsonl", "shop.2025.findings.jsonl"]


def test_words_and_codes_in_pictures_count_as_the_rows_and_broken_pictures_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zxingcpp = pytest.importorskip("zxingcpp", reason="The extra [vision] is absent.")
    pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")
    image = pytest.importorskip("PIL.Image")
    draw, font = pytest.importorskip("PIL.ImageDraw"), pytest.importorskip("PIL.ImageFont")
    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))
    folder = tmp_path / "pictures"
    folder.mkdir()
    printed = image.new("RGB", (640, 160), "white")
    draw.Draw(printed).text((20, 50), "VX: abc77413", fill="black", font=font.load_default(40))
    printed.save(folder / "L1.png")
    code = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("https://u.wechat.com/MOzVZ1abc", zxingcpp.BarcodeFormat.QRCode), scale=6)
    image.fromarray(np.array(code)).save(folder / "L2-1.png")
    (folder / "L2-2.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "L9.png").write_bytes(b"never looked at")
    path = tmp_path / "shop.csv"
    path.write_text("商品id,标题\nL1,茶杯\nL2,茶壶\nL3,茶叶\n", encoding="utf-8")
    asked = ["screen", str(path), "--kind", "listing", "--pictures", str(folder)]
    for _ in range(2):  # the second time from what was kept
        result = CliRunner().invoke(commands, asked, catch_exceptions=False)
        assert "Looked at 2 pictures." in result.output
        assert "“L2-2.png” was not read: It is no picture, or a broken one." in result.output
        assert "L9" not in result.output
        rows = [json.loads(line) for line in (tmp_path / "shop.findings.jsonl").read_text("utf-8").splitlines()]
        assert [(row["subject"], row["detector"]) for row in rows] == [("shop/L1", "contact_migration"), ("shop/L2", "contact_migration")]
        assert "in the picture “L1.png”" in rows[0]["reason_en"]
    assert len(list((tmp_path / "home").rglob("*.json"))) == 2


def test_a_folder_of_pictures_that_is_not_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")
    path = tmp_path / "shop.csv"
    path.write_text("标题\n茶\n", encoding="utf-8")
    result = CliRunner().invoke(commands, ["screen", str(path), "--kind", "listing", "--pictures", str(tmp_path / "none")])
    assert isinstance(result.exception, BadInput)
    assert not list(tmp_path.glob(".*"))


def test_what_was_trained_speaks_without_being_told_and_its_absence_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn", reason="The extra [learning] is absent.")
    from mingjian.core.learning import judges

    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    path = tmp_path / "posts.csv"
    path.write_text("文本\n50补单，来吗\n今天去公园玩\n猪猪侠周末联络\n", encoding="utf-8")
    order = ["screen", str(path), "--kind", "post", "--text", "文本", "--out", str(tmp_path / "found.jsonl")]
    told = CliRunner().invoke(commands, order, catch_exceptions=False).output
    assert "mingjian train" in told
    before = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text("utf-8").splitlines()]
    bad, good = ["猪猪侠上门联络", "补单来吗加我", "猪猪侠套餐联络"], ["今天天气好", "周末去公园玩", "晚饭吃面条"]
    place = tmp_path / "models" / "chineseharm-bench" / "all"
    place.mkdir(parents=True)
    judges.fit([f"{text}{n}" for n in range(4) for text in bad + good], (["黑产广告"] * 3 + ["不违规"] * 3) * 4, "黑产广告", meaning=False).save(place)
    told = CliRunner().invoke(commands, order, catch_exceptions=False).output
    assert "mingjian train" not in told
    after = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text("utf-8").splitlines()]
    assert [(row["row"], row["detector"]) for row in before] == [(2, "brushing_recruitment")]
    assert [(row["row"], row["detector"]) for row in after] == [(2, "brushing_recruitment"), (4, "black_market_advertising")]
    assert all(json.loads(row["evidence"])["opinion"]["agrees"] for row in after)


def test_a_sheet_that_was_not_screened_is_told_and_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    content = {"三月": [["标题", "价格"], ["茶", 1]], "四月": [["编号", "标题"], ["L1", "高仿 手表 一比一"]]}
    words = ["screen", str(book_of(tmp_path / "shop.xlsx", content)), "--kind", "listing"]
    told = CliRunner().invoke(commands, words, catch_exceptions=False).output
    assert "Note: Not read: the sheets “四月”" in told
    assert "0 findings" in told
    assert "1 finding " in CliRunner().invoke(commands, [*words, "--sheet", "四月"], catch_exceptions=False).output
