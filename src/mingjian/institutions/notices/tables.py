"""The list of notices as a table: who claims what right, and where it stands; how the sender is reached stays out."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.notices.models import DECLINED, Notice
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.tables import NUMBER, STATE
from mingjian.office.lists.tables import Column, Table


def _state(row: Notice) -> Text:
    if row.dossier:
        return state_label(row.dossier)
    return Text("未受理", "Declined") if row.standing == DECLINED else Text("尚未受理", "Not taken in yet")


NOTICES = Table(
    "notices",
    Text("侵权通知", "Notices"),
    (
        Column(NUMBER, attrgetter("number")),
        Column(Text("权利人", "Right holder"), lambda row: row.right.holder),
        Column(Text("权利", "Right"), lambda row: row.right.kind_label),
        Column(Text("登记号", "Registration"), lambda row: row.right.registration),
        Column(Text("网址", "Addresses"), lambda row: "\n".join(row.addresses)),
        Column(STATE, _state),
        Column(Text("平台", "Platform"), lambda row: row.department.name),
        Column(Text("发出时间", "Sent"), attrgetter("sent_at")),
    ),
)
