"""
The lists of parcels as tables: inquiries to couriers, outlets.

What else a courier was asked for (the matter) it does not see, and it stays out.
"""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

INQUIRIES = Table(
    "waybill-inquiries",
    Text("寄递查询", "Inquiries about waybills"),
    (*dossier_columns(), Column(Text("运单号", "Waybill"), attrgetter("waybill"))),
)

OUTLETS = Table(
    "outlets",
    Text("快递网点收寄情况", "Outlets of couriers"),
    (
        Column(Text("快递企业", "Courier"), attrgetter("courier")),
        Column(Text("网点", "Outlet"), attrgetter("outlet")),
        Column(Text("地区", "Region"), attrgetter("place")),
        Column(Text("收寄件数", "Parcels"), attrgetter("parcels")),
        Column(Text("应查验", "To be checked"), attrgetter("unchecked.judged")),
        Column(Text("未查验", "Not checked"), attrgetter("unchecked.right")),
        Column(Text("未查验比例下限", "Share not checked, lower bound"), attrgetter("unchecked.low")),
        Column(Text("未查验比例上限", "Share not checked, upper bound"), attrgetter("unchecked.high")),
        Column(Text("同一寄件人一日最多件数", "Most parcels of one sender in a day"), attrgetter("busiest")),
        Column(Text("测试交寄次数", "Test postings"), attrgetter("tests.judged")),
        Column(Text("测试中未履行", "Duty not done in tests"), attrgetter("tests.right")),
    ),
)
