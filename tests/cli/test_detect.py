"""`mingjian detect`: files in, findings out, and clear words where that cannot be."""

import csv
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from mingjian.cli import commands
from mingjian.core.detectors import FINDINGS
from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

Detect = Callable[..., Result]


@pytest.fixture
def detect() -> Detect:
    def invoke(*words: object) -> Result:
        return CliRunner().invoke(commands, ["detect", *(str(word) for word in words)])

    return invoke


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Four orders of one buyer within minutes, and one of somebody else elsewhere."""
    path = tmp_path / "orders.csv"
    rows = [f"o{n},店1,=b1,2026-03-08 12:0{n}:00" for n in range(4)] + ["o9,店2,b2,2026-03-08 12:00:00"]
    path.write_text("\n".join(["订单编号,店铺id,买家会员名,付款时间", *rows]) + "\n", encoding="gb18030")
    return path


def refused(result: Result) -> str:
    assert isinstance(result.exception, BadInput)
    return str(result.exception)


def test_the_detectors_are_listed_and_shown(detect: Detect) -> None:
    assert "order_concentration  订单集中" in detect("list").output
    shown = detect("show", "order_concentration").output
    assert "aucl/9" in shown
    assert "--set window=3600" in shown


def test_findings_are_written_as_json_lines(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = detect("run", "order_concentration", "--order", orders, "--out", out, "--source", "甲网")
    assert result.exit_code == 0, result.output
    assert "1 项发现" in result.output
    (row,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert list(row) == FINDINGS.names
    assert row["subject"] == "甲网/店1"
    assert "2026-03-08 12:00" in row["reason_zh"]
    assert json.loads(row["evidence"])["orders"] == ["o0", "o1", "o2", "o3"]


def test_a_spreadsheet_would_find_no_formula(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert detect("run", "order_concentration", "--order", orders, "--out", out, "--source", "x").exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["subject"] == "x/店1"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_parquet_has_the_columns_of_findings(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert detect("run", "order_concentration", "--order", orders, "--out", out).exit_code == 0
    table = pq.read_table(out)
    assert table.schema.names == FINDINGS.names
    assert table["subject"].to_pylist() == ["orders/店1"]


def test_several_files_are_one_relation_and_the_same_file_counts_once(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out, more = tmp_path / "out.jsonl", tmp_path / "more.csv"
    more.write_text("order_id,platform,shop_id,buyer_id,paid_at\no7,甲网,店1,=b1,2026-03-08 12:09:00\n", encoding="utf-8")
    files = ["--order", orders, "--order", orders, "--order", more]
    assert detect("run", "order_concentration", *files, "--out", out, "--source", "甲网").exit_code == 0
    assert json.loads(json.loads(out.read_text(encoding="utf-8"))["evidence"])["orders"] == ["o0", "o1", "o2", "o3", "o7"]


def test_bad_rows_are_told_and_kept_beside_the_findings(detect: Detect, orders: Path, tmp_path: Path) -> None:
    with orders.open("a", encoding="gb18030") as file:
        file.write("o10,店1,b1,昨天下午\n")
    result = detect("run", "order_concentration", "--order", orders, "--out", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    assert "1 坏行" in result.output
    assert "昨天下午" in (tmp_path / "out.bad_rows_order.csv").read_text(encoding="utf-8-sig")


def test_settings_reach_the_detector(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert detect("run", "order_concentration", "--order", orders, "--out", out, "--set", "ratio=5").exit_code == 0
    assert out.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "no_such", "--out", "x.csv"], "no_such"),
        (["run", "order_concentration", "--out", "x.csv"], "order"),
        (["run", "order_concentration", "--order", "absent.csv", "--out", "x.csv"], "absent.csv"),
        (["run", "order_concentration", "--order", "absent.csv", "--out", "x.docx"], "x.docx"),
        (["run", "order_concentration", "--post", "p.csv", "--out", "x.csv"], "post"),
        (["run", "order_concentration", "--out", "x.csv", "--set", "ratio"], "NAME=VALUE"),
        (["run", "order_concentration", "--out", "x.csv", "--set", "ratio=much"], "ratio"),
        (["run", "order_concentration", "--out", "x.csv", "--set", "colour=red"], "colour"),
        (["run", "order_concentration", "--out", "x.csv", "--lake", "/no/such/lake"], "/no/such/lake"),
        (["show", "no_such"], "no_such"),
    ],
)
def test_what_cannot_be_is_said(detect: Detect, words: list[str], said: str) -> None:
    assert said in refused(detect(*words))


def test_nothing_is_written_where_the_folder_is_missing(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "no" / "such" / "out.csv"
    assert str(out) in refused(detect("run", "order_concentration", "--order", orders, "--out", out))


def test_findings_are_not_written_over_the_records(detect: Detect, orders: Path) -> None:
    before = orders.read_bytes()
    assert "itself" in refused(detect("run", "order_concentration", "--order", str(orders), "--out", str(orders)))
    assert orders.read_bytes() == before


def test_a_failed_run_leaves_the_earlier_findings_alone(detect: Detect, orders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("earlier", encoding="utf-8")
    orders.write_bytes(b"\x00\x01 no table at all")
    refused(detect("run", "order_concentration", "--order", orders, "--out", out))
    assert out.read_text(encoding="utf-8") == "earlier"


def test_words_and_codes_in_pictures_are_fields_of_the_listing_and_what_cannot_be_opened_is_told(
    detect: Detect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = pytest.importorskip("mingjian.core.extraction.pictures", reason="The extra [vision] is absent.")
    from core.extraction.codes import code  # type: ignore[import-not-found]  # on the path of pytest only

    monkeypatch.setattr(reading, "read_words", lambda picture: "")  # a second a picture: words are read in test_screen.py
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "L1.png").write_bytes(code("wxp://f2f0shiLIshili0001"))
    (tmp_path / "pictures" / "L2.png").write_bytes(b"no picture")
    listings, out = tmp_path / "shop.csv", tmp_path / "out.jsonl"
    listings.write_text("商品id,标题\nL1,茶杯\nL2,茶壶\n", encoding="utf-8")
    asked = ("run", "contact_migration", "--listing", listings, "--out", out)
    assert "0 项发现" in detect(*asked).output
    done = detect(*asked, "--pictures", tmp_path / "pictures")
    assert done.exit_code == 0, done.output
    (row,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (row["subject"], json.loads(row["evidence"])["field"]) == ("shop/L1", "picture:L1.png")
    assert "Looked at 1 picture." in done.output
    assert "“L2.png” was not read" in done.output
    assert len(list((tmp_path / "home" / "readings").rglob("*.json"))) == 1


def test_a_detector_of_copies_compares_the_pictures_of_the_folder(detect: Detect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")
    from core.matching.detailed import detailed  # type: ignore[import-not-found]  # on the path of pytest only

    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))
    (tmp_path / "pictures").mkdir()
    detailed(1).save(tmp_path / "pictures" / "L1.png")
    detailed(1).crop((120, 60, 420, 300)).save(tmp_path / "pictures" / "L2.png")
    listings, out = tmp_path / "shop.csv", tmp_path / "out.jsonl"
    listings.write_text("商品id,店铺id,标题\nL1,S1,茶杯\nL2,S2,茶壶\n", encoding="utf-8")
    done = detect("run", "copied_listing", "--listing", listings, "--out", out, "--pictures", tmp_path / "pictures")
    assert done.exit_code == 0, done.output
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["subject"]: json.loads(row["evidence"])["pictures"][0]["picture"] for row in told} == {"shop/L1": "L2.png", "shop/L2": "L1.png"}
    assert len(list((tmp_path / "home" / "readings" / "looks").rglob("*.npz"))) == 2


def test_pictures_are_refused_before_anything_is_read_where_they_say_nothing_or_are_not_there(detect: Detect, orders: Path, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")
    out = tmp_path / "out.jsonl"
    assert "looks at no pictures" in refused(detect("run", "order_concentration", "--order", orders, "--out", out, "--pictures", tmp_path))
    assert "no folder of pictures" in refused(detect("run", "replica_words", "--listing", orders, "--out", out, "--pictures", tmp_path / "none"))
    assert not out.exists()


def test_a_model_that_cannot_be_used_is_told_even_where_nothing_is_found(detect: Detect, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "judge.json").write_text("{}")
    posts, out = tmp_path / "posts.csv", tmp_path / "out.jsonl"
    posts.write_text("post_id,text\np1,今天天气好\n", encoding="utf-8")
    done = detect("run", "brushing_recruitment", "--post", posts, "--out", out, "--set", f"model={tmp_path / 'model'}")
    assert done.exit_code == 0, done.output
    assert "made by another version" in done.output
    assert "Until then the rule judges." in done.output
    assert out.read_text() == ""


def test_plain_telephones_of_files_are_compared_with_those_of_the_lake_and_kept_nowhere(
    detect: Detect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sellers come as a file and the registration from the lake: only by one secret is their telephone the same."""
    lake, temporary = Lake(tmp_path / "lake"), tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    known = tmp_path / "known.csv"
    known.write_text("商家编号,店铺编号,联系电话\nA,S1,13800001111\n", "utf-8")
    lake.load(kind("operator"), known, source="x", at=datetime(2026, 11, 26, tzinfo=UTC))
    beside = Lake(temporary / "one" / "lake", compared_with=lake.folder)
    other = tmp_path / "other.csv"
    other.write_text("商家编号,店铺编号,联系电话\nB,S2,+86 138-0000-1111\n", "utf-8")
    (temporary / "one").mkdir()
    made = beside.load(kind("operator"), other, source="x", at=datetime(2026, 11, 26, tzinfo=UTC))
    tokens = {pq.read_table(path)["phone_token"][0].as_py() for path in (made.rows_path, *lake.folder.rglob("rows.parquet"))}
    assert len(tokens) == 1
    assert not list((temporary / "one").glob("*tokens-key"))
    shutil.rmtree(temporary / "one")
    orders = tmp_path / "plain.csv"
    rows = [f"o{n},店1,=b1,2026-03-08 12:0{n}:00,13800001111" for n in range(4)]
    orders.write_text("\n".join(["订单编号,店铺id,买家会员名,付款时间,收货人手机", *rows]) + "\n", "utf-8")
    assert detect("run", "order_concentration", "--order", orders, "--out", tmp_path / "out.csv").exit_code == 0
    assert list(temporary.iterdir()) == []  # a secret was left beside the temporary folder
