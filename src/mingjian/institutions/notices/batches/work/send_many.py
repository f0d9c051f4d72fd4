"""Send the notices of many rows: put together by platform, each row has its answer, and one that is wrong stops no other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.institutions.notices.acts import send_notice
from mingjian.institutions.notices.batches.work.fates import judge, right_known
from mingjian.institutions.notices.batches.work.row_files import MOST_BYTES, MOST_ROWS, TAKES, NoticeRow, kept_rows, read_table
from mingjian.institutions.notices.models import UNDONE, Batch, Draft, Notice
from mingjian.institutions.notices.services.addresses import MOST
from mingjian.institutions.notices.services.rows import positions_of, rows_said
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import keep
from mingjian.office.models import Department, Officer
from mingjian.office.record.entries import Count, enter, own_key

__all__ = ["MOST_BYTES", "MOST_ROWS", "TAKES", "send_many", "send_rows"]


def send_many(data: bytes, told: dict[str, str], *, by: Officer, at: datetime, name: str = "notices.csv") -> Batch:
    """
    Send the notices of a CSV file (columns address, platform, and perhaps facts), by what is told of right and holder once for all of them.

    The file is kept as it came, under its hash, before its first notice is sent; the answers are kept, too. Raises BadInput for a file that is no such
    table; what is wrong with one row stands at that row.
    """
    rows = read_table(data)
    kept = keep([data], name, takes=TAKES)
    return send_rows(rows, told, by=by, at=at, name=kept.name, sha256=kept.sha256)


def send_rows(
    rows: Sequence[NoticeRow],
    told: dict[str, str],
    *,
    by: Officer,
    at: datetime,
    name: str,
    sha256: str,
    draft: Draft | None = None,
    mark: Mapping[str, Any] | None = None,
) -> Batch:
    """
    Judge rows and send those that may go; return the batch with the answer to each row: a new one, or that of which these rows were left over.

    `draft`: where the rows are kept while they are sent. Each notice says of which rows of it it is, so that a sending that was broken off and is begun anew
    sends no row again; with the answers the draft is left with the rows that did not go. `mark`: the client's own key, and the digest of what came with it.
    """
    judged = judge(rows, told, by=by, at=at, has_hints=False)
    _find_sent(rows, draft)
    for platform, good in judged.items():
        left = [row for row in good if row.notice is None]
        for first in range(0, len(left), MOST):
            _send(left[first : first + MOST], platform, told, by, at, draft)
    bad = sum(row.notice is None for row in rows)
    given = {"key": own_key(by, mark["key"]), "sent": mark["sent"]} if mark else {}
    with transaction.atomic():
        batch = _keep(rows, draft.batch if draft else None, name, sha256, by, at)
        enter("notices_brought", at=at, by=by, about=batch, file=sha256, rows=Count(len(rows)), bad=Count(bad), **given)
        if draft is not None:
            _leave(draft, rows, batch)
    return batch


def _find_sent(rows: Sequence[NoticeRow], draft: Draft | None) -> None:
    """Note at rows the notice that they are part of already, from a sending of the same draft that never came to its end."""
    if draft is None:
        return
    known = {row.number: row for row in rows}
    for notice in Notice.objects.filter(sending=draft.number).exclude(standing=UNDONE).order_by("pk"):
        addresses = set(notice.addresses)
        for number in positions_of(notice.sent_rows, MOST_ROWS):
            row = known.get(number)
            if row is not None and row.address in addresses:  # one that was mended since is another
                row.notice, row.fault = notice, None


def _leave(draft: Draft, rows: Sequence[NoticeRow], batch: Batch) -> None:
    """Leave in a draft the rows that did not go and were not taken out; without any it goes."""
    left = [row for row in rows if row.notice is None and not row.is_out]
    if not left:
        draft.delete()
        return
    draft.rows, draft.batch = kept_rows(left), batch
    draft.save(update_fields=["rows", "batch"])


def _keep(rows: Sequence[NoticeRow], batch: Batch | None, name: str, sha256: str, by: Officer, at: datetime) -> Batch:
    """Keep the answer to each row, in the place of the one that it had before."""
    answers = {row.number: _answer(row) for row in rows}
    if batch is not None:
        held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        held.rows = [answers.get(one[0], one) for one in held.rows]
        held.save(update_fields=["rows"])
        return held
    assert by.department is not None  # noqa: S101 - whoever sent a notice has one
    number = next_number(f"NB{localtime(at).year}-")
    return Batch.objects.create(number=number, department=by.department, sent_by=by, sent_at=at, name=name, sha256=sha256, rows=list(answers.values()))


def _answer(row: NoticeRow) -> list[Any]:
    fault = ("已由提交人移除。", "Its sender took it out.") if row.is_out else (row.fault.zh, row.fault.en) if row.fault else ("", "")
    return [row.number, row.address, row.platform, row.notice.number if row.notice else "", *fault]


def _send(held: Sequence[NoticeRow], platform: Department, told: dict[str, str], by: Officer, at: datetime, draft: Draft | None) -> None:
    """Send one notice of some rows, each of which was checked, by the right that the sender has in this platform's locker already, if any."""
    right = right_known(platform, told, by)
    given = {**told, "right_code": right.code if right else "", "sending": draft.number if draft else ""}
    given["sent_rows"] = rows_said(row.number for row in held) if draft else ""
    addresses, notes = "\n".join(row.address for row in held), {row.address: row.note for row in held if row.note}
    try:
        notice = send_notice(by=by, at=at, platform_department=platform.pk, listing_addresses=addresses, is_checked=True, row_notes=notes, **given)
    except MingjianError as refused:
        for row in held:
            row.fault = refused.text
    else:
        for row in held:
            row.notice = notice
