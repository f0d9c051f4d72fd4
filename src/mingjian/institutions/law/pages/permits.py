"""The table of permits: what goods of each field show, on which article, who gives it out, where it is looked up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.institutions.law.pages import day_of, today_of
from mingjian.institutions.law.services.permits import permits_on, written_on
from mingjian.institutions.law.tables import PERMITS, WHEN
from mingjian.office.files.tables import taken_out


@require_safe
def permits(request: HttpRequest) -> HttpResponse:
    """Show the table as it stands on a day."""
    on = day_of(request) or today_of()
    found = permits_on(on)
    if file := taken_out(request, PERMITS, found):
        return file
    rows = [(row, WHEN[row.when]) for row in found]
    return render(request, "law/permits.html", {"rows": rows, "on": on, "written_on": written_on()})
