"""Tables in the shapes that people have them in: written as files, and what is read of them held against what a person reads."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from mingjian.core.errors import BadInput
from mingjian.core.examination.report import REPORT
from mingjian.core.records import Kind, kind
from mingjian.core.records.reading import read

NUMBER = "≈"  # before a cell that the workbook holds as a number
BREAK = "⏎"  # a line break in a cell
EAST = timedelta(hours=8)
#: What no file brings: the source, and what is made of other columns.
MADE = frozenset(("platform", "state", "brand_from", "fine_from"))


def written(shape: dict[str, Any], folder: Path) -> Path:
    """Write a shape as the file that somebody has."""
    if shape["form"] == "text":
        path = folder / "导出.txt"
        path.write_bytes(shape["text"].encode(shape["encoding"]))
        return path
    sheets = [(sheet["name"], _cells(sheet["rows"]), sheet) for sheet in shape.get("sheets", ())] or [("Sheet", _cells(shape["rows"]), shape)]
    rows = sheets[0][1]
    if shape["form"] == "xlsx":
        return _workbook(sheets, folder / "导出.xlsx", shape.get("dimension", ""))
    if shape["form"] == "html":
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        path = folder / "导出.xls"
        path.write_text(f'<html><head><meta charset="utf-8"></head><body><table border=1>{cells}</table></body></html>', "utf-8")
        return path
    text = io.StringIO()
    csv.writer(text, delimiter=shape.get("separator", ",")).writerows(rows)
    path = folder / shape.get("name", "导出.csv")
    path.write_bytes(text.getvalue().encode(shape["encoding"]))
    return path


def _cells(rows: list[str]) -> list[list[str]]:
    return [[cell.strip(" ").replace(BREAK, "\n") for cell in row.split("|")] for row in rows]


def _workbook(sheets: list[tuple[str, list[list[str]], dict[str, Any]]], path: Path, dimension: str) -> Path:
    """Write a workbook, with merged cells, hidden sheets, and with another size than its sheets have where one is declared."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, said in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([float(cell[1:]) if cell.startswith(NUMBER) else cell or None for cell in row])
        for first_row, first, last_row, last in said.get("merged", ()):
            sheet.merge_cells(start_row=first_row, start_column=first, end_row=last_row, end_column=last)
        sheet.sheet_state = "hidden" if said.get("hidden") else "visible"
    book.save(path)
    if dimension:
        _declare(path, dimension)
    return path


def _declare(path: Path, dimension: str) -> None:
    """Let the sheets of a workbook declare a size that is not theirs, as careless programs do."""
    with zipfile.ZipFile(path) as archive:
        held = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in held.items():
            archive.writestr(entry, re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{dimension}"'.encode(), data))


def faults(shape: dict[str, Any], path: Path, of: Kind | None = None) -> list[str]:
    """Return what is read otherwise than a person reads it; as records of a kind that is not the lake's where one is given."""
    of = of or (REPORT if shape["kind"] == REPORT.name else kind(shape["kind"]))
    try:
        reading = read(path, of, source="来源")
        rows = [row for batch in reading for row in batch.to_pylist()]
    except BadInput as error:
        return [] if shape.get("refused", "\0") in error.text.zh else [f"refused: {error.text.zh[:160]}"]
    if of is REPORT:
        rows = [row for row in rows if len(row["uscc"] or "") == 18 or row["person_number"]]  # the examination leaves out what stands below the table
    if "refused" in shape:
        return [f"read as {of.name}: {reading.theirs}"]
    theirs = {ours: name.strip().rpartition(" ")[2] if name not in shape["columns"].values() else name for ours, name in reading.theirs.items()}
    allowed = shape["columns"] | {ours: name for ours, name in shape.get("optional", {}).items() if ours in theirs}
    found = [f"{ours} is read from {name}" for ours, name in reading.theirs.items() if theirs[ours] != allowed.get(ours) and name != allowed.get(ours)]
    found += [f"{ours} is not read" for ours in shape["columns"] if ours not in theirs]
    found += [f"row {one.row} {one.column}: {one.reason.zh}" for one in reading.bad_rows if shape.get("bad", "\0") not in one.reason.zh]
    found += [] if "bad" not in shape or reading.bad_rows else ["no row is bad"]
    found += [] if len(rows) == shape["count"] else [f"{len(rows)} rows in place of {shape['count']}"]
    for nth, wanted in enumerate([shape["row"], *shape.get("rows_too", ())][: len(rows)]):
        found += [f"{ours} is {_plain(rows[nth][ours])!r} and not {value!r}" for ours, value in wanted.items() if _plain(rows[nth][ours]) != value]
    filled = {ours for ours, value in rows[0].items() if value is not None} if rows else set()
    return found + [f"{ours} is filled from nowhere" for ours in filled - set(allowed) - MADE - set(shape["row"])]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value + EAST:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value
