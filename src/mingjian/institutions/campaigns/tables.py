"""The list of special actions as a table."""

from functools import partial
from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.campaigns.queries import Figure
from mingjian.institutions.campaigns.services.breakdown import COUNTED, BreakdownRow
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

CAMPAIGNS = Table(
    "campaigns",
    Text("专项行动", "Special actions"),
    (
        *dossier_columns(),
        Column(Text("重点商品", "Key goods"), attrgetter("goods")),
        Column(Text("开始", "Begins"), attrgetter("starts_on")),
        Column(Text("结束", "Ends"), attrgetter("ends_on")),
    ),
)


def _count(name: str, row: BreakdownRow) -> int:
    return row.tally.counts[name]


BREAKDOWN = Table(
    "campaign-counties",
    Text("分县分商品", "By county and goods"),
    (
        Column(Text("单位", "Department"), lambda row: row.county or Text("合计", "Total")),
        Column(Text("商品领域", "Field of goods"), attrgetter("goods")),
        *(Column(label, partial(_count, name)) for name, label in COUNTED.items()),
        Column(Text("案值（元）", "Value (yuan)"), lambda row: row.tally.value),
    ),
)


def figures_of(weekly: dict[str, Figure], since: str) -> Table:
    """Return the table of figures: from the beginning, and in the last days, by the same rows."""
    return Table(
        "campaign-figures",
        Text("统计表", "Figures"),
        (
            Column(Text("项目", "What is counted"), lambda one: one.row.label),
            Column(Text("单位", "Unit"), lambda one: one.row.unit),
            Column(Text("累计", "In all"), attrgetter("value")),
            Column(Text(f"{since}以来", f"Since {since}"), lambda one: weekly[one.row.key].value),
        ),
    )


WATCHED = Table(
    "campaign-coverage",
    Text("监测覆盖", "What was watched"),
    (
        Column(Text("检测器", "Detector"), attrgetter("title")),
        Column(Text("运行（次）", "Runs"), attrgetter("runs")),
        Column(Text("首次", "First on"), attrgetter("first_on")),
        Column(Text("最近", "Last on"), attrgetter("last_on")),
        Column(Text("看过的对象（一次最多）", "Subjects looked at (the most in one run)"), attrgetter("looked_at")),
        Column(Text("发现", "Found"), lambda one: one.found.right),
        Column(Text("发现率下限", "Share found, low"), lambda one: one.found.low if one.looked_at else None),
        Column(Text("发现率上限", "Share found, high"), lambda one: one.found.high if one.looked_at else None),
        Column(Text("采用为线索", "Taken up"), attrgetter("taken_up")),
        Column(Text("归入本行动", "Counted in the action"), attrgetter("counted")),
    ),
)
