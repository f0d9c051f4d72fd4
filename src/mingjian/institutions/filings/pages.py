"""The trial of a report, the scores of platforms, and the signed receipt of a report."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError
from mingjian.core.examination.reason import GROUNDS
from mingjian.core.examination.report import REPORT
from mingjian.institutions.filings.forms import TrialForm
from mingjian.institutions.filings.services.receipt import receipt_of
from mingjian.institutions.filings.services.score import is_open_to, newest_of_each, score_of
from mingjian.institutions.filings.services.trial import Trial, tried
from mingjian.institutions.operators.queries import report_numbered, reports_visible_to
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

#: The code of a reason, at the beginning or after another reason: for machines, and left out on pages.
_CODE = re.compile(rf"(^|; |；)(?:{'|'.join(GROUNDS)})(?:：|: )")


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """Examine a file that comes with the form, and say what its report would be told. It is no report, and is not kept."""
    officer = officer_of(request)
    require(officer, "operators.bring_reports")
    form = TrialForm(request.POST or None, request.FILES or None)
    done: Trial | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = tried(form.cleaned_data["file"], form.cleaned_data["sheet"], now())
        except MingjianError as refused:
            form.add_error("file", said(refused.text))
    context = {
        "kind": REPORT,
        "form": TrialForm() if done else form,
        "trial": done,
        "lacking": [REPORT.column(name).meaning for name in done.done.lacking] if done else [],
    }
    for row in done.rows if done else []:
        row |= {name: _CODE.sub(r"\1", row[name] or "") for name in ("reasons_zh", "reasons_en")}
    reply = render(request, "filings/try.html", context, status=422 if form.errors else 200)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """List how the newest report of each platform stands that the officer may see, those shown to the platform alone left out."""
    officer = officer_of(request)
    require(officer, "operators.see_reports")
    newest = newest_of_each(reports_visible_to(officer).filter(corrected_by__isnull=True).order_by("-id"))
    found = [(one, score_of(one)) for one in newest if is_open_to(one, officer.department_id, now())]
    return render(request, "filings/scores.html", {"scores": found, "waiting": len(newest) - len(found)})


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Return the signed receipt of a report as a file."""
    found = report_numbered(officer_of(request), number)
    reply = HttpResponse(receipt_of(found, now()), content_type="application/zip")
    reply["Content-Disposition"] = f'attachment; filename="{found.number}-receipt.zip"'
    reply["Cache-Control"] = "no-store"
    return reply
