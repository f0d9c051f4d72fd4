"""Rules as a table, each with how often it was right."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

RULES = Table(
    "rules",
    Text("规则", "Rules"),
    (
        Column(Text("编号", "Number"), lambda card: card["rule"].number),
        Column(Text("规则", "Rule"), lambda card: card["rule"].title),
        Column(Text("内容", "What it asks"), lambda card: card["said"]),
        Column(Text("状态", "State"), lambda card: card["rule"].get_state_display()),
        Column(Text("属实", "Right"), lambda card: card["precision"].right),
        Column(Text("已判断", "Judged"), lambda card: card["precision"].judged),
        Column(Text("最近一次命中", "Hits of the last run"), lambda card: card["hits"]),
        Column(Text("部门", "Department"), lambda card: card["rule"].department.name),
        Column(Text("撰写人", "Written by"), lambda card: card["rule"].written_by.name),
        Column(Text("撰写时间", "Written"), lambda card: card["rule"].written_at),
    ),
)
