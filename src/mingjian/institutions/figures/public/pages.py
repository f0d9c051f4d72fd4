"""The public portal: the share of cases that went to the police, by sector and region, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.institutions.figures.services.outside import LEAST
from mingjian.institutions.figures.services.public_ratio import public_ratio, years_told
from mingjian.institutions.figures.tables import TRANSFER_RATIO
from mingjian.office.files.tables import taken_out
from mingjian.office.web.limits import refuse_closed_portal


@require_safe
def transfer_ratio(request: HttpRequest) -> HttpResponse:
    """Show the tables of a year: the newest that is told, or the one asked for."""
    refuse_closed_portal()
    years = years_told(now())
    asked = request.GET.get("year", "")[:4] or str(years[0])
    year = next((one for one in years if str(one) == asked), None)
    if year is None:
        zh = f"没有 {asked} 年的统计；可以查看：{'、'.join(map(str, years))}。"
        raise NotFound(zh, f"There are no figures of {asked}; there are those of {', '.join(map(str, years))}.")
    told = public_ratio(year)
    if file := taken_out(request, TRANSFER_RATIO, told.by_region if request.GET.get("of") == "region" else told.by_sector):
        return file
    return render(request, "figures/public/ratio.html", {"told": told, "years": years, "least": LEAST, "most": LEAST - 1})
