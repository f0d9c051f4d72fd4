"""The page on which a special action is ordered of other nodes: first who will see what, then it goes to all of them or to none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.agreement.release import Release
from mingjian.core.errors import MingjianError
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.queries import campaign_visible_to
from mingjian.institutions.exchange.regions.acts import order_regions
from mingjian.institutions.exchange.regions.forms import RegionOrderForm
from mingjian.institutions.exchange.regions.services.orders import preview
from mingjian.institutions.exchange.services.outgoing import mark_of
from mingjian.institutions.exchange.services.previews import seen_by, whole_mark
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show what each node would see of the task, and give it once whoever read that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    found = campaign_visible_to(officer, number)
    form = RegionOrderForm(request.POST or None, initial=_first(found))
    context: dict[str, Any] = {"campaign": found, "dossier": found.dossier, "form": form}
    if request.method != "POST":
        return render(request, "exchange/order.html", context)
    if not form.is_valid():
        return render(request, "exchange/order.html", context, status=422)
    told, ordered = form.order(), form.cleaned_data["node"]
    try:
        shown = [(node, *preview(found, told, node, at)) for node in ordered]
        asked = {"campaign": number, "opens_at": str(told.opens_at)}
        mark = whole_mark(mark_of({**asked, "node": node}, rows, decided) if isinstance(decided, Release) else "" for node, rows, decided in shown)
        if mark and "send" in request.POST and request.POST.get("shown") == mark:
            order_regions(campaign=found, nodes=ordered, order=told, by=officer, at=at)
            messages.success(request, gettext("Sealed and queued: it goes with the next round, or when its stage opens."))
            return redirect("campaigns:campaign", number)
    except MingjianError as refused:
        return render(request, "exchange/order.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    context |= {"mark": mark, "is_another": bool(mark) and "send" in request.POST}
    context["shown"] = [seen_by(node, rows, decided) for node, rows, decided in shown]
    return render(request, "exchange/order.html", context, status=409 if context["is_another"] else 200)


def _first(campaign: Campaign) -> dict[str, Any]:
    return {"until": campaign.ends_on}
