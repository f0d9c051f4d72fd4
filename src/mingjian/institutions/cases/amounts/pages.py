"""The page of the orders of a case's shop, each kind with a link that fills the form of its line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.institutions.cases.amounts.lore.ordering import batches_of
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.office.acts.offers import is_open_to
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of


@require_safe
def orders(request: HttpRequest, number: str) -> HttpResponse:
    """Show the orders of a case's shop that are on file and that no line counts yet."""
    officer = officer_of(request)
    case = case_visible_to(officer, number)
    require(officer, "cases.handle")
    goods = case.clue.listing_title[:200] if case.clue else ""
    offered = [(one, one.filled(goods)) for one in batches_of(case, officer)]
    return render(request, "cases/orders.html", {"case": case, "offered": offered, "may_add": is_open_to("cases.add_amount_line", case, officer)})
