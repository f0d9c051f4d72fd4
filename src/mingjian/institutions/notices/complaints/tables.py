"""Complaints of right holders, as a table that leaves the house."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import OWN_NUMBER, Column, Table

STANDS = {"sent": Text("待采用", "Waits"), "taken_in": Text("已登记为线索", "Taken up as a clue"), "declined": Text("不予采用", "Declined")}

COMPLAINTS = Table(
    "holder_complaints",
    Text("权利人投诉", "Complaints of right holders"),
    (
        OWN_NUMBER,
        Column(Text("通知", "Notice"), lambda one: one.notice.number),
        Column(Text("权利人", "Right holder"), lambda one: one.notice.right.holder),
        Column(Text("平台", "Platform"), lambda one: one.notice.department.name),
        Column(Text("行", "Rows"), lambda one: one.rows),
        Column(Text("受理机关", "Authority"), lambda one: one.department.name),
        Column(Text("投诉时间", "Sent"), lambda one: one.sent_at),
        Column(Text("状态", "State"), lambda one: STANDS[one.standing]),
        Column(Text("线索", "Clue"), lambda one: one.clue.dossier.number if one.clue else ""),
    ),
)
