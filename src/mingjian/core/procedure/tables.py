"""Tables of questions: a CSV or Excel file in, one row a question; the same rows out with the columns of the answers."""

import codecs
import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.law.measures import MEASURES
from mingjian.core.procedure.questions import ANSWERS, ASKS, HEADINGS, answered, column_said
from mingjian.core.procedure.rulebook import Book
from mingjian.core.records.reading.encoding import told_apart
from mingjian.core.records.reading.workbook import Sheet, opened_workbook
from mingjian.core.spreadsheets import as_text

MOST_ROWS = 20_000
MOST_BYTES = 32 << 20
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_TEXTS = (".csv", ".tsv", ".txt")

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ALIKE = 0.85  # how like a column's name a heading is that is taken for a slip of the pen
_UNCLEAR = {"threshold": ("amount", "cost", "income")}  # sums of another question: which of its own is meant cannot be said

#: Words of which a heading is made that tells a figure or a day of the question; of what was expected, or is only noted, none.
_STEMS = ("销售", "未售", "货值", "金额", "数额", "处罚", "所得", "获利", "损失", "经营额", "sale", "sold", "gain", "turnover", "penal", "loss", "profit")
_EXPECTED = re.compile("预期|期望|应为|应得|expect", re.IGNORECASE)
_FIGURE = re.compile(r"^\s*[¥￥]?\s*\d")

Rows = list[dict[str, str]]


def read_table(path: Path) -> tuple[list[str], Rows]:
    """
    Read a table: its headings, and its rows by heading. Empty rows are left out.

    Raises `BadInput` for a file that is no table, is too large, or has the same heading twice.
    """
    lines = [line for _, line in numbered_lines(path)]
    headings = [name.strip() for name in lines[0]]
    named = [name for name in headings if name]
    if len(set(named)) < len(named) or not named:
        raise BadInput(f"{path.name} 的列名有空缺或者重复。", f"{path.name} has no headings, or one of them twice.")
    for number, line in enumerate(lines[1:], 2):
        _refuse_beyond(path.name, number, line[len(headings) :])
    return named, [{name: cell for name, cell in zip(headings, line, strict=False) if name} for line in lines[1:]]


def numbered_lines(path: Path) -> list[tuple[int, list[str]]]:
    """
    Return the rows of a table that are not empty, each with its number as a spreadsheet counts.

    Raises `BadInput` for a file that is no table, is empty, or is too large.
    """
    form = path.suffix.lower()
    if form not in (*_WORKBOOKS, *_TEXTS):
        raise BadInput(
            f"表格须是 {'、'.join((*_TEXTS, *_WORKBOOKS))} 文件，而不是 {path.name}。",
            f"A table is one of {', '.join((*_TEXTS, *_WORKBOOKS))}, not {path.name}.",
        )
    lines = list(_lines(_text_of(path), "\t" if form == ".tsv" else None))
    if not lines:
        raise BadInput(f"{path.name} 是空表。", f"{path.name} is an empty table.")
    return lines


def _refuse_beyond(table: str, number: int, beyond: Sequence[str]) -> None:
    """Refuse a row that is longer than the headings: a comma within a sum parts it, and the sum would be read too small."""
    if extra := [cell for cell in beyond if cell.strip()]:
        raise BadInput(
            f"{table} 第 {number} 行比列名多出“{extra[0][:40]}”。数额中的逗号请去掉，或者把数额放进引号。",
            f"Row {number} of {table} has {extra[0][:40]!r} beyond its headings. Leave out the commas within sums, or put the sum in quotes.",
        )


def _text_of(path: Path) -> str:
    if path.suffix.lower() in _WORKBOOKS:
        with opened_workbook(path) as sheets:
            raw = _only_table(path.name, sheets).text.opened().read(MOST_BYTES + 1)
    else:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput(
            f"{path.name} 超过 {MOST_BYTES >> 20} MiB；请分成几个文件。", f"{path.name} is larger than {MOST_BYTES >> 20} MiB: make several files of it."
        )
    marked = next((encoding for mark, encoding in _MARKED if raw.startswith(mark)), "")
    return raw.decode(marked or told_apart(raw), "replace") if raw else ""


def _only_table(name: str, sheets: list[Sheet]) -> Sheet:
    """Return the first sheet. Raises BadInput where another shows the same headings: its rows would be left out, and nobody would be told."""
    headings = [sheet.text.opened().readline().strip() for sheet in sheets]
    alike = [sheet.name for sheet, heading in zip(sheets, headings, strict=True) if heading == headings[0] and not sheet.is_hidden]
    if len(alike) > 1:
        names = "、".join(f"“{one[:40]}”" for one in alike[:10])
        raise BadInput(
            f"{name} 的工作表{names}表头相同，一次只答一张：请合并为一张，或者另存为几个文件。",
            f"The sheets {names} of {name} have the same headings, and one is answered at a time: make one of them, or several files.",
        )
    return sheets[0]


def _lines(text: str, separator: str | None) -> Iterator[tuple[int, list[str]]]:
    head = text.partition("\n")[0]
    separator = separator or ("," if "," in head else next((one for one in (";", "\t", "，") if one in head), ","))
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    try:
        filled = ((place, one) for place, one in enumerate(reader, 1) if any(cell.strip() for cell in one))
        for number, (place, line) in enumerate(filled):
            if number > MOST_ROWS:
                raise BadInput(f"表格超过 {MOST_ROWS:,} 行；请分成几个文件。", f"The table has more than {MOST_ROWS:,} rows: make several files of it.")
            yield place, line
    except csv.Error as error:
        raise BadInput(f"第 {reader.line_num} 行不是表格的一行：{error}。", f"Line {reader.line_num} is no row of a table: {error}.") from None


def answer_table(kind: str, headings: Sequence[str], rows: Rows, book: Book, today: date) -> tuple[list[str], Rows]:
    """Answer every row, in order; give the headings and rows of the answers, the question's own columns first. Raises `BadInput` for missing columns."""
    means = {name: _meaning(kind, name) for name in headings}
    told = {name for row in rows for name, cell in row.items() if cell.strip()}
    _refuse_headings(kind, {name: column for name, column in means.items() if _is_read(kind, column) or name in told})
    _refuse_figures(kind, means, rows)
    passed_over = [name for name in headings if not _is_read(kind, means[name])]
    columns = {name: name if name not in headings else f"answer_{name}" for name in (*ANSWERS[kind], *([PASSED_OVER] if passed_over else []))}
    filled = []
    for row in rows:
        answer = answered(kind, {means[name]: cell for name, cell in row.items()}, book, today)
        answer[PASSED_OVER] = "、".join(name for name in passed_over if row.get(name, "").strip())
        filled.append({**row, **{said: answer[name] for name, said in columns.items()}})
    return [*headings, *columns.values()], filled


#: The column of the answers that names what was in the row and not read: the question was answered without it.
PASSED_OVER = "passed_over"


#: Questions of which a column may be any measure of a crime.
_COUNTING = ("threshold", "assess")


def _is_read(kind: str, column: str) -> bool:
    return column in (*ASKS[kind][0], *ASKS[kind][1]) or (kind in _COUNTING and column in MEASURES)


def _refuse_headings(kind: str, means: Mapping[str, str]) -> None:
    """
    Refuse a table that lacks a column, has one twice under two names, or one with cells that is misspelt: passed over, it would make the answer a lower one.
    """
    columns = (*ASKS[kind][0], *ASKS[kind][1])
    if missing := [name for name in ASKS[kind][0] if name not in means.values()]:
        raise BadInput(
            f"表格缺少列：{'、'.join(map(column_said, missing))}。可用的列：{'、'.join(map(column_said, columns))}。",
            f"The table lacks: {', '.join(missing)}. Its columns may be: {', '.join(columns)}.",
        )
    for heading, column in means.items():
        first = next(one for one, other in means.items() if other == column)
        if first != heading and _is_read(kind, column):
            raise BadInput(f"“{first}”与“{heading}”是同一列；请删去其一。", f"{first!r} and {heading!r} are the same column: remove one.")
        like = "" if _is_read(kind, column) else _slip(kind, heading, column)
        if like:
            raise BadInput(
                f"没有“{heading[:40]}”这一列；是否指“{like}”？请改列名，或者删去该列。",
                f"There is no column {heading[:40]!r}; is {like!r} meant? Rename the column, or remove it.",
            )


def _refuse_figures(kind: str, means: Mapping[str, str], rows: Rows) -> None:
    """Refuse a table of which a column that is not read holds figures or days under a word of the question: passed over, it would make the answer lower."""
    for heading in (name for name, column in means.items() if not _is_read(kind, column)):
        stem = "" if _EXPECTED.search(heading) else next((one for one in _STEMS if one in heading.lower()), "")
        told = next((row[heading] for row in rows if stem and _FIGURE.search(row.get(heading, ""))), "")
        if told:
            columns = "、".join(map(column_said, (*ASKS[kind][0], *ASKS[kind][1])))
            raise BadInput(
                f"“{heading[:40]}”这一列有“{told[:20]}”，但不知道是指哪一列；请改列名，或者删去该列。可用的列：{columns}。",
                f"The column {heading[:40]!r} holds {told[:20]!r}, and which column is meant is not known: rename it, or remove it. Columns: {columns}.",
            )


def _slip(kind: str, heading: str, column: str) -> str:
    """Return the column that a heading seems to mean without naming it; nothing for a note of one's own."""
    if column in _UNCLEAR.get(kind, ()):
        return "、".join(map(column_said, ("sales", "unsold", "turnover", "gains")))
    known = [*(name for name, meant in HEADINGS.items() if _is_read(kind, meant)), *ASKS[kind][0], *ASKS[kind][1]]
    return next(iter(difflib.get_close_matches(heading, known, 1, _ALIKE)), "")


#: What a heading means in one kind of question where it means something else in the others: the day of an act is that of its law, too.
_MEANT = {("liability", "acted_on"): "on", ("assess", "acted_on"): "on"}


def _meaning(kind: str, heading: str) -> str:
    """Return the column of a question that a heading means: by its name, its Chinese name, or the title of a measure; else itself."""
    plain = heading.partition("（")[0].partition("(")[0].strip()
    titles = {title: name for name, measure in MEASURES.items() if measure.read is None for title in (measure.title.zh, measure.title.en)}
    column = HEADINGS.get(plain) or titles.get(plain) or plain
    return _MEANT.get((kind, column), column)


def write_table(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Write a table as its name ends: `.xlsx`, else CSV in UTF-8 with a mark, which spreadsheets read. What a spreadsheet would take for a formula is text."""
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(workbook_of(headings, rows))
    elif path.suffix.lower() in _TEXTS:
        path.write_bytes(csv_of(headings, rows))
    else:
        raise BadInput(f"结果须写入 .csv 或 .xlsx，而不是 {path.name}。", f"The answers are written to .csv or .xlsx, not {path.name}.")


def csv_of(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([as_text(name) for name in headings])
    writer.writerows([as_text(row.get(name, "")) for name in headings] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def workbook_of(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a table as an Excel workbook of one sheet, every cell as text."""
    from openpyxl import Workbook  # half a second of imports that only a workbook needs (decision 130)
    from openpyxl.cell import WriteOnlyCell

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
