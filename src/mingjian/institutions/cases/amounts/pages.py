"""The page of the orders of a case's offers and shops, listing by listing; those that are ticked become lines of its amount ledger in one act."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.institutions.cases.amounts.acts import add_order_lines
from mingjian.institutions.cases.amounts.services.offers import lines_of_offers, offers_without_orders
from mingjian.institutions.cases.amounts.services.orders import Batch, OnFile, OrderOnFile, orders_on_file
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_visible_to, lines_counted
from mingjian.institutions.matters.models import Offer
from mingjian.office.acts.offers import is_open_to
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

MOST_SINGLE = 1_000  # orders that one page tells one by one


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
        left_out = "\n".join(_left_out(request, ticked))
        lines = add_order_lines(case, by=officer, at=now(), order_batches="\n".join(ticked), orders_left_out=left_out, **typed)
    except (BadInput, StepRefused) as refused:
        return _page(request, case, officer, refused=said(refused.text), status=status_of(refused))
    told = ngettext("%d line is entered. The ledger holds it.", "%d lines are entered. The ledger holds them.", len(lines)) % len(lines)
    messages.success(request, told + gettext(" What was refunded is taken out already; check each line against its evidence."))
    return redirect(f"{case.get_absolute_url()}/amounts")


def _left_out(request: HttpRequest, ticked: Iterable[str]) -> list[str]:
    """Return the single orders that are not to be counted of the listings that are ticked."""
    return [name for key in ticked for name in request.POST.getlist(f"out-{key}")]


def _singles(batches: Iterable[Batch]) -> dict[str, tuple[OrderOnFile, ...]]:
    """Return the orders to choose from one by one, by the key of their batch: those of offers and of what is ticked first, as far as one page carries."""
    found: dict[str, tuple[OrderOnFile, ...]] = {}
    left = MOST_SINGLE
    for one in sorted(batches, key=lambda batch: (not batch.is_ticked, batch.offer is None)):
        if 1 < one.count <= left:
            found[one.key] = one.orders
            left -= one.count
    return found


def _without_orders(case: Case, on_file: OnFile) -> list[tuple[Offer, Text]]:
    """Return the offers that neither a line counts nor the lake has an order of, with why."""
    batches = [batch for shop in on_file.shops for batch in shop.batches]
    have = {batch.offer.pk for batch in batches if batch.offer} | lines_of_offers(lines_counted(case))
    return list(offers_without_orders(on_file.held, have, {batch.shop for batch in batches}))


def _page(request: HttpRequest, case: Case, officer: Officer, *, refused: str = "", status: int = 200) -> HttpResponse:
    on_file = orders_on_file(case, officer)
    shops = on_file.shops
    posted = set(request.POST.getlist("batch")) if request.method == "POST" else None
    singles = _singles(one for shop in shops for one in shop.batches)
    rows = {shop.shop: [(one, one.is_ticked if posted is None else one.key in posted, singles.get(one.key, ())) for one in shop.batches] for shop in shops}
    ticked = [one for some in rows.values() for one, is_ticked, _ in some if is_ticked]
    told = {
        "case": case,
        "shops": [(shop, rows[shop.shop]) for shop in shops],
        "ticked": ticked,
        "left_out": on_file.left_out,
        "without_orders": _without_orders(case, on_file),
        "out": set(_left_out(request, posted or ())),
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
