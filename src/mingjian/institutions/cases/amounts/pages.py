"""The page of the orders of a case's shops, listing by listing; those that are ticked become lines of its amount ledger in one act."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.amounts.acts.add_order_lines import add_order_lines
from mingjian.institutions.cases.amounts.lore.ordering import offered_orders
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.office.acts.offers import is_open_to
from mingjian.office.desk.middleware import status_of
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of


@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest, number: str) -> HttpResponse:
    """Show the orders on file that no line counts yet, or enter those ticked. A refusal shows the page again, with what was ticked and typed."""
    officer = officer_of(request)
    case = case_visible_to(officer, number)
    require(officer, "cases.handle")
    if request.method != "POST":
        return _page(request, case, officer)
    try:
        typed = {name: request.POST.get(name, "") for name in ("goods_name", "reason")}
        ticked = request.POST.getlist("batch")
        if not ticked:
            raise BadInput("请先勾选至少一种商品的订单。", "Tick the orders of at least one listing first.")
        lines = add_order_lines(case, by=officer, at=now(), order_batches="\n".join(ticked), **typed)
    except (BadInput, StepRefused) as refused:
        return _page(request, case, officer, refused=said(refused.text), status=status_of(refused))
    told = ngettext("%d line is entered. The ledger holds it.", "%d lines are entered. The ledger holds them.", len(lines)) % len(lines)
    messages.success(request, told + gettext(" What was refunded is taken out already; check each line against its evidence."))
    return redirect(f"{case.get_absolute_url()}/amounts")


def _page(request: HttpRequest, case: Case, officer: Officer, *, refused: str = "", status: int = 200) -> HttpResponse:
    shops = offered_orders(case, officer)
    posted = set(request.POST.getlist("batch")) if request.method == "POST" else None
    rows = {shop.shop: [(one, one.is_ticked if posted is None else one.key in posted) for one in shop.batches] for shop in shops}
    ticked = [one for some in rows.values() for one, is_ticked in some if is_ticked]
    told = {
        "case": case,
        "shops": [(shop, rows[shop.shop]) for shop in shops],
        "ticked": ticked,
        "net": sum((one.net for one in ticked), Decimal(0)),
        "refunded": sum((one.refunded for one in ticked), Decimal(0)),
        "has_bare": any(not one.goods for shop in shops for one in shop.batches),
        "typed": {name: request.POST.get(name, "") for name in ("goods_name", "reason")},
        "refused": refused,
        "may_add": is_open_to("cases.add_amount_line", case, officer),
    }
    reply = render(request, "cases/orders.html", told, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
