"""What was loaded as a table."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.office.lists.tables import Column, Table

LOADS = Table(
    "loads",
    Text("数据文件", "Files of records"),
    (
        Column(Text("文件", "File"), lambda row: row.file),
        Column(Text("类别", "What it holds"), lambda row: kind(row.kind).title),
        Column(Text("来源", "Source"), lambda row: row.source),
        Column(Text("行数", "Rows"), lambda row: row.rows),
        Column(Text("未采用", "Not taken"), lambda row: row.bad),
        Column(Text("最早", "First"), lambda row: row.first),
        Column(Text("最晚", "Last"), lambda row: row.last),
        Column(Text("载入时间", "Loaded"), lambda row: datetime.fromisoformat(row.at)),
        Column(Text("摘要", "SHA-256"), lambda row: row.digest),
    ),
)
