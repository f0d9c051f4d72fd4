"""
Write the sheets of a workbook as separated text, one after the other, to a file, and list them on standard output.

What many systems call a workbook is a page with tables (HTML, also as MHTML) or a sheet in XML under the name of xls: each table of it is a sheet.

Runs as a process of its own, by path and without the package, so that a workbook made to exhaust memory, time or disk ends this process and nothing else.
Arguments: path, most bytes of memory, most seconds of computing, the number of the open file, most bytes of it.
"""

import codecs
import csv
import datetime
import email
import json
import os
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import IO
from xml.etree import ElementTree

from lxml import etree
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

EXACT = 10**15  # spreadsheets keep 15 digits
ERROR = "#N/A"  # of whichever error: what a spreadsheet writes where there is no value
PIECE = 1 << 20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
HEAD = 4096  # bytes of a page that tell what it is
WIDEST = 1000  # columns or rows that one cell may reach over
SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
SHEET_XML = f"{{{SPREADSHEET.decode()}}}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def main(path: str, memory: int, seconds: int, spool: int, most: int) -> int:
    """Write the rows in their places: row 5 of a sheet is record 5 of its text."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    with open(path, "rb") as file:  # by content, since xlsx comes under the name of xls, too
        if not file.read(len(OLE)).startswith((OLE, ZIP)):
            file.seek(0)
            return list_tables(file.read(), spool)
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        described = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        told = [(one.name, *spooled(path, workbook, one.name, spool), one.visible != SheetVisibleEnum.Visible) for one in described]
    sys.stdout.write(json.dumps(told))
    return 0


def list_tables(data: bytes, spool: int) -> int:
    """Write the tables of a page as the sheets of a workbook are written."""
    told = []
    for name, rows in tables_of(data):
        begin = os.lseek(spool, 0, os.SEEK_CUR)
        height = max((number for number, row in enumerate(rows, start=1) if any(row)), default=0)
        write(iter(rows[:height]), frozenset, spool)
        told.append((name, height, begin, os.lseek(spool, 0, os.SEEK_CUR), False))
    sys.stdout.write(json.dumps(told))
    return 0


def tables_of(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the tables of a page by name, those of several rows and columns where there are such."""
    if SPREADSHEET in data[:HEAD]:
        return list(sheets_of_xml(data))
    found = [table for page in pages_of(data) for table in tables_of_page(page)]
    large = [rows for rows in found if len(rows) > 1 and max(map(len, rows)) > 1]
    return [(f"表{number}", rows) for number, rows in enumerate(large or found, start=1)]


def pages_of(data: bytes) -> Iterator[str]:
    """Return the pages of a file: itself, or the parts of a web archive (MHTML)."""
    if b"mime-version:" not in data[:HEAD].lower():
        yield text_of_page(data, "")
        return
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html" and isinstance(held := part.get_payload(decode=True), bytes):
            yield text_of_page(held, part.get_content_charset() or "")


def text_of_page(data: bytes, charset: str) -> str:
    """Decode a page as it says, else as UTF-8, else as GB18030; `gb2312` is called what is GB18030 as often as not."""
    said = re.search(rb"charset=[\"']?([\w-]+)", data[:HEAD])
    named = charset or (said[1].decode() if said else "")
    for encoding in (
        "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig",
        "gb18030" if named.lower().startswith("gb") else named,
    ):
        try:
            return data.decode(encoding or "gb18030")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


def tables_of_page(page: str) -> Iterator[list[list[str]]]:
    """Return the rows of each table of a page that holds no other table; tables around tables are there for their looks."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=True)
    root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    for table in root.iter("table") if root is not None else ():
        if next(table.iterdescendants("table"), None) is None:
            yield rows_of_table(table)


def rows_of_table(table: "etree._Element") -> list[list[str]]:
    """Return the rows of a table; a cell over several columns or rows leaves the others empty, as in a workbook."""
    rows: list[list[str]] = []
    below: dict[int, int] = {}  # columns that a cell above reaches into, and for how many rows more
    for line in table.iter("tr"):
        row: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while below.get(len(row), 0):
                row.append("")
            width, height = (spanned(cell.get(name)) for name in ("colspan", "rowspan"))
            below |= {at: height for at in range(len(row), len(row) + width) if height > 1}
            row += [" ".join("".join(cell.itertext()).split()), *[""] * (width - 1)]
        while below.get(len(row), 0):
            row.append("")
        below = {at: left - 1 for at, left in below.items() if left > 1}
        rows.append(row)
    return rows


def spanned(told: str | None) -> int:
    """Return over how many columns or rows a cell reaches; a page that says thousands means to the edge."""
    return min(max(int(told), 1), WIDEST) if told and told.strip().isdecimal() else 1


def sheets_of_xml(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Return the sheets of a workbook in XML (SpreadsheetML of 2003), which names the place of a cell where cells before it are empty."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True))
    for sheet in root.iter(f"{SHEET_XML}Worksheet"):
        rows: list[list[str]] = []
        for line in sheet.iter(f"{SHEET_XML}Row"):
            rows += [[] for _ in range(min(int(line.get(f"{SHEET_XML}Index") or 0) - len(rows) - 1, WIDEST))]
            row: list[str] = []
            for cell in line.iterchildren(f"{SHEET_XML}Cell"):
                row += [""] * min(int(cell.get(f"{SHEET_XML}Index") or 0) - len(row) - 1, WIDEST)
                told = cell.find(f"{SHEET_XML}Data")
                row += ["" if told is None else "".join(told.itertext()).strip(), *[""] * min(int(cell.get(f"{SHEET_XML}MergeAcross") or 0), WIDEST)]
            rows.append(row)
        yield sheet.get(f"{SHEET_XML}Name") or "", rows


def spooled(path: str, workbook: CalamineWorkbook, name: str, spool: int) -> tuple[int, int, int]:
    """Write a sheet to the end of a file; return how many rows it has down to the last filled one, and where its text begins and ends."""
    begin, sheet = os.lseek(spool, 0, os.SEEK_CUR), workbook.get_sheet_by_name(name)
    if not sheet.height or not sheet.end:
        return 0, begin, begin
    write(sheet.iter_rows(), cache(lambda: rows_of_errors(path, name)), spool)
    return sheet.end[0] + 1, begin, os.lseek(spool, 0, os.SEEK_CUR)


def write(rows: Iterator[Sequence[object]], of_errors: Callable[[], frozenset[int]], to: int) -> None:
    """Write rows as separated text; an empty row is an empty line, and one that only looks empty, since its cells are errors (#REF!), is no empty row."""
    with os.fdopen(to, "w", encoding="utf-8", errors="replace", newline="", closefd=False) as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, row in enumerate(rows, start=1):
            texts = [text_of(value) for value in row]
            if not any(texts):
                texts = [ERROR] * len(texts) if number in of_errors() else []
            writer.writerow(texts)


def rows_of_errors(path: str, sheet: str) -> frozenset[int]:
    """Return the rows of a sheet that have cells with errors, which are read as if they were empty; of formats other than xlsx none is told."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as archive:
        try:
            member = member_of(archive, sheet)
            with archive.open(member) as file:
                if not has_error(file):  # as nearly all: then nothing is taken apart
                    return frozenset()
            with archive.open(member) as file:
                return frozenset(numbers_of_errors(file))
        except (KeyError, StopIteration, ElementTree.ParseError):
            return frozenset()


def member_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the member of an xlsx that holds a sheet. Raises KeyError or StopIteration where it is none."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")  # noqa: S314 - as above
    key = next(one.get(REFERENCE) for one in sheets if one.get("name") == sheet)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter(RELATION)  # noqa: S314 - as above
    target = next(one.get("Target", "") for one in relations if one.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def has_error(file: IO[bytes]) -> bool:
    """Return whether a cell of a sheet may be an error, told by its bytes alone."""
    before = b""
    while piece := file.read(PIECE):
        if b't="e"' in before + piece or b"t='e'" in before + piece:
            return True
        before = piece[-8:]
    return False


def numbers_of_errors(file: IO[bytes]) -> Iterator[int]:
    """Return the numbers of the rows that have cells with errors."""
    number = 0
    for _, element in ElementTree.iterparse(file):  # noqa: S314 - as above
        if element.tag == f"{MAIN}row":
            number = int(element.get("r") or number + 1)
            if any(cell.get("t") == "e" for cell in element.iter(f"{MAIN}c")):
                yield number
            element.clear()


def text_of(value: object) -> str:
    """Write a cell's value. A number beyond what spreadsheets keep exactly is written as the approximation that it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        return str(int(value)) if abs(value) < EXACT else f"{value:.5E}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
