"""Tables of questions: a CSV or Excel file in, one row a question; the same rows out with the columns of the answers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from mingjian.core.errors import BadInput
from mingjian.core.law.measures import MEASURES
from mingjian.core.procedure.questions import ANSWERS, ASKS, HEADINGS, Book, answered
from mingjian.core.records.lake.room import FORMULA
from mingjian.core.records.reading.encoding import told_apart
from mingjian.core.records.reading.workbook import opened_as_text

MOST_ROWS = 20_000
MOST_BYTES = 32 << 20
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_TEXTS = (".csv", ".tsv", ".txt")

Rows = list[dict[str, str]]


def read_table(path: Path) -> tuple[list[str], Rows]:
    """
    Read a table: its headings, and its rows by heading. Empty rows are left out.

    Raises `BadInput` for a file that is no table, is too large, or has the same heading twice.
    """
    form = path.suffix.lower()
    if form not in (*_WORKBOOKS, *_TEXTS):
        raise BadInput(
            f"表格须是 {'、'.join((*_TEXTS, *_WORKBOOKS))} 文件，而不是 {path.name}。",
            f"A table is one of {', '.join((*_TEXTS, *_WORKBOOKS))}, not {path.name}.",
        )
    lines = list(_lines(_text_of(path), "\t" if form == ".tsv" else ","))
    if not lines:
        raise BadInput(f"{path.name} 是空表。", f"{path.name} is an empty table.")
    headings = [name.strip() for name in lines[0]]
    named = [name for name in headings if name]
    if len(set(named)) < len(named) or not named:
        raise BadInput(f"{path.name} 的列名有空缺或者重复。", f"{path.name} has no headings, or one of them twice.")
    return named, [{name: cell for name, cell in zip(headings, line, strict=False) if name} for line in lines[1:]]


def _text_of(path: Path) -> str:
    if path.suffix.lower() in _WORKBOOKS:
        with opened_as_text(path) as stream:
            raw = stream.read(MOST_BYTES + 1)
            while (piece := stream.read(MOST_BYTES)) and len(raw) <= MOST_BYTES:
                raw += piece
    else:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput(
            f"{path.name} 超过 {MOST_BYTES >> 20} MiB；请分成几个文件。", f"{path.name} is larger than {MOST_BYTES >> 20} MiB: make several files of it."
        )
    return raw.decode("utf-8-sig" if raw[:3] == b"\xef\xbb\xbf" else told_apart(raw), "replace") if raw else ""


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    try:
        for number, line in enumerate(one for one in reader if any(cell.strip() for cell in one)):
            if number > MOST_ROWS:
                raise BadInput(f"表格超过 {MOST_ROWS:,} 行；请分成几个文件。", f"The table has more than {MOST_ROWS:,} rows: make several files of it.")
            yield line
    except csv.Error as error:
        raise BadInput(f"第 {reader.line_num} 行不是表格的一行：{error}。", f"Line {reader.line_num} is no row of a table: {error}.") from None


def answer_table(kind: str, headings: Sequence[str], rows: Rows, book: Book, today: date) -> tuple[list[str], Rows]:
    """Answer every row, in order; give the headings and rows of the answers, the question's own columns first. Raises `BadInput` for missing columns."""
    means = {name: _meaning(name) for name in headings}
    missing = [name for name in ASKS[kind][0] if name not in means.values()]
    if missing:
        raise BadInput(
            f"表格缺少列：{'、'.join(missing)}。可用的列：{'、'.join((*ASKS[kind][0], *ASKS[kind][1]))}。",
            f"The table lacks: {', '.join(missing)}. Its columns may be: {', '.join((*ASKS[kind][0], *ASKS[kind][1]))}.",
        )
    columns = {name: name if name not in headings else f"answer_{name}" for name in ANSWERS[kind]}
    filled = []
    for row in rows:
        answer = answered(kind, {means[name]: cell for name, cell in row.items()}, book, today)
        filled.append({**row, **{columns[name]: said for name, said in answer.items()}})
    return [*headings, *columns.values()], filled


def _meaning(heading: str) -> str:
    """Give the column of a question that a heading means: by its name, its Chinese name, or the title of a measure; else itself."""
    plain = heading.partition("（")[0].partition("(")[0].strip()
    titles = {title: name for name, measure in MEASURES.items() if measure.read is None for title in (measure.title.zh, measure.title.en)}
    return HEADINGS.get(plain) or titles.get(plain) or plain


def write_table(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Write a table as its name ends: `.xlsx`, else CSV in UTF-8 with a mark, which spreadsheets read. What a spreadsheet would take for a formula is text."""
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(workbook_of(headings, rows))
    elif path.suffix.lower() in _TEXTS:
        path.write_bytes(csv_of(headings, rows))
    else:
        raise BadInput(f"结果须写入 .csv 或 .xlsx，而不是 {path.name}。", f"The answers are written to .csv or .xlsx, not {path.name}.")


def csv_of(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in headings])
    writer.writerows([_harmless(row.get(name, "")) for name in headings] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def workbook_of(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a table as an Excel workbook of one sheet, every cell as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    for line in (list(headings), *([row.get(name, "") for name in headings] for row in rows)):
        cells = []
        for word in line:
            cell = WriteOnlyCell(sheet, value="".join(sign for sign in word if sign >= " " or sign in "\t\n"))
            cell.data_type = "s"  # never a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
