"""Findings are written whole or not at all, and nothing in them runs where they are opened."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.screening import batch_of, mended, screen, text_kind
from mingjian.core.screening.output import inert, refuse_to_write_over, written

TABLES = [pa.table({"row": [1], "said": ["=1+1"]}), pa.table({"row": [-2], "said": [None]})]
SCHEMA = pa.schema([("row", pa.int64()), ("said", pa.string())])


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("\ra", "'\ra"), ("a=1", "a=1"), ("", ""), (-1, -1), (None, None)],
)
def test_a_cell_that_a_spreadsheet_would_run_is_marked_as_text_and_a_number_is_not(cell: object, kept: object) -> None:
    assert inert(cell) == kept


def test_each_ending_holds_the_same_rows_and_only_a_spreadsheets_is_marked(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet", "B.JSONL"):
        written(TABLES, SCHEMA, tmp_path / name)
    assert list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines())) == [["row", "said"], ["1", "'=1+1"], ["-2", ""]]
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # else spreadsheets read Chinese wrongly
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == pq.read_table(tmp_path / "a.parquet").to_pylist() == [{"row": 1, "said": "=1+1"}, {"row": -2, "said": None}]
    assert (tmp_path / "B.JSONL").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_what_fails_in_the_middle_leaves_the_earlier_file_and_no_piece_of_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("earlier", "utf-8")

    def broken() -> object:
        yield TABLES[0]
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        written(broken(), SCHEMA, tmp_path / "a.csv")  # type: ignore[arg-type]  # it yields tables until it breaks
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text("utf-8") == "earlier"


@pytest.mark.parametrize("name", ["a.txt", "a", "a.csv.gz", ".csv"])
def test_an_ending_that_is_not_known_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    def unread() -> object:
        pytest.fail("It was read.")
        yield

    with pytest.raises(BadInput, match="must end with"):
        written(unread(), SCHEMA, tmp_path / name)  # type: ignore[arg-type]  # nothing is asked of it


def test_where_nothing_may_be_written_it_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        written(TABLES, SCHEMA, tmp_path / "file" / "a.csv")


def test_the_file_that_is_read_is_not_written_over_under_another_name_either(tmp_path: Path) -> None:
    read, other = tmp_path / "read.csv", tmp_path / "other.csv"
    read.write_text("")
    (tmp_path / "link.csv").symlink_to(read)
    refuse_to_write_over(read, other, tmp_path / "none.csv")
    other.write_text("")
    refuse_to_write_over(read, other)
    for name in ("read.csv", "link.csv"):
        with pytest.raises(BadInput, match="the screened file itself"):
            refuse_to_write_over(read, other, tmp_path / name)


def test_half_of_a_character_becomes_the_sign_for_it_and_places_stay() -> None:
    assert mended("a\ud800b\udfffc") == "a�b�c"
    assert mended("茶\U0001f600") == "茶\U0001f600"
    (row,) = batch_of([{"title": "\ud800高仿", "price": 5.0}], kind("listing")).to_pylist()
    assert (row["title"], row["price"], row["listing_id"]) == ("�高仿", 5.0, None)


def test_findings_come_in_the_order_of_the_rows_and_of_one_row_the_most_remarkable_first() -> None:
    rows = [{"listing_id": n, "title": title} for n, title in (("b", "高仿 懂的来 一比一 加微信 shili_0001"), ("", "茶"), ("a", "高仿 手表 一比一"))]
    found = screen(batch_of(rows, kind("listing")), "listing", [7, 9, 11])
    assert [row["row"] for row in found] == sorted(row["row"] for row in found)
    assert {row["row"] for row in found} == {7, 11}
    scores = [row["score"] for row in found if row["row"] == 7]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    assert [row["detector"] for row in screen(batch_of(rows, kind("listing")), "listing", [7, 9, 11], ["replica_words"])] == ["replica_words"] * 2
    assert screen(batch_of([], kind("listing")), "listing", []) == []


@pytest.mark.parametrize("name", ["order", "", "Listing"])
def test_only_kinds_that_hold_texts_are_screened(name: str) -> None:
    with pytest.raises(BadInput, match="Only listing, post"):
        text_kind(name)
    assert text_kind("post").name == "post"
