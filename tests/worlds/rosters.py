"""Rosters as personnel departments keep them, as workbooks and as separated text."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

HEADINGS = ("姓名", "用户名", "所在部门", "执法证号", "角色", "手机号码")


def workbook(place: Path, rows: Sequence[Sequence[object]], *, headings: Sequence[str] = HEADINGS, title: str = "") -> Path:
    """Write a roster as a workbook, with a title above its headings where one is given."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [*([[title]] if title else []), headings, *rows]:
        sheet.append(list(line))
    book.save(place)
    return place


def separated(place: Path, rows: Sequence[Sequence[object]], *, headings: Sequence[str] = HEADINGS, encoding: str = "gb18030") -> Path:
    """Write a roster as separated text, as spreadsheets of Chinese offices save it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    place.write_bytes(out.getvalue().encode(encoding))
    return place


def person(number: int, department: str = "桐庐县局", roles: str = "执法人员", name: str = "") -> list[object]:
    """Return a good row of HEADINGS."""
    return [name or f"甲{number}", f"u{number:04}", department, f"3301220{number:04}", roles, "13800001234"]
