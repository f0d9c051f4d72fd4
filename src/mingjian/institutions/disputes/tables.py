"""The list of complaints as a table: what was bought and what is asked for, and nothing of the consumer."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

COMPLAINTS = Table(
    "complaints",
    Text("投诉", "Complaints"),
    (
        *dossier_columns(),
        Column(Text("商品", "Goods"), attrgetter("goods")),
        Column(Text("接收时间", "Received"), attrgetter("received_at")),
        Column(Text("平台", "Platform"), attrgetter("platform")),
        Column(Text("网店", "Shop"), attrgetter("shop_name")),
        Column(Text("金额（元）", "Amount, yuan"), attrgetter("price")),
    ),
)
