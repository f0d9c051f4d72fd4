"""
Tables in shapes that the reader was not built on, against what a person reads (`shapes.yaml`): no column is filled from another, no value is wrong.

Run as a program it prints what came of each: `python tests/core/records/reading/test_shapes.py`.
"""

import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.reading import read

SHAPES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text("utf-8"))
EAST = timedelta(hours=8)
#: What no file brings: the source, and what is made of other columns.
MADE = frozenset(("platform", "state", "brand_from", "fine_from"))


def written(shape: dict[str, Any], folder: Path) -> Path:
    """Write a shape as the file that somebody has."""
    rows = [[cell.strip(" ") for cell in row.split("|")] for row in shape["rows"]]
    if shape["form"] == "xlsx":
        return _workbook(rows, shape.get("merged", ()), folder / "导出.xlsx")
    if shape["form"] == "html":
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        path = folder / "导出.xls"
        path.write_text(f'<html><head><meta charset="utf-8"></head><body><table border=1>{cells}</table></body></html>', "utf-8")
        return path
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = folder / "导出.csv"
    path.write_bytes(text.getvalue().encode(shape["encoding"]))
    return path


def _workbook(rows: list[list[str]], merged: Any, path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([cell or None for cell in row])
    for first_row, first, last_row, last in merged:
        sheet.merge_cells(start_row=first_row, start_column=first, end_row=last_row, end_column=last)
    book.save(path)
    return path


def faults(shape: dict[str, Any], path: Path) -> list[str]:
    """Return what is read otherwise than a person reads it."""
    try:
        reading = read(path, kind(shape["kind"]), source="来源")
        rows = [row for batch in reading for row in batch.to_pylist()]
    except BadInput as error:
        return [] if shape.get("refused", "\0") in error.text.zh else [f"refused: {error.text.zh[:160]}"]
    if "refused" in shape:
        return [f"read as {shape['kind']}: {reading.theirs}"]
    theirs = {ours: name.strip().rpartition(" ")[2] if name not in shape["columns"].values() else name for ours, name in reading.theirs.items()}
    allowed = shape["columns"] | {ours: name for ours, name in shape.get("optional", {}).items() if ours in theirs}
    found = [f"{ours} is read from {name}" for ours, name in reading.theirs.items() if theirs[ours] != allowed.get(ours) and name != allowed.get(ours)]
    found += [f"{ours} is not read" for ours in shape["columns"] if ours not in theirs]
    found += [f"row {one.row} {one.column}: {one.reason.zh}" for one in reading.bad_rows if shape.get("bad", "\0") not in one.reason.zh]
    found += [] if "bad" not in shape or reading.bad_rows else ["no row is bad"]
    found += [] if len(rows) == shape["count"] else [f"{len(rows)} rows in place of {shape['count']}"]
    for ours, value in shape["row"].items() if rows else ():
        if _plain(rows[0][ours]) != value:
            found.append(f"{ours} is {_plain(rows[0][ours])!r} and not {value!r}")
    filled = {ours for ours, value in rows[0].items() if value is not None} if rows else set()
    return found + [f"{ours} is filled from nowhere" for ours in filled - set(allowed) - MADE - set(shape["row"])]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value + EAST:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_of_a_shape_that_was_not_met_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    assert faults(SHAPES[name], written(SHAPES[name], tmp_path)) == []


if __name__ == "__main__":
    import sys
    import tempfile

    for title, one in SHAPES.items():
        with tempfile.TemporaryDirectory() as place:
            sys.stdout.write(f"{title}: {'; '.join(faults(one, written(one, Path(place)))) or 'as expected'}\n")
