"""Take the notices of a file back within an hour, those that their platforms have not taken in."""

from dataclasses import dataclass, field
from datetime import datetime

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.ledger.leaf import parse
from mingjian.institutions.notices.acts import undo_notice
from mingjian.institutions.notices.models import SENT, UNDONE_WITHIN, Batch, Notice
from mingjian.office.models import Entry, Officer
from mingjian.office.record.entries import earlier, other_request


@dataclass
class Undoing:
    """How many notices were taken back, and which stand, each with the reason."""

    done: int = 0
    refused: list[tuple[str, Text]] = field(default_factory=list)


def notices_of(batch: Batch) -> list[Notice]:
    """Return the notices that the rows of a file became, in their order, without what they name."""
    numbers = list(dict.fromkeys(one[3] for one in batch.rows if one[3]))
    found = {
        one.number: one for one in Notice.objects.filter(number__in=numbers).select_related("department", "dossier", "sent_by").defer("addresses", "facts")
    }
    return [found[number] for number in numbers if number in found]


def may_undo(notice: Notice, at: datetime) -> bool:
    """Return whether a notice can be taken back still."""
    return notice.standing == SENT and at <= notice.sent_at + UNDONE_WITHIN


def about_of(entry: Entry) -> str:
    """Return the name of what an entry is about."""
    return _bare(str(parse(entry.body.encode()).get("about", "")))


def _bare(name: str) -> str:
    """Return the name of a thing without what a node adds behind it."""
    return name.partition("#")[0]


def undo_batch(batch: Batch, *, by: Officer, at: datetime, key: str | None = None) -> Undoing:
    """
    Take back each notice that can be, one by one. Raises BadInput where none can.

    `key`: a string of the client's; the same key again gives the same answer and does nothing, for another file it is refused.
    """
    outcome, notices = Undoing(), notices_of(batch)
    if (before := earlier(by, key)) and (before.kind != "notice_undone" or about_of(before) not in {_bare(one.wire_name) for one in notices}):
        raise other_request()
    named = key
    for notice in notices:
        try:
            undo_notice(Notice.objects.get(pk=notice.pk), by=by, at=at, key=named)
        except MingjianError as refused:
            outcome.refused.append((notice.number, refused.text))
        else:
            outcome.done += 1
            named = key and f"{key}:{outcome.done}"  # the first notice bears the client's key itself, so that it stands for nothing else
    if not outcome.done:
        raise BadInput(
            "没有可以撤销的通知：平台已经接收，或者提交已满一小时。",
            "No notice can be taken back: the platforms took them in, or the hour is over.",
        )
    return outcome
