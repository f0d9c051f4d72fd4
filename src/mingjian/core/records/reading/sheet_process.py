"""
Write the first filled sheet of a workbook to standard output as separated text.

Runs as a process of its own, by path and without the package, so that a workbook made to exhaust memory or time ends this
process and nothing else. Arguments: path, most bytes of memory, most seconds of computing.
"""

import csv
import datetime
import os
import resource
import sys
from collections.abc import Iterator, Sequence

from python_calamine import CalamineWorkbook, SheetTypeEnum

EXACT = 10**15  # spreadsheets keep 15 digits


def main(path: str, memory: int, seconds: int) -> int:
    """Write the rows in their places: row 5 of the sheet is record 5. Exit code 3 where no sheet is filled."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    workbook = CalamineWorkbook.from_path(path)
    for described in workbook.sheets_metadata:
        if described.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(described.name)
        if sheet.height:
            write(sheet.iter_rows())
            return 0
    return 3


def write(rows: Iterator[Sequence[object]]) -> None:
    """Write rows as separated text; an empty row is an empty line."""
    with os.fdopen(1, "w", encoding="utf-8", errors="replace", newline="", closefd=False) as out:
        writer = csv.writer(out, lineterminator="\n")
        for row in rows:
            texts = [text_of(value) for value in row]
            writer.writerow(texts if any(texts) else [])


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
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
