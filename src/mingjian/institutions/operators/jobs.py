"""The job that examines a platform's report of its operators."""

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.services.orders import KIND
from mingjian.institutions.operators.work.examination import examine_report
from mingjian.office.jobs.kinds import job
from mingjian.office.jobs.work import Outcome, Work

READS = Text("正在逐行审核，已完成（百分比）", "Examining row by row; percent done")


@job(KIND, Text("审核经营者信息报送表", "Examine a report of operators"), attempts=2)
def examine_one(work: Work) -> Outcome:
    """Examine one report; one that is examined already is not examined again."""
    report = Report.objects.select_related("brought_by", "department").filter(number=work.job.args["report"]).first()
    if report is None:
        raise NotFound("报送表已不存在。", "The report is there no more.")
    if report.stands != "examined":
        by = report.brought_by
        report = examine_report(report, by=by, clock=work.clock, guard=work.guard, progress=lambda part: work.tell(int(part * 100), 100, READS))
    zh = f"{report.rows:,} 行：通过 {report.passed:,}，须人看 {report.doubtful:,}，不符 {report.wrong:,}。"
    en = f"{report.rows:,} {'row' if report.rows == 1 else 'rows'}: {report.passed:,} pass, {report.doubtful:,} for a person, {report.wrong:,} fail."
    return Outcome(Text(zh, en), report.get_absolute_url())
