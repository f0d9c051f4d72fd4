"""Lists of clues that went to others, as tables."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

REPORTED = Table(
    "clues_reported",
    Text("本单位报送的线索", "Clues that we reported"),
    (
        *dossier_columns(),
        Column(Text("接收时间", "Received"), attrgetter("received_at")),
        Column(Text("平台", "Platform"), attrgetter("platform")),
        Column(Text("网店编号", "Shop's id"), attrgetter("shop_id")),
        Column(Text("涉嫌行为", "Suspected act"), attrgetter("suspected_act")),
    ),
)

WRONG_SENDS = Table(
    "wrong_sends",
    Text("误送", "Wrong sends"),
    (
        Column(Text("线索编号", "Clue"), lambda row: row.clue.dossier.number),
        Column(Text("拒收时间", "Refused"), attrgetter("at")),
        Column(Text("送出部门", "Sent by"), lambda row: row.sender.name if row.sender else ""),
        Column(Text("拒收部门", "Refused by"), lambda row: row.receiver.name),
        Column(Text("原因", "Why"), attrgetter("ground")),
        Column(Text("商品领域", "Field of goods"), attrgetter("field")),
        Column(Text("违法行为", "Act"), attrgetter("act")),
        Column(Text("代码表所指部门", "The code list names"), lambda row: "、".join(one.zh for one in row.competent)),
    ),
)
