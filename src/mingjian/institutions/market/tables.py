"""What was loaded as a table."""

from datetime import date, datetime

from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.office.lists.tables import Column, Table


def _day(written: str) -> date | None:
    """Return a day that the lake tells as text as a day: a sheet sorts and counts by it."""
    return date.fromisoformat(written[:10]) if written else None


LOADS = Table(
    "loads",
    Text("数据文件", "Files of records"),
    (
        Column(Text("文件", "File"), lambda row: row.file),
        Column(Text("类别", "What it holds"), lambda row: kind(row.kind).title),
        Column(Text("来源", "Source"), lambda row: row.source),
        Column(Text("行数", "Rows"), lambda row: row.rows),
        Column(Text("未采用", "Not taken"), lambda row: row.bad),
        Column(Text("最早", "First"), lambda row: _day(row.first)),
        Column(Text("最晚", "Last"), lambda row: _day(row.last)),
        Column(Text("载入时间", "Loaded"), lambda row: datetime.fromisoformat(row.at)),
        Column(Text("哈希（SHA-256）", "SHA-256"), lambda row: row.digest),
    ),
)
