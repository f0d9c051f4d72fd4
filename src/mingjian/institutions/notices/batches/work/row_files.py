"""The rows of a file of notices, or of a request: read from CSV, kept in a draft, each with what hinders it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.notices.models import Notice

MOST_ROWS, MOST_BYTES = 100_000, 100 * 2**20
TAKES = frozenset({"text"})  # groups of files
#: The headings by which each column is known; pages print them, the first in the empty file.
NAMES = {
    "address": (
        *("网址", "链接", "地址", "商品网址", "商品链接", "侵权链接", "侵权网址", "投诉链接", "涉嫌侵权链接", "链接地址", "网页地址", "商品地址", "宝贝链接"),
        *("address", "url", "link", "item url", "item link", "listing", "listing url", "product url", "product link", "infringing url", "target url"),
    ),
    "platform": (
        *("平台", "平台名称", "电商平台", "投诉平台", "所在平台", "所属平台", "网站", "站点"),
        *("platform", "marketplace", "market place", "site", "website", "channel"),
    ),
    "note": (
        *("说明", "事实", "侵权说明", "侵权事实", "投诉理由", "侵权理由", "备注", "描述"),
        *("facts", "note", "notes", "remark", "remarks", "comment", "comments", "reason", "description"),
    ),
}
_MOST_SAID = 200  # signs of the first line that a refusal repeats
_BESIDE = re.compile(r"[（(\[【].*$")
_PARTED_BY = ",\t;，；|"


@dataclass
class NoticeRow:
    """
    A row, counted from 1 without its head, and what becomes of it: `fault` is why it does not go, `hint` what its sender should know though it goes.

    `goes_to`: the platform as this node calls it. `notice`: the one that it is part of, once it was sent. `is_out`: its sender took it out.
    """

    number: int
    address: str
    platform: str
    note: str
    fault: Text | None = None
    hint: Text | None = None
    goes_to: Text | None = None
    notice: Notice | None = None
    is_out: bool = False

    @property
    def has_lines(self) -> bool:
        """Return whether something in it has line breaks, which a field of one line would take out."""
        return any(one in f"{self.address}{self.note}" for one in "\n\r")


def read_table(data: bytes) -> list[NoticeRow]:
    """Read a CSV file with the columns address and platform, and perhaps a note. Raises BadInput for what is no such table."""
    if len(data) > MOST_BYTES:
        raise BadInput(f"文件超过 {MOST_BYTES // 2**20} MiB。", f"The file is larger than {MOST_BYTES // 2**20} MiB.")
    text = _text(data)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_parted_by(text))
    try:
        lines = [line for line in table if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise BadInput("文件不是 CSV 表格。", "The file is not a table in CSV.") from error
    head = [_plain(cell) for cell in lines[0]] if lines else []
    place = {name: next((n for n, cell in enumerate(head) if cell in words), None) for name, words in NAMES.items()}
    if missing := [NAMES[name][0] for name in ("address", "platform") if place[name] is None]:
        found = "、".join(cell.strip() for cell in lines[0])[:_MOST_SAID] if lines else ""
        raise BadInput(
            f"第一行没有“{'”“'.join(missing)}”列的名称；第一行是：{found or '空'}。请把列名改为“网址”“平台”（可另有“说明”）。",
            f"The first line names no column {', '.join(missing)}; it reads: {found or 'nothing'}. Call the columns `address` and `platform` (and `note`).",
        )
    return rows_of({name: line[n] if n is not None and n < len(line) else "" for name, n in place.items()} for line in lines[1:])


def _plain(cell: str) -> str:
    """Return a heading as it is known: without blanks around, underscores, stars of required columns, and what stands in brackets behind it."""
    return _BESIDE.sub("", " ".join(cell.replace("_", " ").replace("*", " ").split())).strip().lower()


def _parted_by(text: str) -> str:
    """Return the sign that parts the columns: of those that tables are written with, the one that the first line has most often; else a comma."""
    first = text.lstrip().partition("\n")[0]
    return max(_PARTED_BY, key=first.count) if any(first.count(sign) for sign in _PARTED_BY) else ","


def rows_of(told: Iterable[dict[str, str]]) -> list[NoticeRow]:
    """Return rows of a table or request, counted from 1. Raises BadInput for none and for too many."""
    rows = [NoticeRow(number, one["address"].strip(), one["platform"].strip(), one["note"].strip()) for number, one in enumerate(told, 1)]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise BadInput(f"文件须有 1 至 {MOST_ROWS} 行数据。", f"The file must have 1 to {MOST_ROWS} rows.")
    return rows


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise BadInput("文件不是 UTF-8 或者 GB 18030 编码的文字。", "The file is text neither in UTF-8 nor in GB 18030.")


def kept_rows(rows: Sequence[NoticeRow]) -> list[list[Any]]:
    """Return rows as a draft keeps them."""
    return [[row.number, row.address, row.platform, row.note, _said(row.fault), _said(row.hint), _said(row.goes_to), row.is_out] for row in rows]


def rows_kept(kept: Sequence[Sequence[Any]]) -> list[NoticeRow]:
    """Return the rows of a draft."""
    return [
        NoticeRow(number, address, platform, note, _read(fault), _read(hint), _read(to), None, is_out)
        for number, address, platform, note, fault, hint, to, is_out in kept
    ]


def _said(text: Text | None) -> list[str]:
    return [text.zh, text.en] if text else []


def _read(said: Sequence[str]) -> Text | None:
    return Text(*said) if said else None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def mend(rows: Sequence[NoticeRow], edits: Mapping[int, Mapping[str, str]]) -> list[NoticeRow]:
    """Write into rows what their sender changed, by their number: address, platform, note, or `out`. Return the rows that are another now."""
    changed = []
    for row in rows:
        told = edits.get(row.number)
        if told is None:
            continue
        held = {name: _lines(getattr(row, name)) for name in ("address", "platform", "note")}  # as a form sends back what it was given
        new = {name: _lines(told.get(name, value)) for name, value in held.items()}
        is_out = bool(told.get("out"))
        if is_out == row.is_out and new == held:
            continue
        for name, value in new.items():
            setattr(row, name, value)
        row.is_out = is_out
        changed.append(row)
    return changed
