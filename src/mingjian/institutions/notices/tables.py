"""The list of notices as a table: who claims what right, and where it stands; how the sender is reached stays out. And the rates of what came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.notices.models import DECLINED, Batch, Notice
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.tables import STATE
from mingjian.office.lists.tables import OWN_NUMBER, Column, Table


def _state(row: Notice) -> Text:
    if row.dossier:
        return state_label(row.dossier)
    return Text("未受理", "Declined") if row.standing == DECLINED else Text("尚未受理", "Not taken in yet")


NOTICES = Table(
    "notices",
    Text("侵权通知", "Notices"),
    (
        OWN_NUMBER,
        Column(Text("权利人", "Right holder"), lambda row: row.right.holder),
        Column(Text("权利", "Right"), lambda row: row.right.kind_label),
        Column(Text("登记号", "Registration"), lambda row: row.right.registration),
        Column(Text("网址", "Addresses"), lambda row: "\n".join(row.addresses)),
        Column(STATE, _state),
        Column(Text("平台", "Platform"), lambda row: row.department.name),
        Column(Text("发出时间", "Sent"), attrgetter("sent_at")),
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


@dataclass(frozen=True)
class RowAnswer:
    """What came of one row of a file of notices."""

    number: int
    address: str
    platform: str
    notice: str
    fault: Text | None


def answers_of(batch: Batch) -> Iterator[RowAnswer]:
    """Return the answer to each row of a file, in its order."""
    for number, address, platform, notice, zh, en in batch.rows:
        yield RowAnswer(number, address, platform, notice, Text(zh, en) if zh else None)


ANSWERS = Table(
    "notice_rows",
    Text("批量提交的逐行答复", "Answers to the rows of a file of notices"),
    (
        Column(Text("行", "Row"), attrgetter("number")),
        Column(Text("网址", "Address"), attrgetter("address")),
        Column(Text("平台", "Platform"), attrgetter("platform")),
        Column(Text("通知", "Notice"), attrgetter("notice")),
        Column(Text("未提交的原因", "Why it was not sent"), attrgetter("fault")),
    ),
)
