"""The rows behind a figure as a table."""

from functools import partial

from mingjian.core.language import Text
from mingjian.institutions.figures.services.outside import OutsideLine
from mingjian.institutions.figures.services.public_ratio import RatioLine
from mingjian.office.dossiers.tables import DOCKET, dossier_columns
from mingjian.office.lists.tables import Column, Table

VERDICTS = {True: Text("属实", "right"), False: Text("误报", "wrong")}

COUNTED_DOSSIERS = Table("figures-dossiers", Text("统计所指的卷宗", "Dossiers behind a figure"), dossier_columns(lambda row: row))
COUNTED_DEADLINES = Table(
    "figures-deadlines",
    Text("统计所指的期限", "Deadlines behind a figure"),
    (*DOCKET.columns, Column(Text("办结于", "Met at"), lambda row: row.closed_at)),
)
COUNTED_FINDINGS = Table(
    "figures-findings",
    Text("统计所指的发现", "Findings behind a figure"),
    (
        Column(Text("编号", "Number"), lambda row: row.pk),
        Column(Text("检测器", "Detector"), lambda row: row.detector),
        Column(Text("对象", "Subject"), lambda row: row.subject),
        Column(Text("分值", "Score"), lambda row: row.score),
        Column(Text("状态", "Status"), lambda row: row.get_status_display()),
        Column(Text("处理时间", "Settled"), lambda row: row.status_at),
        Column(Text("理由", "Reason"), lambda row: row.status_reason),
    ),
)
COUNTED_SAMPLES = Table(
    "figures-hits",
    Text("统计所指的规则样本", "Hits of rules behind a figure"),
    (
        Column(Text("规则", "Rule"), lambda row: row.trial.rule.title),
        Column(Text("规则编号", "Rule's number"), lambda row: row.trial.rule.number),
        Column(Text("对象", "Subject"), lambda row: row.subject),
        Column(Text("判断", "Verdict"), lambda row: VERDICTS[row.is_right]),
        Column(Text("判断时间", "Judged"), lambda row: row.judged_at),
    ),
)


def for_outside(quarters: list[str]) -> Table:
    """Return the table of counts by department and quarter, the total last; what is left out is a sign of its own, and no blank."""
    columns = [Column(Text(name, name), partial(_count, place)) for place, name in enumerate(quarters)]
    total = Column(Text("合计", "Total"), partial(_count, len(quarters)))
    return Table(
        "figures-outside", Text("对外统计表", "Figures for outside"), (Column(Text("部门", "Department"), lambda row: row.label or "合计"), *columns, total)
    )


def _count(place: int, row: OutsideLine) -> int | str:
    count = row.counts[place]
    return count if isinstance(count, int) else str(count or "*")


def _counted(count: object) -> object:
    return count if isinstance(count, int) else str(count or "*")


def _of_count(name: str, row: RatioLine) -> float | None:
    return None if row.by_count is None else getattr(row.by_count, name)


def _of_value(name: str, row: RatioLine) -> float | None:
    return None if row.by_value is None else getattr(row.by_value, name)


TRANSFER_RATIO = Table(
    "transfer-ratio",
    Text("移送率", "Share of cases transferred"),
    (
        Column(Text("领域或者地区", "Sector or region"), lambda row: row.label or "合计"),
        Column(Text("移送（件）", "Transferred"), lambda row: _counted(row.sent)),
        Column(Text("立案（件）", "Filed"), lambda row: _counted(row.filed)),
        *(
            Column(Text(f"按件{zh}", f"By count, {en}"), partial(_of_count, name))
            for name, zh, en in (("share", "", "share"), ("low", "下限", "low"), ("high", "上限", "high"))
        ),
        Column(Text("移送案值（万元）", "Value transferred (10,000 yuan)"), partial(_of_value, "sent")),
        Column(Text("全部案值（万元）", "Value of all (10,000 yuan)"), partial(_of_value, "of_all")),
        *(
            Column(Text(f"按案值{zh}", f"By value, {en}"), partial(_of_value, name))
            for name, zh, en in (("share", "", "share"), ("low", "下限", "low"), ("high", "上限", "high"))
        ),
    ),
    is_public=True,
)
