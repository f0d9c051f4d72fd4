"""Statements of reasons as tables, in words."""

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.publication.reasons.services.fields import DECISIONS
from mingjian.office.lists.tables import Column, Table


def option_said(paper: str, value: str) -> Text | None:
    """Return a choice in words; None where nothing was chosen."""
    return dict(rulebook().papers[paper].options).get(value)


REASONS = Table(
    "statements_of_reasons",
    Text("处理理由", "Statements of reasons"),
    (
        Column(Text("编号", "Number"), lambda row: row.uid),
        Column(Text("日期", "Day"), lambda row: row.day),
        Column(Text("平台", "Platform"), lambda row: row.platform.name),
        Column(Text("处理", "Decision"), lambda row: DECISIONS[row.decision]),
        Column(Text("措施", "Measure"), lambda row: option_said("measure", row.measure)),
        Column(Text("依据", "Grounds"), lambda row: "; ".join(row.grounds)),
        Column(Text("权利", "Right"), lambda row: option_said("right", row.right_kind)),
        Column(Text("类别", "Classes"), lambda row: row.classes),
        Column(Text("商品", "Goods"), lambda row: row.goods),
        Column(Text("网址数", "Addresses"), lambda row: row.addresses),
        Column(Text("自动化手段", "Automated means"), lambda row: option_said("automation", row.automation)),
        Column(Text("小时", "Hours"), lambda row: row.hours),
        Column(Text("事实和理由", "Facts and reasons"), lambda row: row.facts),
        Column(Text("撤下日期", "Withheld on"), lambda row: row.withheld_at),
        Column(Text("撤下原因", "Why withheld"), lambda row: row.withheld_why),
    ),
    is_public=True,
)

MONTHLY = Table(
    "reasons_by_month",
    Text("处理理由按月统计", "Statements of reasons by month"),
    (
        Column(Text("月份", "Month"), lambda row: f"{row['month']:%Y-%m}"),
        Column(Text("平台", "Platform"), lambda row: Text(row["platform__name_zh"], row["platform__name_en"])),
        Column(Text("处理", "Decision"), lambda row: DECISIONS[row["decision"]]),
        Column(Text("措施", "Measure"), lambda row: option_said("measure", row["measure"])),
        Column(Text("权利", "Right"), lambda row: option_said("right", row["right_kind"])),
        Column(Text("处理数", "Decisions"), lambda row: row["count"]),
        Column(Text("网址数", "Addresses"), lambda row: row["of_addresses"]),
        Column(Text("平均小时", "Mean hours"), lambda row: round(row["mean_hours"], 1)),
    ),
    is_public=True,
)
