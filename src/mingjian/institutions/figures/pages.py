"""The page of figures, and the rows behind each number."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.institutions.figures import queries, tables
from mingjian.institutions.figures.queries import COUNTED, DEADLINES, DOSSIERS, FINDINGS, SAMPLES
from mingjian.institutions.figures.services.chart import chart_of
from mingjian.institutions.figures.services.outside import LEAST, outside
from mingjian.institutions.figures.services.request import allow, figures_for, question_of
from mingjian.institutions.figures.services.summary import SPANS
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.tables import Table
from mingjian.office.people.permissions import may
from mingjian.office.people.signin import officer_of
from mingjian.office.web.dossiers import procedures

#: How the rows behind a count are fetched, ordered, and taken out.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Table]] = {
    DOSSIERS: (("department", "officer"), ("-opened_at", "-id"), tables.COUNTED_DOSSIERS),
    DEADLINES: (("dossier__department", "dossier__officer", "due_with"), ("due", "id"), tables.COUNTED_DEADLINES),
    FINDINGS: (("department",), ("-status_at", "-id"), tables.COUNTED_FINDINGS),
    SAMPLES: (("trial__rule",), ("-judged_at", "-id"), tables.COUNTED_SAMPLES),
}


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the newest weeks: by week, kind, officer and county; how often detectors were right; how much went to the police."""
    officer = officer_of(request)
    weeks, asked, at = question_of(request)
    told = figures_for(officer, weeks, asked, at)
    context = {
        "told": told,
        "chart": chart_of(told.weeks),
        "spans": SPANS,
        "weeks": len(weeks),
        "procedures": procedures(),
        "sees_officers": may(officer, "figures.see_officers"),
        "most_open": max((one.counts["open"] for one in told.counties), default=0),
    }
    return render(request, "figures/figures.html", context)


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """Show the rows that a number counts."""
    officer = officer_of(request)
    _, asked, at = question_of(request)
    allow(officer, asked)
    what = request.GET.get("what", "")
    found = queries.counted(officer, what, asked, at)
    along, order, table = KINDS[COUNTED[what]]
    if file := taken_out(request, table, found.select_related(*along).order_by(*order)):
        return file
    page = page_of(found.select_related(*along), order, request.GET.get("after", ""))
    context: dict[str, Any] = {"page": page, "what": what, "kind": COUNTED[what], "asked": asked, "last": asked.until - timedelta(days=1)}
    return render(request, "figures/rows.html", context)


@require_safe
def for_outside(request: HttpRequest) -> HttpResponse:
    """Show the tables that may be given outside of the office, without small cells; each is taken out as a file."""
    officer = officer_of(request)
    _, asked, at = question_of(request)
    allow(officer, asked)
    found = outside(officer, at)
    one = next((one for one in found if one.procedure == request.GET.get("of", "")), found[0])
    if file := taken_out(request, tables.for_outside(one.quarters), one.lines):
        return file
    titles = dict(procedures())
    shown = [(one, titles.get(one.procedure, one.procedure)) for one in found]
    return render(request, "figures/outside.html", {"found": shown, "least": LEAST, "most": LEAST - 1})
