"""Experiments as a table."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

EXPERIMENTS = Table(
    "experiments",
    Text("政策实验", "Experiments"),
    (
        Column(Text("编号", "Number"), attrgetter("number")),
        Column(Text("标题", "Title"), attrgetter("title")),
        Column(Text("状态", "State"), lambda row: row.get_state_display()),
        Column(Text("登记后运行", "Registered runs"), attrgetter("registered_runs")),
        Column(Text("探索", "Explorations"), attrgetter("explorations")),
        Column(Text("部门", "Department"), lambda row: row.department.name),
        Column(Text("撰写人", "Written by"), lambda row: row.written_by.name),
        Column(Text("撰写时间", "Written"), attrgetter("written_at")),
    ),
)
