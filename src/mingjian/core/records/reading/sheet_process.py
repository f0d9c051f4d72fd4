"""
Write the sheets of a workbook as separated text, one after the other, to a file, and list them on standard output.

Runs as a process of its own, by path and without the package, so that a workbook made to exhaust memory, time or disk ends this process and nothing else.
Arguments: path, most bytes of memory, most seconds of computing, the number of the open file, most bytes of it.
"""

import csv
import datetime
import json
import os
import posixpath
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import IO
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

EXACT = 10**15  # spreadsheets keep 15 digits
ERROR = "#N/A"  # of whichever error: what a spreadsheet writes where there is no value
PIECE = 1 << 20
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def main(path: str, memory: int, seconds: int, spool: int, most: int) -> int:
    """Write the rows in their places: row 5 of a sheet is record 5 of its text."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    with open(path, "rb") as file:  # by content, since xlsx comes under the name of xls, too
        workbook = CalamineWorkbook.from_filelike(file)
        described = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        told = [(one.name, *spooled(path, workbook, one.name, spool), one.visible != SheetVisibleEnum.Visible) for one in described]
    sys.stdout.write(json.dumps(told))
    return 0


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
