"""Examine a platform's report against the business register in the lake, row by row, and keep the answers."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.examination import Examination, examine
from mingjian.core.procedure import rulebook
from mingjian.core.screening.output import written
from mingjian.institutions.market.queries.register import register_of_lake
from mingjian.institutions.operators.models import Report
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.storage import keep_file
from mingjian.office.files.store import laid_out
from mingjian.office.models import Officer
from mingjian.office.record.entries import counts, enter


def examine_report(
    report: Report, *, by: Officer, clock: Callable[[], datetime], guard: Callable[[], None], progress: Callable[[float], None] = lambda part: None
) -> Report:
    """Examine it as on the day it was brought. What cannot be examined is noted on the report, in words, and raised."""
    with tempfile.TemporaryDirectory(prefix="mingjian-report-", ignore_cleanup_errors=True) as folder:
        try:
            done = _examined(report, Path(folder), progress)
        except MingjianError as refused:
            _fail(report, refused, guard)
            raise
        answers = Path(folder) / f"{report.number}.parquet"
        written([done.table], done.table.schema, answers)
        digest = keep_file(answers, TABLES).sha256
    with transaction.atomic():
        guard()
        return _store(report, done, digest, by, clock())


def _examined(report: Report, folder: Path, progress: Callable[[float], None]) -> Examination:
    """Examine its bytes, under the name that it came with. Raises MingjianError: they are gone, or what they hold cannot be examined."""
    with laid_out(report.sha256) as brought:
        file = folder / Path(report.name).name
        file.symlink_to(brought)
        return examine(file, register_of_lake(), localtime(report.brought_at).date(), rulebook().statutes, sheet=report.sheet, progress=progress)


def _fail(report: Report, refused: MingjianError, guard: Callable[[], None]) -> None:
    with transaction.atomic():
        guard()
        report.stands, report.note_zh, report.note_en = "failed", refused.text.zh[:500], refused.text.en[:500]
        report.save(update_fields=["stands", "note_zh", "note_en"])


def _store(report: Report, done: Examination, digest: str, by: Officer, at: datetime) -> Report:
    report.stands, report.answers = "examined", digest
    report.passed, report.doubtful, report.wrong = (done.verdicts[name] for name in ("pass", "person", "fail"))
    report.reasons = dict(done.reasons.most_common())
    report.lacking, report.notes = list(done.lacking), [[note.zh, note.en] for note in done.notes]
    report.save()
    counted = counts({"passed": report.passed, "doubtful": report.doubtful, "wrong": report.wrong})
    enter("report_examined", at=at, about=report, by=by, sha256=report.sha256, answers=digest, **counted)
    return report
