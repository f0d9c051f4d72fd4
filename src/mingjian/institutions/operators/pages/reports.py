"""The pages of platforms' reports: the list with the form that brings one, one with its rows, the answers as a file; and a statement beside later data."""

import re
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.core.examination.reason import GROUNDS
from mingjian.core.examination.report import REPORT
from mingjian.core.screening.output import written
from mingjian.institutions.operators.brushing.queries import PROCEDURE, held_against_lake
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.queries import correction_of, report_numbered, reports_visible_to
from mingjian.institutions.operators.tables import REPORTS
from mingjian.office.acts.offers import ActForm, act_named, makers_open
from mingjian.office.files.headings import empty_file
from mingjian.office.files.store import as_sealed
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import dossier_visible_to, require_duty
from mingjian.office.people.signin import officer_of

LINES = 50
#: The code of a reason, at the beginning or after another reason.
_CODE = re.compile(rf"(^|; |；)(?:{'|'.join(GROUNDS)})(?:：|: )")
VERDICTS = ("fail", "person", "pass")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if file := taken_out(request, REPORTS, reports_visible_to(officer).select_related("department").order_by("-id")):
        return file
    page = page_of(reports_visible_to(officer).select_related("corrected_by"), ("-id",), request.GET.get("after", ""))
    return render(
        request, "operators/reports.html", {"page": page, "form": _form(officer), "act": act_named("report", "bring_report", makes=True), "kind": REPORT}
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty report with the headings that are read."""
    require_duty(officer_of(request), Officer.Duty.WORK)
    return empty_file(REPORT, REPORT.title.zh)


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Show one report: how many rows passed, and those that did not, with why."""
    officer = officer_of(request)
    found = report_numbered(officer, number)
    counts = [("fail", found.wrong), ("person", found.doubtful), ("pass", found.passed)]
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in VERDICTS else next((name for name, count in counts if count), "fail")  # nobody begins at an empty list
    after = request.GET.get("after", "")
    first = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows, more = _rows(found, verdict, first) if found.answers else ([], False)
    newer = correction_of(found)
    context = {
        "kind": REPORT,
        "report": found,
        "rows": rows,
        "more": first + LINES if more else 0,
        "verdict": verdict,
        "counts": counts,
        "lacking": [REPORT.column(name).meaning for name in found.lacking],
        "next": newer,
        "form": _form(officer, found.number) if newer is None and found.department_id == officer.department_id else None,
        "act": act_named("report", "bring_report", makes=True),
        "panels": panels_of(found, officer, now()),
    }
    reply = render(request, "operators/report.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """Return the answers by row as a CSV, for whoever mends the report."""
    found = report_numbered(officer_of(request), number)
    table = _table(found)
    with tempfile.TemporaryDirectory(prefix="mingjian-") as folder:
        path = Path(folder) / "answers.csv"
        written([table], table.schema, path)
        reply = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
    reply["Cache-Control"] = "no-store"
    return reply


def _form(officer: Officer, before: str = "") -> ActForm | None:
    """Return the form that brings a report, to whoever may."""
    if officer.department is None or officer.department.is_authority or not makers_open("report", officer):
        return None
    return ActForm(act_named("report", "bring_report", makes=True), officer, typed={"report_before": before})


def _table(found: Report) -> Any:
    if not found.answers:
        raise NotFound("还没有审核结果。", "There are no answers yet.")
    with as_sealed(found.answers) as file:
        return pq.read_table(file)


def _rows(found: Report, verdict: str, first: int) -> tuple[list[dict[str, Any]], bool]:
    table = _table(found)
    kept = table.filter(pc.equal(table["verdict"], verdict))
    rows = kept.slice(first, LINES).to_pylist()
    for row in rows:  # codes of reasons are for machines, and stand in the file
        row |= {name: _CODE.sub(r"\1", row[name] or "") for name in ("reasons_zh", "reasons_en")}
        row["grounds"] = [one for one in (row["grounds"] or "").split("; ") if one]
    return rows, kept.num_rows > first + LINES


@require_safe
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """Show a platform's statement on sham trade beside what the lake holds of those days and after; other dossiers have no page here."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    if dossier.procedure != PROCEDURE:
        raise Http404
    return render(request, "operators/statement.html", {"dossier": dossier, "held": held_against_lake(officer, dossier)})
