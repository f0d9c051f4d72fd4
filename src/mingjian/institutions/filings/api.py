"""Reports of platforms through the API: tried before, listed with how they stand, read row by row. One is brought by its act (`bring_report`)."""

from datetime import datetime
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import File, Form, Router, Schema, UploadedFile

from mingjian.core.errors import NotFound
from mingjian.institutions.filings.services.score import is_open_to, score_of
from mingjian.institutions.filings.services.trial import tried
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.queries import correction_of, report_numbered, reports_visible_to
from mingjian.office.files.store import as_sealed
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

router = Router(tags=["filings"])
AT_ONCE, LISTED = 500, 200


class ReportRowOut(Schema):
    """The answer to one row: numbered as in the spreadsheet, with its shop, the verdict (pass, person, fail), the reasons and their grounds."""

    row: int
    shop_id: str | None = None
    shop_name: str | None = None
    verdict: str
    reasons_zh: str
    reasons_en: str
    grounds: str


class ScoreOut(Schema):
    """Shares of cells filled and of rows that go against nothing, and by how many days the report was late."""

    complete: float
    consistent: float
    late: int


class FilingOut(Schema):
    """A report: what it corrects and by what it was corrected, how it stands, what the examination said; no score until it is shown."""

    number: str
    platform: str
    brought_at: datetime
    sha256: str
    stands: str
    corrects: str | None
    corrected_by: str | None
    passed: int
    doubtful: int
    wrong: int
    reasons: dict[str, int]
    lacking: list[str]
    score: ScoreOut | None


class RowsOut(Schema):
    """Some rows of a report, and after which number the next follow (none: 0)."""

    rows: list[ReportRowOut]
    after: int


class TrialOut(Schema):
    """What a report of a file would be told; the rows that do not pass, a thousand at most, and how many more there are."""

    verdicts: dict[str, int]
    reasons: dict[str, int]
    lacking: list[str]
    notes: list[str]
    rows: list[ReportRowOut]
    more: int


@router.post("/try", response=TrialOut, summary="Try a report before it is brought: nothing is kept")
def try_report(request: HttpRequest, file: File[UploadedFile], sheet: Form[str] = "") -> dict[str, Any]:
    """Examine a file as a report would be, at once. It is no report: nothing is kept, nothing entered."""
    require(officer_of(request), "operators.bring_reports")
    trial = tried(file, sheet, now())
    done = trial.done
    told = {"verdicts": dict(done.verdicts), "reasons": dict(done.reasons), "lacking": list(done.lacking), "notes": [note.zh for note in done.notes]}
    return {**told, "rows": trial.rows, "more": trial.more}


@router.get("", response=list[FilingOut], summary="List reports of platforms, the newest first")
def filings(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the newest 200 reports that the officer may see."""
    officer = officer_of(request)
    require(officer, "operators.see_reports")
    return [_told(one, officer.department_id) for one in reports_visible_to(officer).order_by("-id")[:LISTED]]


@router.get("/{number}", response=FilingOut, summary="One report of a platform")
def filing(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one report by its number."""
    officer = officer_of(request)
    return _told(report_numbered(officer, number), officer.department_id)


@router.get("/{number}/rows", response=RowsOut, summary="The answers to a report's rows")
def rows(request: HttpRequest, number: str, verdict: str = "", after: int = 0) -> dict[str, Any]:
    """Return 500 rows of a report, of one verdict or of all, beyond a row's number."""
    found = report_numbered(officer_of(request), number)
    if not found.answers:
        raise NotFound("还没有审核结果。", "There are no answers yet.")
    with as_sealed(found.answers) as file:
        table = pq.read_table(file)
    table = table.filter(pc.greater(table["row"], after)) if after else table
    table = table.filter(pc.equal(table["verdict"], verdict)) if verdict else table
    some = table.slice(0, AT_ONCE).to_pylist()
    return {"rows": some, "after": some[-1]["row"] if table.num_rows > AT_ONCE else 0}


def _told(report: Report, department_id: int | None) -> dict[str, Any]:
    newer = correction_of(report)
    score = score_of(report) if is_open_to(report, department_id, now()) else None
    plain = {name: getattr(report, name) for name in ("number", "brought_at", "sha256", "stands", "passed", "doubtful", "wrong", "reasons", "lacking")}
    return {
        **plain,
        "platform": report.department.name,
        "corrects": report.corrects.number if report.corrects else None,
        "corrected_by": newer.number if newer else None,
        "score": {"complete": round(score.complete, 4), "consistent": round(score.consistent, 4), "late": score.late} if score else None,
    }
