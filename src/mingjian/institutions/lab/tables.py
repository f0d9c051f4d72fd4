"""Experiments as a table."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.lists.tables import OF_DEPARTMENT, OWN_NUMBER, Column, Table

EXPERIMENTS = Table(
    "experiments",
    Text("政策实验", "Experiments"),
    (
        OWN_NUMBER,
        Column(Text("标题", "Title"), attrgetter("title")),
        Column(Text("状态", "State"), lambda row: row.get_state_display()),
        Column(Text("登记后运行", "Registered runs"), attrgetter("registered_runs")),
        Column(Text("探索", "Explorations"), attrgetter("explorations")),
        OF_DEPARTMENT,
        Column(Text("撰写人", "Written by"), lambda row: row.written_by.name),
        Column(Text("撰写时间", "Written"), attrgetter("written_at")),
    ),
)
