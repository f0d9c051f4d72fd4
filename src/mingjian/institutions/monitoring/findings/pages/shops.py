"""The pages of findings by shop: the queue one line a shop, and the shops that a search names."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.institutions.monitoring.findings.services.shops import OfShop, by_shop, every_shop, shops_found
from mingjian.institutions.monitoring.findings.tables import BY_SHOP
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_matching, findings_visible_to
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import ROWS, capped
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.panels import TICKED, Panel, Ticked, panels_of
from mingjian.office.people.permissions import may, require_duty
from mingjian.office.people.signin import officer_of


@require_safe
def shops(request: HttpRequest) -> HttpResponse:
    """Show the queue of findings one line a shop, the shop with the most first."""
    officer = officer_of(request)
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("status", "new"), ("q", ""))}
    if request.GET.get("as"):
        every = every_shop(officer, findings_matching(officer, status=asked["status"], question=asked["q"]))
        if file := taken_out(request, BY_SHOP, every):
            return file
    first = number_in(request.GET.get("after", ""), 5) or 0
    groups, is_more = by_shop(officer, asked["status"], asked["q"], first)
    may_act = may(officer, "monitoring.deal_with_findings")
    context = {
        **asked,
        "groups": [(one, _offered(one, officer) if may_act else []) for one in groups],
        "after": str(first + ROWS) if is_more else "",
        "is_first": not first,
        "statuses": Finding.Status.choices,
        "beyond": counted if not groups and not first and (counted := capped(findings_visible_to(officer))) != "0" else "",
        "everything": f"{request.path}?status=all",
    }
    return page_or_part(request, "monitoring/shops.html", "monitoring/shops_list.html", context)


def _offered(one: OfShop, officer: Officer) -> list[Panel]:
    """Return what can be done with the open findings of a shop, all at once."""
    ticked = Ticked(Finding, count=len(one.open_keys), about=one.about)
    return panels_of(ticked, officer, now())[TICKED] if one.open_keys else []


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Show the shops of the market's records that a search names, with how much was found about each; asked for after the page, since it reads the lake."""
    officer, question = officer_of(request), request.GET.get("q", "").strip()[:100]
    require_duty(officer, Officer.Duty.WORK)
    context = {"q": question, "shops": shops_found(officer, question)}
    return page_or_part(request, "monitoring/shops_found_page.html", "monitoring/shops_found.html", context)
