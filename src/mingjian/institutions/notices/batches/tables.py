"""The answers to the rows of a file of notices, as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.notices.models import Batch
from mingjian.office.lists.tables import Column, Table


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
