"""How soon members answer, as a table."""

from typing import Any

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table


def _kind(row: Any) -> Text:
    if row.is_told:
        return Text(f"其他节点自报（{row.as_of}）", f"other node, by its own count ({row.as_of})")
    return Text("其他节点，按本节点所发的函", "other node, by the letters of this one") if row.is_node else Text("本节点部门", "department of this node")


ANSWERS = Table(
    "answers",
    Text("协查答复用时", "How soon members answer"),
    (
        Column(Text("成员", "Member"), lambda row: row.name),
        Column(Text("类别", "Kind"), _kind),
        Column(Text("收到请求（件）", "Asked"), lambda row: row.asked),
        Column(Text("其中来自其他节点（件）", "Of these by other nodes"), lambda row: row.from_nodes),
        Column(Text("已答复（件）", "Answered"), lambda row: row.answered),
        Column(Text("答复用时中位数（日）", "Median time of an answer (days)"), lambda row: row.median_days),
        Column(Text("待答复（件）", "Waiting"), lambda row: row.waiting),
        Column(Text("最早的待答复自", "The oldest waits since"), lambda row: row.oldest),
    ),
)
