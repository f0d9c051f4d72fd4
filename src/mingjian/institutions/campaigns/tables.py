"""The list of special actions as a table."""

from operator import attrgetter

from mingjian.core.language import Text
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
