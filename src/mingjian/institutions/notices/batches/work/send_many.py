"""Send many notices out of one file: its rows are put together by platform, each row has its answer, and one that is wrong stops no other."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.institutions.notices.acts.send_notice import send_notice
from mingjian.institutions.notices.lore.addresses import MOST, read_address
from mingjian.institutions.notices.lore.checking import faults_of, under_way
from mingjian.institutions.notices.lore.foreign import Hosts
from mingjian.institutions.notices.lore.sellers import Listed
from mingjian.institutions.notices.models import REFUSED, Batch, Notice, Right
from mingjian.institutions.notices.queries import platforms
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.keeping import Kept, keep
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer
from mingjian.office.record.entries import Count, enter

MOST_ROWS, MOST_BYTES = 100_000, 100 * 2**20
TAKES = frozenset({"text"})  # groups of files
_NAMES = {
    "address": {"网址", "链接", "地址", "商品网址", "address", "url"},
    "platform": {"平台", "平台名称", "platform"},
    "facts": {"说明", "事实", "侵权说明", "facts", "note"},
}
_LONGEST_NOTE = 1000  # signs of what a row says besides, which stands at the row of its notice


@dataclass
class NoticeRow:
    """A row of the file, counted from 1 without its head, and what came of it: the notice that it is part of, or why it is part of none."""

    number: int
    address: str
    platform: str
    note: str
    notice: Notice | None = None
    fault: Text | None = None


def send_many(data: bytes, told: dict[str, str], *, by: Officer, at: datetime, name: str = "notices.csv") -> Batch:
    """
    Send the notices of a CSV file (columns address, platform, and perhaps facts), by what is told of right and holder once for all of them.

    The file is kept as it came, under its hash, before its first notice is sent; the answers are kept, too. Raises BadInput for a file that is no such
    table; what is wrong with one row stands at that row.
    """
    rows = list(_read(data))
    kept = keep([data], name, takes=TAKES)
    for platform, held in _by_platform(rows).items():
        good = _sendable(held, platform, told, by, at)
        for first in range(0, len(good), MOST):
            _send(good[first : first + MOST], platform, told, by, at)
    bad = sum(row.notice is None for row in rows)
    with transaction.atomic():
        batch = _keep(rows, kept, by, at)
        enter("notices_brought", at=at, by=by, about=batch, file=kept.sha256, rows=Count(len(rows)), bad=Count(bad))
    return batch


def _keep(rows: list[NoticeRow], kept: Kept, by: Officer, at: datetime) -> Batch:
    """Keep the answer to each row."""
    answers = [
        [row.number, row.address, row.platform, row.notice.number if row.notice else "", row.fault.zh if row.fault else "", row.fault.en if row.fault else ""]
        for row in rows
    ]
    assert by.department is not None  # noqa: S101 - whoever sent a notice has one
    number = next_number(f"NB{localtime(at).year}-")
    return Batch.objects.create(number=number, department=by.department, sent_by=by, sent_at=at, name=kept.name, sha256=kept.sha256, rows=answers)


def _sendable(held: list[NoticeRow], platform: Department, told: dict[str, str], by: Officer, at: datetime) -> list[NoticeRow]:
    """Return the rows that may be sent; each other one is told why it is not, so that it stops none of its neighbours."""
    listed = Listed(platform, told["right"], told.get("right_number", ""), _right(platform, told, by))
    addresses = [row.address for row in held]
    running = under_way(platform, by, _holder(told), None, addresses)
    on, beyond = localtime(at).date(), told.get("beyond_authority", "")
    faults = faults_of(addresses, platform, listed, running, beyond=beyond, on=on, hosts=Hosts())
    for row in held:
        row.fault = faults.get(row.address)
    return [row for row in held if row.fault is None]


def _read(data: bytes) -> Iterator[NoticeRow]:
    if len(data) > MOST_BYTES:
        raise BadInput(f"文件超过 {MOST_BYTES // 2**20} MiB。", f"The file is larger than {MOST_BYTES // 2**20} MiB.")
    table = csv.reader(io.StringIO(_text(data), newline=""))
    try:
        lines = [line for line in table if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise BadInput("文件不是 CSV 表格。", "The file is not a table in CSV.") from error
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    place = {name: next((n for n, cell in enumerate(head) if cell in words), None) for name, words in _NAMES.items()}
    if place["address"] is None or place["platform"] is None:
        raise BadInput("第一行须有“网址”和“平台”两列的名称。", "The first line must name the columns `address` and `platform`.")
    if not 1 < len(lines) <= MOST_ROWS + 1:
        raise BadInput(f"文件须有 1 至 {MOST_ROWS} 行数据。", f"The file must have 1 to {MOST_ROWS} rows.")
    for number, line in enumerate(lines[1:], 1):
        cells = {name: line[n].strip() if n is not None and n < len(line) else "" for name, n in place.items()}
        yield NoticeRow(number, cells["address"], cells["platform"], cells["facts"])


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise BadInput("文件不是 UTF-8 或者 GB 18030 编码的文字。", "The file is text neither in UTF-8 nor in GB 18030.")


def _by_platform(rows: list[NoticeRow]) -> dict[Department, list[NoticeRow]]:
    """Put the good rows together by platform; say at each other one what is wrong with it."""
    known = {name.lower(): one for one in platforms() for name in (one.name_zh, one.name_en, one.platform, one.code or "") if name}
    held: dict[Department, list[NoticeRow]] = {}
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        platform = known.get(row.platform.lower())
        row.fault = _fault(row, platform)
        if row.fault or platform is None:
            continue
        if first := seen.get((platform.pk, row.address)):
            row.fault = Text(f"与第 {first} 行重复。", f"The same as row {first}.")
            continue
        seen[platform.pk, row.address] = row.number
        held.setdefault(platform, []).append(row)
    return held


def _fault(row: NoticeRow, platform: Department | None) -> Text | None:
    row.address, fault = read_address(row.address)
    if fault:
        return fault
    if len(row.note) > _LONGEST_NOTE:
        return Text(f"说明有 {len(row.note)} 字，不超过 {_LONGEST_NOTE} 字。", f"Its facts have {len(row.note)} characters, {_LONGEST_NOTE} at most.")
    if platform is None:
        return Text(f"本节点没有平台“{row.platform[:60]}”。", f"This node has no platform {row.platform[:60]!r}.")
    return None


def _send(held: list[NoticeRow], platform: Department, told: dict[str, str], by: Officer, at: datetime) -> None:
    """Send one notice of some rows, each of which was checked, by the right that the sender has in this platform's locker already, if any."""
    right = _right(platform, told, by)
    given = {**told, "right_code": right.code if right else ""}
    addresses, notes = "\n".join(row.address for row in held), {row.address: row.note for row in held if row.note}
    try:
        notice = send_notice(by=by, at=at, platform_department=platform.pk, listing_addresses=addresses, is_checked=True, row_notes=notes, **given)
    except MingjianError as refused:
        for row in held:
            row.fault = refused.text
    else:
        for row in held:
            row.notice = notice


def _right(platform: Department, told: dict[str, str], by: Officer) -> Right | None:
    """Return the right that is told of, where the sender rested a notice to this platform on it before."""
    same = {"kind": told["right"], "holder": _holder(told), "registration": visible(told.get("right_number", "").strip())}
    return Right.objects.filter(department=platform, notices__sent_by__department=by.department_id, **same).exclude(standing=REFUSED).first()


def _holder(told: dict[str, str]) -> str:
    """Return the holder as the locker writes it."""
    return visible(told["right_holder_name"].strip())
