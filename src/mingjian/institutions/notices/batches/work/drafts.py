"""A file of notices before it is sent: each row's fate is shown, faulty rows are mended or taken out, and the good ones go when their sender says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.batches.work.fates import judge, refuse_everywhere, refuse_incomplete
from mingjian.institutions.notices.batches.work.row_files import TAKES, NoticeRow, kept_rows, mend, read_table, rows_kept
from mingjian.institutions.notices.batches.work.send_many import send_rows
from mingjian.institutions.notices.models import Batch, Draft
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import keep
from mingjian.office.models import Officer

#: How long a draft is kept; and after which a sending that never came to its end is begun anew. No article names either.
KEPT_FOR, CLAIMED_FOR = timedelta(days=7), timedelta(minutes=15)


def draft_file(data: bytes, told: Mapping[str, str], *, by: Officer, at: datetime, name: str = "notices.csv") -> Draft:
    """Read a CSV file, say at each row what becomes of it, and keep that; nothing is sent. Raises BadInput for no table, and for what is missing."""
    rows = read_table(data)
    refuse_incomplete(dict(told), by=by, at=at)
    refuse_everywhere(rows, dict(told), by=by, at=at)
    judge(rows, dict(told), by=by, at=at)
    kept = keep([data], name, takes=TAKES)
    with transaction.atomic():
        number = next_number(f"NF{localtime(at).year}-")
        return _made(number, rows, told, by, at, kept.name, kept.sha256)


def claim(number: str, rows: Sequence[NoticeRow], told: Mapping[str, str], *, by: Officer, at: datetime, name: str, sha256: str) -> Draft:
    """Keep a request under way, so that the same one sent at the same time is not done twice. Raises StepRefused where it is under way."""
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).filter(number=number).first()
        if held is None:
            held = _made(number, rows, told, by, at, name, sha256)
        return _claimed(held, at)


def _made(number: str, rows: Sequence[NoticeRow], told: Mapping[str, str], by: Officer, at: datetime, name: str, sha256: str) -> Draft:
    assert by.department is not None  # noqa: S101 - whoever may send a notice has one
    given = {"told": dict(told), "rows": kept_rows(rows)}
    return Draft.objects.create(number=number, department=by.department, by=by, made_at=at, name=name, sha256=sha256, **given)


def _claimed(draft: Draft, at: datetime) -> Draft:
    is_free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIMED_FOR)
    if not Draft.objects.filter(is_free, pk=draft.pk).update(claimed_at=at):
        raise StepRefused("这份文件正在发送，请稍候再看结果。", "This file is being sent: wait a little and look at its answer.")
    return draft


def mend_draft(draft: Draft, edits: Mapping[int, Mapping[str, str]], *, by: Officer, at: datetime) -> bool:
    """Write in what the sender changed, and judge the rows anew; return whether anything was changed."""
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        rows = rows_kept(held.rows)
        if not mend(rows, edits):
            return False
        judge(rows, held.told, by=by, at=at)
        held.rows = kept_rows(rows)
        held.save(update_fields=["rows"])
    draft.rows = held.rows
    return True


def send_draft(draft: Draft, *, by: Officer, at: datetime) -> Batch:
    """
    Send the rows that may go, judged once more, and return the batch with the answers.

    Rows that did not go are left in the draft, to be mended and sent with the same batch; where none is left, nor was taken out, it goes.
    Raises BadInput where no row may go, StepRefused where it is being sent already.
    """
    rows = rows_kept(draft.rows)
    if all(row.fault or row.is_out for row in rows):
        raise BadInput("没有可以提交的行：请先更正，或者上传另一份文件。", "No row can go: mend some first, or bring another file.")
    _claimed(draft, at)
    try:
        return send_rows(rows, draft.told, by=by, at=at, name=draft.name, sha256=draft.sha256, draft=draft)
    finally:
        Draft.objects.filter(number=draft.number).update(claimed_at=None)


def drop_draft(draft: Draft) -> None:
    """Throw a draft away: nothing of it was sent, or what was left of it is not to be."""
    draft.delete()


def forget_old(at: datetime) -> int:
    """Remove drafts after their time: what they hold is personal, and the answers stay in the batch."""
    gone, _ = Draft.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return gone


def counted(rows: Sequence[NoticeRow]) -> dict[str, Any]:
    """Return how many rows go, where to, how many do not, and how many were taken out."""
    good = [row for row in rows if row.goes_to and not row.fault]
    places: dict[tuple[str, str], int] = {}
    for row in good:
        assert row.goes_to is not None  # noqa: S101 - asked above
        key = (row.goes_to.zh, row.goes_to.en)
        places[key] = places.get(key, 0) + 1
    out = sum(row.is_out for row in rows)
    return {"good": len(good), "bad": len(rows) - len(good) - out, "out": out, "places": places, "hinted": sum(row.hint is not None for row in good)}


def shared_of(draft: Draft) -> list[tuple[Text, Text]]:
    """Return what is told once for all rows, paper by paper, as its sender reads it once more before it goes."""
    papers = rulebook().papers
    said = [(papers[name], str(value)) for name, value in draft.told.items() if name in papers and str(value).strip()]
    return [(paper.label, dict(paper.options).get(value) or Text(value, value)) for paper, value in said]
