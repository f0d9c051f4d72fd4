"""Lists of the desk's own as tables: entries of the ledger, and officers."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.language import said
from mingjian.office.lists.tables import OF_DEPARTMENT, Column, Table
from mingjian.office.models import Officer


def _roles(officer: Officer) -> str:
    return _roles_of(officer.roles)


def _roles_of(roles: Iterable[str]) -> str:
    words = rulebook().vocabularies.get("roles", {})
    return said(Text("、", ", ")).join(said(words[role]) if role in words else role for role in roles)


def _department_of(row: dict[str, Any]) -> str | None:
    by = row["entry"].officer
    return by.department.name if by and by.department else None


ENTRIES = Table(
    "entries",
    Text("台账", "Ledger"),
    (
        Column(Text("序号", "Entry"), lambda row: row["entry"].index, is_standing=True, finds=lambda row: row["entry"].dossier),
        Column(Text("时间", "When"), lambda row: row["entry"].at, is_standing=True),
        Column(Text("事项", "What"), lambda row: row["label"], is_standing=True),
        Column(Text("卷宗", "Dossier"), lambda row: row["entry"].dossier.number if row["entry"].dossier else None, is_standing=True),
        Column(Text("人员", "Who"), lambda row: row["entry"].officer.name if row["entry"].officer else None, is_standing=True),
        Column(Text("部门", "Department"), _department_of, is_standing=True),
        Column(Text("内容", "Told"), lambda row: row["body"]),
        Column(Text("叶哈希", "Leaf hash"), lambda row: row["leaf"], is_standing=True),
    ),
)
STAFF = Table(
    "staff",
    Text("人员", "Officers"),
    (
        Column(Text("姓名", "Name"), attrgetter("name")),
        Column(Text("用户名", "Username"), attrgetter("username")),
        OF_DEPARTMENT,
        Column(Text("职责", "Duty"), lambda row: row.get_duty_display()),
        Column(Text("角色", "Roles"), _roles),
        Column(Text("角色截止日", "Roles until"), attrgetter("roles_until")),
        Column(Text("启用", "Active"), attrgetter("is_active")),
    ),
)
#: The headings are those by which a roster is read, so that what was taken out, changed, comes in again.
ROSTER = Table(
    "roster",
    Text("人员名册", "Roster"),
    (
        Column(Text("姓名", "Name in Chinese"), attrgetter("name_zh")),
        Column(Text("英文姓名", "Name in English"), attrgetter("name_en")),
        Column(Text("用户名", "Username"), attrgetter("username")),
        OF_DEPARTMENT,
        Column(Text("执法证号", "Certificate"), attrgetter("certificate")),
        Column(Text("角色", "Roles"), lambda row: _roles(row) or said(Text("无", "none"))),
        Column(Text("角色截止日", "Roles until"), attrgetter("roles_until")),
        Column(Text("状态", "Status"), lambda row: said(Text("在岗", "active") if row.is_active else Text("离岗", "left"))),
    ),
)
ROSTER_FATES = Table(
    "roster_rows",
    Text("名册逐行结果", "Roster row by row"),
    (
        Column(Text("行号", "Row"), lambda row: row.number or None),
        Column(Text("结果", "What becomes of it"), lambda row: said(row.called)),
        Column(Text("姓名", "Name"), attrgetter("name")),
        Column(Text("用户名", "Username"), attrgetter("username")),
        Column(Text("部门", "Department"), attrgetter("department")),
        Column(Text("说明", "Why, or what changes"), lambda row: "".join(said(one) for one in row.why)),
    ),
)
POWERS = Table(
    "powers",
    Text("角色权限", "What roles may do"),
    (
        Column(Text("可以办理的事项", "What may be done"), lambda row: said(row.label)),
        Column(Text("所属工作", "Part of the work"), lambda row: said(row.owner)),
        Column(Text("角色", "Roles"), lambda row: _roles_of(row.by)),
    ),
)
