"""The list of notices as a table: who claims what right, and where it stands; how the sender is reached stays out. And the rates of what came back."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.notices.models import DECLINED, ENTERED, REFUSED, VERIFIED, Notice
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.tables import STATE
from mingjian.office.lists.tables import OWN_NUMBER, Column, Table


def _state(row: Notice) -> Text:
    if row.dossier:
        return state_label(row.dossier)
    return Text("未受理", "Declined") if row.standing == DECLINED else Text("尚未受理", "Not taken in yet")


_STANDINGS = {ENTERED: Text("尚未核验", "not verified yet"), VERIFIED: Text("已核验", "verified"), REFUSED: Text("不予认可", "refused")}
NOTICES = Table(
    "notices",
    Text("侵权通知", "Notices"),
    (
        OWN_NUMBER,
        Column(Text("权利人", "Right holder"), lambda row: row.right.holder),
        Column(Text("权利", "Right"), lambda row: row.right.kind_label),
        Column(Text("登记号", "Registration"), lambda row: row.right.registration),
        Column(Text("网址", "Addresses"), lambda row: "\n".join(row.addresses[:50])),
        Column(STATE, _state),
        Column(Text("平台", "Platform"), lambda row: row.department.name),
        Column(Text("发出时间", "Sent"), attrgetter("sent_at")),
    ),
)

MISSING = Table(
    "missing",
    Text("通知缺项统计", "What notices lacked"),
    (
        Column(Text("缺项", "What was missing"), lambda row: row.item.label),
        Column(Text("代码", "Code"), lambda row: row.item.key),
        Column(Text("请求补充中写明的次数", "Requests that name it"), attrgetter("count")),
        Column(Text("请求补充的次数", "Requests"), attrgetter("requests")),
    ),
)

RATES = Table(
    "came_back",
    Text("重复侵权率", "What came back"),
    (
        Column(Text("平台", "Platform"), lambda row: row.platform),
        Column(Text("网店", "Shop"), lambda row: row.seller),
        Column(Text("再次出现", "Came back"), lambda row: row.back.right),
        Column(Text("计入通知数", "Notices counted"), lambda row: row.back.judged),
        Column(Text("下限", "Lower bound"), lambda row: round(row.back.low, 4) if row.back.judged else None),
        Column(Text("上限", "Upper bound"), lambda row: round(row.back.high, 4) if row.back.judged else None),
        Column(Text("未满九十日", "Not 90 days old yet"), lambda row: row.young),
    ),
)

RIGHTS = Table(
    "rights",
    Text("权利库", "Rights"),
    (
        OWN_NUMBER,
        Column(Text("权利人", "Right holder"), lambda row: row.holder),
        Column(Text("权利", "Right"), lambda row: row.kind_label),
        Column(Text("名称", "Name of the mark"), lambda row: row.mark),
        Column(Text("登记号", "Registration"), lambda row: row.registration),
        Column(Text("类别和商品", "Classes and goods"), lambda row: row.classes),
        Column(Text("核验", "Verified"), lambda row: _STANDINGS[row.standing]),
        Column(Text("平台", "Platform"), lambda row: row.department.name),
        Column(Text("有效期至", "In force until"), lambda row: row.until),
    ),
)
