"""Closed penalties near the line of a crime as a table."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

INSTEAD = Table(
    "penalties-near-crime",
    Text("以罚代刑迹象", "Signs of a fine in the place of a crime"),
    (
        Column(Text("案件", "Case"), lambda row: row.number),
        Column(Text("名称", "Title"), lambda row: row.case.dossier.title),
        Column(Text("办案机关", "Authority"), lambda row: row.case.department.name),
        Column(Text("决定日期", "Decided on"), lambda row: row.decided_on),
        Column(Text("罚款（元）", "Fine (yuan)"), lambda row: row.fine),
        Column(Text("达到追诉标准", "At the line"), lambda row: row.is_at_line),
        Column(Text("与追诉标准的比较", "How it stands to the line"), lambda row: "；".join(one.text.zh for one in row.crimes)),
        Column(Text("条文", "Articles"), lambda row: "；".join(dict.fromkeys(ground for one in row.crimes for ground in one.grounds))),
        Column(Text("其他迹象", "Other signs"), lambda row: "；".join(f"{label.zh}：{why.zh}" for label, why in row.signs)),
        Column(Text("审查卷宗", "Examined in"), lambda row: row.examined.number if row.examined else None),
    ),
)
