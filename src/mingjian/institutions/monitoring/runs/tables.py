"""Detectors as a table: what each looked at last, and how its findings fared."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

DETECTORS = Table(
    "detectors",
    Text("检测器", "Detectors"),
    (
        Column(Text("检测器", "Detector"), lambda row: row.detector.title),
        Column(Text("说明", "What it does"), lambda row: row.detector.summary),
        Column(Text("未能覆盖", "What it does not see"), lambda row: row.detector.blind),
        Column(Text("读取", "Reads"), lambda row: row.reads),
        Column(Text("缺少", "Lacks"), lambda row: row.lacks),
        Column(Text("最近运行", "Last run"), lambda row: row.run.started_at if row.run else None),
        Column(Text("数据不足以判断的", "Too little to judge"), lambda row: " ".join(row.lacking_said)),
        Column(Text("目的", "Purpose"), lambda row: row.purpose),
        Column(Text("未处理", "New"), lambda row: row.counts["new"]),
        Column(Text("已采用", "Taken up"), lambda row: row.counts["taken_up"]),
        Column(Text("不予跟进", "Set aside"), lambda row: row.counts["set_aside"]),
    ),
)
