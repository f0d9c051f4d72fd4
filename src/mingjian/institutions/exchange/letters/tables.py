"""How soon members answer, as a table."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

ANSWERS = Table(
    "answers",
    Text("协查答复用时", "How soon members answer"),
    (
        Column(Text("成员", "Member"), lambda row: row.name),
        Column(Text("类别", "Kind"), lambda row: Text("其他节点", "other node") if row.is_node else Text("本节点部门", "department of this node")),
        Column(Text("收到请求（件）", "Asked"), lambda row: row.asked),
        Column(Text("其中来自其他节点（件）", "Of these by other nodes"), lambda row: row.from_nodes),
        Column(Text("已答复（件）", "Answered"), lambda row: len(row.taken)),
        Column(Text("答复用时中位数（日）", "Median time of an answer (days)"), lambda row: row.median_days),
        Column(Text("待答复（件）", "Waiting"), lambda row: len(row.waits)),
        Column(Text("最早的待答复自", "The oldest waits since"), lambda row: row.oldest),
    ),
)
