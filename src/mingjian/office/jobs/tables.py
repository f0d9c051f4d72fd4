"""Jobs as a table, as far as the officer may know of them."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

JOBS = Table(
    "jobs",
    Text("作业", "Jobs"),
    (
        Column(Text("编号", "Number"), lambda row: row.job.pk),
        Column(Text("作业", "Job"), lambda row: row.title),
        Column(Text("对象", "About"), lambda row: row.about),
        Column(Text("状态", "State"), lambda row: row.job.get_state_display()),
        Column(Text("结果", "Outcome"), lambda row: row.outcome),
        Column(Text("提交人", "Asked for by"), lambda row: row.job.by.name if row.job.by else None),
        Column(Text("部门", "Department"), lambda row: row.job.department.name if row.job.department else None),
        Column(Text("提交时间", "Queued at"), lambda row: row.job.queued_at),
        Column(Text("结束时间", "Ended at"), lambda row: row.job.ended_at),
    ),
)
