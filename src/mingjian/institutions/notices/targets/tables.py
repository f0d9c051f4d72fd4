"""The rows of notices as a table that leaves the house: without the words of parties, which may name persons."""

from operator import attrgetter

from mingjian.core.capture.outcome import WORDS
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.models import Target
from mingjian.institutions.notices.services.looks import next_look
from mingjian.institutions.notices.targets.queries import ENDED, KEPT_AS, STATES
from mingjian.office.lists.tables import Column, Table


def measure_said(row: Target) -> Text | None:
    """Return the measure on a row in words."""
    return dict(rulebook().papers["measure"].options).get(row.measure)


ROWS = Table(
    "notice_addresses",
    Text("被通知的网址", "Addresses complained of"),
    (
        Column(Text("通知", "Notice"), lambda row: row.notice.number),
        Column(Text("行", "Row"), attrgetter("position")),
        Column(Text("网址", "Address"), attrgetter("address")),
        Column(Text("状态", "State"), lambda row: STATES[row.state]),
        Column(Text("取证方式", "Shown by"), lambda row: KEPT_AS.get(row.kept_as)),
        Column(Text("取证", "Capture"), lambda row: row.capture.number if row.capture else ""),
        Column(Text("取证时间", "Captured"), attrgetter("kept_at")),
        Column(Text("措施", "Measure"), measure_said),
        Column(Text("理由", "Reason"), attrgetter("reason")),
        Column(Text("处理时间", "Decided"), attrgetter("decided_at")),
        Column(Text("声明时间", "Answered"), attrgetter("answered_at")),
        Column(Text("到达日", "Arrived"), attrgetter("arrived_on")),
        Column(Text("期限", "Days until"), attrgetter("due")),
        Column(Text("终止原因", "Why lifted"), lambda row: ENDED.get(row.ended_as)),
        Column(Text("回访", "Second look"), attrgetter("seen_at")),
        Column(Text("回访结果", "What it showed"), lambda row: WORDS.get(row.seen)),
        Column(Text("下次回访", "Next look"), next_look),
        Column(Text("再次出现", "Came back"), lambda row: Text("是", "yes") if row.is_back else Text("否", "no")),
    ),
)

FOUND_BY = {"address": Text("同一网址或者商品", "the same address or listing"), "picture": Text("相同图片", "the same picture")}
SIGHTINGS = Table(
    "notice_sightings",
    Text("采取措施之后再次出现", "Offered again after a measure"),
    (
        Column(Text("商品", "Listing"), attrgetter("listing")),
        Column(Text("网址", "Address"), attrgetter("address")),
        Column(Text("依据", "Found by"), lambda one: FOUND_BY[one.by]),
        Column(Text("图片相差位数", "Bits by which pictures differ"), attrgetter("bits")),
        Column(Text("数据所见时间", "Seen"), attrgetter("seen_at")),
        Column(Text("原通知", "Earlier notice"), lambda one: one.target.notice.number),
        Column(Text("原网址", "Earlier address"), lambda one: one.target.address),
        Column(Text("原措施", "Earlier measure"), lambda one: measure_said(one.target)),
        Column(Text("原理由", "Earlier reason"), lambda one: one.target.reason),
        Column(Text("原处理时间", "Decided"), lambda one: one.target.decided_at),
        Column(Text("已查看", "Looked into"), attrgetter("settled_at")),
    ),
)
