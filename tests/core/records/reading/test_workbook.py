"""A workbook comes in as its sheet shows it; one made to exhaust the machine is refused."""

import datetime as dt
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # has no types
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.reading import Reading, headings_of, read, sheets_to_choose, workbook

ORDER = kind("order")
HEADING: list[object] = ["订单编号", "店铺ID", "金额", "付款时间"]


def book(path: Path, rows: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def opened(path: Path) -> Reading:
    return read(path, ORDER, source="s")


def test_cells_become_values_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    at = dt.datetime(2026, 11, 1, 10, 2, 3)  # noqa: DTZ001 - a cell has no zone
    rows: list[list[object]] = [
        ["订单导出"],
        [],
        HEADING,
        [31140429787865, "甲,乙", 12.5, at],
        [],
        ["A-1", 7, "￥1,000", dt.date(2026, 11, 2)],
        ["A-2", 7, "abc", None],
    ]
    reading = opened(book(tmp_path / "orders.xlsx", rows))
    first, second = (row for batch in reading for row in batch.to_pylist())
    assert (first["order_id"], first["shop_id"], first["amount"], first["paid_at"]) == ("31140429787865", "甲,乙", 12.5, at - dt.timedelta(hours=8))
    assert (second["order_id"], second["shop_id"], second["amount"]) == ("A-1", "7", 1000.0)
    assert [(bad.row, bad.column, bad.value) for bad in reading.bad_rows] == [(7, "金额", "abc")]


def test_an_id_that_the_spreadsheet_rounded_is_refused(tmp_path: Path) -> None:
    reading = opened(book(tmp_path / "o.xlsx", [HEADING, [3114042978786512345, 1, 1, None], ["3114042978786512345", 1, 1, None]]))
    assert [row["order_id"] for batch in reading for row in batch.to_pylist()] == ["3114042978786512345"]
    assert "rounded" in reading.bad_rows[0].reason.en


def test_the_first_filled_sheet_is_read(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("数据").append(HEADING)
    made["数据"].append(["1", "a", 2, None])
    made.save(tmp_path / "o.xlsx")
    assert sum(batch.num_rows for batch in opened(tmp_path / "o.xlsx")) == 1


def sheets(path: Path, content: dict[str, list[list[object]]], hidden: str = "") -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in content.items():
        for row in [(sheet := made.create_sheet(name)), *rows][1:]:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    made.save(path)
    return path


def taken(reading: Reading) -> list[object]:
    return [row["order_id"] for batch in reading for row in batch.to_pylist()]


def test_sheets_of_the_same_headings_are_read_one_after_the_other_and_rows_are_numbered_on(tmp_path: Path) -> None:
    of_march = [HEADING, ["1", "a", 2, None], ["2", "a", "x", None]]
    of_april = [[HEADING[1], HEADING[0], *HEADING[2:]], ["a", "3", 2, None], ["a", "4", "y", None]]
    reading = opened(sheets(tmp_path / "o.xlsx", {"三月": of_march, "四月": of_april}))
    assert taken(reading) == ["1", "3"]
    assert [bad.row for bad in reading.bad_rows] == [3, 6]
    assert "“四月”表头相同，一并读入；它的第 n 行在结果中记作第 n+3 行" in reading.notes[0].zh


def test_a_sheet_that_is_not_read_is_said_by_name_and_may_be_chosen(tmp_path: Path) -> None:
    content = {
        "填报说明": [["请在下一页填报，订单编号为必填。"]],
        "订单": [HEADING, ["1", "a", 2, None]],
        "退款": [["退款单", "订单编号", "退款金额"], ["9", "1", 2]],
        "旧": [HEADING, ["7", "a", 2, None]],
    }
    path = sheets(tmp_path / "o.xlsx", content, hidden="旧")
    reading = opened(path)
    assert taken(reading) == ["1"]
    told = "\n".join(note.zh for note in reading.notes)
    assert "“填报说明”、“退款”没有读" in told
    assert "隐藏的工作表“旧”没有读" in told
    assert taken(read(path, ORDER, source="s", sheet="旧")) == ["7"]
    with pytest.raises(BadInput, match=r"There is no sheet “五月”; filled are: 填报说明、订单、退款、旧"):
        read(path, ORDER, source="s", sheet="五月")


def test_a_workbook_under_the_name_of_an_older_format_is_read(tmp_path: Path) -> None:
    assert taken(opened(book(tmp_path / "o.xlsx", [HEADING, ["1", "a", 2, None]]).rename(tmp_path / "o.xls"))) == ["1"]


def test_an_empty_workbook_is_said_to_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no data"):
        opened(book(tmp_path / "o.xlsx", []))


@pytest.mark.parametrize("content", [b"", b"\x00no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "o.xlsx").write_bytes(content)
    with pytest.raises(BadInput, match="not a whole Excel workbook"):
        opened(tmp_path / "o.xlsx")


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [[str(n), "a", n, None] for n in range(500)]
    whole = book(tmp_path / "o.xlsx", [HEADING, *rows]).read_bytes()
    (tmp_path / "o.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput):
        list(opened(tmp_path / "o.xlsx"))


def bomb(path: Path, megabytes: int) -> Path:
    """Write a workbook whose sheet is blanks, a thousand times smaller than it unpacks to."""
    book(path, [HEADING])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet2.xml", "w") as entry:
        for _ in range(megabytes):
            entry.write(b" " * (1 << 20))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="zip bomb"):
        opened(bomb(tmp_path / "o.xlsx", 64))


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_unpacking(tmp_path: Path) -> None:
    path = bomb(tmp_path / "o.xlsx", 64)
    raw = path.read_bytes().replace(struct.pack("<I", 64 << 20), struct.pack("<I", 1000))
    path.write_bytes(raw)
    with pytest.raises(BadInput, match="zip bomb"):
        opened(path)


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ENTRIES", 3)
    with pytest.raises(BadInput, match="zip bomb"):
        opened(book(tmp_path / "o.xlsx", [HEADING]))


def test_a_sheet_with_one_cell_in_the_farthest_corner_takes_no_memory_of_ours(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "订单编号"
    made.active.cell(1_048_576, 16_384, "x")
    made.save(tmp_path / "o.xlsx")
    with pytest.raises(BadInput, match="memory"):
        list(opened(tmp_path / "o.xlsx"))


def test_a_row_of_errors_is_no_blank_row(tmp_path: Path) -> None:
    """Every cell shows #REF! once what it was copied from is gone: the row was passed over as if it were blank."""
    reading = opened(book(tmp_path / "o.xlsx", [HEADING, ["1", "a", 2, None], ["#REF!", "#REF!", "#VALUE!", "#REF!"], [], ["2", "a", 2, None], ["#REF!"]]))
    assert [row["order_id"] for batch in reading for row in batch.to_pylist()] == ["1", "2"]
    assert {bad.row for bad in reading.bad_rows} == {3, 6}


def test_a_workbook_is_parsed_once_whatever_is_asked_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content: dict[str, list[list[object]]] = {"说明": [["请填写"]], "三月": [HEADING, ["1", "a", 2, None]], "四月": [HEADING, ["2", "a", 2, None]]}
    path, begun = sheets(tmp_path / "o.xlsx", content), []
    known = workbook.subprocess.run

    def counted(command: list[str], **given: Any) -> Any:
        begun.append(command)
        return known(command, **given)

    monkeypatch.setattr(workbook.subprocess, "run", counted)
    assert taken(opened(path)) == ["1", "2"]
    assert len(begun) == 1
    headings_of(book(tmp_path / "other.xlsx", [["编码", "甲"], ["1", "2"]]), ORDER)
    assert len(begun) == 2


def test_a_workbook_whose_text_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_TEXT", 200_000)
    rows: list[list[object]] = [[str(n), "甲" * 10_000, 1, None] for n in range(20)]
    with pytest.raises(BadInput, match="disk is full"):
        opened(book(tmp_path / "o.xlsx", [HEADING, *rows]))


def test_sheets_with_records_are_a_choice_where_their_headings_differ(tmp_path: Path) -> None:
    content: dict[str, list[list[object]]] = {
        "说明": [["请填写"]],
        "三月": [HEADING, ["1", "a", 2, None]],
        "退款": [["订单编号", "退款金额"], ["9", 2]],
        "四月": [HEADING, ["2", "a", 2, None]],
        "旧": [["订单编号"], ["7"]],
    }
    path = sheets(tmp_path / "o.xlsx", content, hidden="旧")
    assert sheets_to_choose(path, ORDER) == [["三月", "四月"], ["退款"]]
    assert dict(headings_of(path, ORDER, "退款").theirs)["refund"] == "退款金额"
    assert sheets_to_choose(book(tmp_path / "one.xlsx", [HEADING]), ORDER) == []
    (tmp_path / "o.csv").write_text("订单编号\n1\n", "utf-8")
    assert sheets_to_choose(tmp_path / "o.csv", ORDER) == []
