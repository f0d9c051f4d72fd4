"""The list of clues as a table."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.language import said
from mingjian.office.lists.tables import Column, Table

CLUES = Table(
    "clues",
    Text("线索", "Clues"),
    (
        *dossier_columns(),
        Column(Text("来源", "Source"), lambda row: row.get_source_display()),
        Column(Text("接收时间", "Received"), attrgetter("received_at")),
        Column(Text("平台", "Platform"), attrgetter("platform")),
        Column(Text("网店", "Shop"), attrgetter("shop_name")),
        Column(Text("网店编号", "Shop's id"), attrgetter("shop_id")),
        Column(Text("经营者", "Operator"), attrgetter("operator_name")),
        Column(Text("涉嫌行为", "Suspected act"), attrgetter("suspected_act")),
        Column(Text("金额（元）", "Amount, yuan"), attrgetter("amount")),
        Column(Text("处理结果", "Result"), lambda row: said(row.result_said)),
    ),
)
