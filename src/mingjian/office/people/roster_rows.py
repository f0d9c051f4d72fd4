"""Read a roster of officers, as personnel departments keep them: a title above the headings, spaces in names, full-width signs, columns of no use here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.procedure.tables import numbered_lines

MOST_ROWS = 2000  # of one roster: what two people can look through and sign
MOST_BYTES = 8 << 20
LONGEST_CELL = 300
LOOKED_THROUGH = 15  # rows in which the headings may stand

#: What a column may be called, by what it is.
HEADINGS: Mapping[str, frozenset[str]] = {
    "username": frozenset({"用户名", "账号", "帐号", "登录名", "登录账号", "工号", "username", "account", "login"}),
    "name_zh": frozenset({"姓名", "中文姓名", "人员姓名", "中文名", "name", "name in chinese", "full name"}),
    "name_en": frozenset({"英文姓名", "外文姓名", "英文名", "姓名（英文）", "name in english", "english name"}),
    "department": frozenset({"部门", "单位", "所属部门", "所在部门", "部门名称", "工作单位", "所在单位", "单位名称", "department", "unit"}),
    "certificate": frozenset(
        {
            *("执法证号", "执法证件号", "执法证编号", "执法证件编号", "行政执法证号", "行政执法证件编号", "执法证件号码", "执法证号码", "证件编号"),
            *("certificate", "enforcement certificate", "certificate number"),
        }
    ),
    "roles": frozenset({"角色", "系统角色", "岗位角色", "role", "roles"}),
    "until": frozenset({"角色截止日", "截止日", "截止日期", "借调截止日", "roles until", "until"}),
    "status": frozenset({"状态", "在岗状态", "人员状态", "在职状态", "是否在岗", "启用", "status", "active"}),
}
#: Without these a file is no roster.
ASKED = ("name_zh", "department")


@dataclass(frozen=True)
class RosterRow:
    """One row of a roster: its number as a spreadsheet counts, and its cells, tidied; a column that the file has not is empty in every row."""

    number: int
    username: str = ""
    name_zh: str = ""
    name_en: str = ""
    department: str = ""
    certificate: str = ""
    roles: str = ""
    until: str = ""
    status: str = ""

    def kept(self) -> dict[str, object]:
        """Return it as it is kept with a roster."""
        return asdict(self)


@dataclass(frozen=True)
class RosterFile:
    """What a file holds: its rows, and the headings of columns that are not read."""

    rows: list[RosterRow]
    unread: list[str]


def read_roster(path: Path) -> RosterFile:
    """Read a roster out of a workbook or a separated file. Raises BadInput where it is none, in words that say which columns it needs."""
    lines = numbered_lines(path)
    place, columns = _headings(lines)
    rows = [_row(number, line, columns) for number, line in lines[place + 1 :]]
    rows = [row for row in rows if any((row.username, row.name_zh, row.certificate))]  # a line of sums or remarks below the table is no person
    if not rows:
        raise BadInput("名册没有人员：表头以下没有数据。", "The roster names nobody: nothing stands below its headings.")
    if len(rows) > MOST_ROWS:
        raise BadInput(f"名册超过 {MOST_ROWS} 人，请按部门分成几份。", f"The roster names more than {MOST_ROWS} people: split it by department.")
    known = set(columns.values())
    unread = [tidy(cell)[:40] for at, cell in enumerate(lines[place][1]) if cell.strip() and at not in known]
    return RosterFile(rows, unread)


def rows_kept(kept: Sequence[Mapping[str, object]]) -> list[RosterRow]:
    """Return the rows that were kept with a roster."""
    names = {one.name for one in fields(RosterRow)}
    return [RosterRow(**{name: value for name, value in one.items() if name in names}) for one in kept]  # type: ignore[arg-type]  # as they were kept


def _headings(lines: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Return at which line the headings stand, and in which place each column; a title may stand above them. Raises BadInput."""
    best: dict[str, int] = {}
    for place, (_, line) in enumerate(lines[:LOOKED_THROUGH]):
        columns = _columns(line)
        if set(ASKED) <= columns.keys() and columns.keys() & {"username", "certificate"}:
            return place, columns
        best = max(best, columns, key=len)
    lacking = [name for name in ASKED if name not in best] or ["username"]
    words = {"name_zh": ("姓名", "姓名 (name)"), "department": ("部门", "部门 (department)"), "username": ("用户名或者执法证号", "用户名 (username)")}
    raise BadInput(
        f"这不是人员名册：前 {LOOKED_THROUGH} 行中没有找到列名“{'、'.join(words[name][0] for name in lacking)}”。请使用“人员名册”页上的模板。",
        f"This is no roster: the first {LOOKED_THROUGH} rows have no column {', '.join(words[name][1] for name in lacking)}. Use the template of the page.",
    )


def _columns(line: Sequence[str]) -> dict[str, int]:
    """Return in which place each column stands. Raises BadInput where two columns are called by names of one."""
    found: dict[str, int] = {}
    for place, cell in enumerate(line):
        heading = re.sub(r"[\s*：:]", "", tidy(cell)).casefold() if not tidy(cell).isascii() else tidy(cell).strip("*: ").casefold()
        for name, words in HEADINGS.items():
            if heading not in words:
                continue
            if name in found:
                raise BadInput(
                    f"列“{tidy(line[found[name]])}”和“{tidy(cell)}”是同一项，请只留一列。",
                    f"The columns {tidy(line[found[name]])!r} and {tidy(cell)!r} are the same: keep one of them.",
                )
            found[name] = place
    return found


def _row(number: int, line: Sequence[str], columns: Mapping[str, int]) -> RosterRow:
    cells = {name: tidy(line[place]) if place < len(line) else "" for name, place in columns.items()}
    cells["name_zh"], cells["department"] = closed_up(cells.get("name_zh", "")), cells.get("department", "")
    for name in ("certificate", "username"):
        cells[name] = "".join(cells.get(name, "").split())
    return RosterRow(number, **cells)


def tidy(cell: str) -> str:
    """Return a cell on one line, with full-width letters and digits as ordinary ones, and without signs that nobody sees."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", cell) if unicodedata.category(sign) not in {"Cf", "Cc", "Cs"} or sign in "\t\n\r")
    plain = "".join(unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" and sign not in "（），；：" else sign for sign in seen)
    return " ".join(plain.split()).lstrip("'")[:LONGEST_CELL]


def closed_up(name: str) -> str:
    """Return a Chinese name without the spaces by which tables make names equally wide; a name with Latin letters keeps its own."""
    return name if re.search(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]", name) else "".join(name.split())
