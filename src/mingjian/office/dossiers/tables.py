"""Columns that every list of dossiers has, and the list of all of them."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from mingjian.core.language import Text
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.lists.tables import Column, Table
from mingjian.office.models import Deadline, Dossier

NUMBER, STATE, DEPARTMENT = Text("编号", "Number"), Text("状态", "State"), Text("承办部门", "Held by")


def dossier_columns(of: Callable[[Any], Dossier] = attrgetter("dossier")) -> tuple[Column, ...]:
    """Return number, title, state, holder, officer and days of the dossier that a row belongs to; `of` finds it."""
    return (
        Column(NUMBER, lambda row: of(row).number, is_standing=True, finds=of),
        Column(Text("标题", "Title"), lambda row: of(row).title),
        Column(STATE, lambda row: state_label(of(row)), is_standing=True),
        Column(DEPARTMENT, lambda row: of(row).department.name, is_standing=True),
        Column(Text("承办人", "Officer"), lambda row: held.name if (held := of(row).officer) else None, is_standing=True),
        Column(Text("建立时间", "Opened"), lambda row: of(row).opened_at, is_standing=True),
        Column(Text("最近办理", "Last step"), lambda row: of(row).moved_at, is_standing=True),
        Column(Text("已办结", "Closed"), lambda row: of(row).is_closed, is_standing=True),
    )


DOSSIERS = Table(
    "dossiers",
    Text("卷宗", "Dossiers"),
    (
        *dossier_columns(lambda row: row),
        Column(Text("程序", "Procedure"), lambda row: sheet_of(row).title),
        Column(Text("对象", "Subject"), attrgetter("subject")),
    ),
)


def _end(row: Deadline) -> Any:
    return row.due or (Text("中止", "suspended") if row.suspended_since else Text("立即或者及时", "at once or promptly"))


DOCKET = Table(
    "docket",
    Text("期限", "Deadlines"),
    (
        Column(Text("期限", "Deadline"), attrgetter("label"), is_standing=True),
        Column(Text("届满", "Due"), _end, is_standing=True),
        Column(Text("中止自", "Suspended since"), attrgetter("suspended_since"), is_standing=True),
        Column(Text("由谁办理", "Due with"), lambda row: row.due_with.name if row.due_with else None, is_standing=True),
        Column(Text("法律依据", "Ground"), attrgetter("basis"), is_standing=True),
        *dossier_columns()[:5],
    ),
)
