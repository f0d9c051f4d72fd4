"""Buyers' kits as a table: what pages show of them, and nothing that is masked there."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.evidence.services.checklist import lacking
from mingjian.office.lists.tables import OWN_NUMBER, Column, Table

STATES = {"open": Text("未处理", "New"), "set_aside": Text("不予跟进", "Set aside"), "taken_up": Text("已采用", "Taken up"), "erased": Text("已销毁", "Erased")}

KITS = Table(
    "kits",
    Text("买家证据", "Buyers' evidence"),
    (
        OWN_NUMBER,
        Column(Text("商品", "Goods"), attrgetter("goods")),
        Column(Text("处所", "Place"), attrgetter("place")),
        Column(Text("状态", "State"), lambda row: STATES[row.state]),
        Column(Text("线索", "Followed in"), attrgetter("taken_up_as")),
        Column(Text("待答复自", "Waits for an answer since"), attrgetter("asks_since")),
        Column(Text("材料件数", "Files"), lambda row: len(row.items.all())),
        Column(Text("还缺", "Still missing"), lambda row: len(lacking(row))),
        Column(Text("建立时间", "Opened"), attrgetter("opened_at")),
    ),
)
