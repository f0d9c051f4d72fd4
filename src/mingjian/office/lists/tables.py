"""
Lists as tables to take along: a list names its columns once, and is written as a workbook or as comma-separated values.

Whatever a cell holds came from outside: a text is written as text, and one that a spreadsheet would reckon gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.spreadsheets import FORMULA
from mingjian.office.language import said
from mingjian.office.lists.text import visible

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

Cell = str | int | float | Decimal | date | datetime | None

MOST_SIGNS = 32_000  # of a cell: a workbook holds 32,767
WIDE = 60  # signs of the widest column


@dataclass(frozen=True)
class Column:
    """
    One column of a list: what stands above it, and what it says of a row.

    `is_standing`: says where a row stands and not what it is about: number, state, who holds it. It stays where the content of a row may go into no file.
    `finds`: gives the dossier that a row belongs to, in the first column of a list of such.
    """

    heading: Text
    of: Callable[[Any], object]
    is_standing: bool = False
    finds: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """A row as it goes into a file: with the handling code of what others gave to it, and what stands in the place of its content, where that is withheld."""

    row: Any
    code: Text | None = None
    instead: Text | None = None


#: What things of many kinds have: a number of their own, and the department that they are of.
OWN_NUMBER = Column(Text("编号", "Number"), attrgetter("number"))
OF_DEPARTMENT = Column(Text("部门", "Department"), lambda row: row.department.name if row.department else None)


#: What may be done further with what others gave to a row; `files.tables` puts it behind the columns of lists of dossiers.
HANDLING = Column(Text("处理代码", "Handling code"), lambda row: None)


@dataclass(frozen=True)
class Table:
    """A list as a table: its name in addresses of files and in the ledger, what it is called, its columns. `is_public`: anybody may see it."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    is_public: bool = False


def plain(value: object) -> Cell:
    """Return a value as a cell holds it: texts of the house in the reader's language, instants in the node's own zone, nothing for nothing."""
    if value is None or isinstance(value, bool):
        return None if value is None else said(Text("是", "yes")) if value else said(Text("否", "no"))
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date):
        return value
    return visible(said(value) if isinstance(value, Text) else str(value))[:MOST_SIGNS]


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; full-width signs, which some read as the others, count."""
    return f"'{text}" if text.lstrip(" ").startswith((*FORMULA, "＝", "＋", "－", "＠", "\n")) else text


def write_csv(out: IO[bytes], table: Table, rows: Iterable[Any]) -> int:
    """Write a table as comma-separated values, with the mark by which a spreadsheet knows UTF-8; give how many rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([said(one.heading) for one in table.columns])
    count = 0
    for cells in _cells(table, rows):
        writer.writerow([inert(one) if isinstance(one, str) else "" if one is None else str(one) for one in cells])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(out: IO[bytes], table: Table, rows: Iterable[Any]) -> int:
    """Write a table as a workbook, a row at a time; its head stays in sight. Give how many rows."""
    return write_book(out, [(table, rows)])


def write_book(out: IO[bytes], sheets: Iterable[tuple[Table, Iterable[Any]]]) -> int:
    """Write several tables as the sheets of one workbook. Give how many rows."""
    from openpyxl import Workbook  # half a second of imports that only a workbook needs (decision 130)

    book = Workbook(write_only=True)
    count = sum(_write_sheet(book, table, rows) for table, rows in sheets)
    book.save(out)
    return count


def _write_sheet(book: Any, table: Table, rows: Iterable[Any]) -> int:
    sheet = book.create_sheet(said(table.title)[:31].translate(str.maketrans("", "", "[]:*?/\\")))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = min(WIDE, max(14, 2 * len(said(column.heading)) + 4))
    sheet.append([_head(sheet, said(one.heading)) for one in table.columns])
    count = 0
    for cells in _cells(table, rows):
        sheet.append([_text(sheet, one) if isinstance(one, str) else one for one in cells])
        count += 1
    return count


def _cells(table: Table, rows: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in rows:
        if isinstance(row, Handled):
            yield [_handled(column, row) for column in table.columns]
        else:
            yield [plain(column.of(row)) for column in table.columns]


def _handled(column: Column, told: Handled) -> Cell:
    if column is HANDLING:
        return plain(told.code)
    return plain(column.of(told.row) if told.instead is None or column.is_standing else told.instead)


def _head(sheet: Any, text: str) -> "WriteOnlyCell":
    from openpyxl.styles import Font

    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _text(sheet: Any, text: str) -> "WriteOnlyCell":
    """A cell of text, whatever it begins with: openpyxl would make a formula of `=`, and Excel of what is typed over it again."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=inert(text))
    cell.data_type = "s"
    return cell
