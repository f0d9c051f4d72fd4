"""The page of sources that come by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.institutions.deliveries.queries import deliveries, source_named, standings
from mingjian.institutions.deliveries.services.orders import KIND, order_of
from mingjian.institutions.market.queries.lake import require_authority
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of


@require_safe
def sources_page(request: HttpRequest) -> HttpResponse:
    """Show each source with when something came last, and the newest files, those set aside with why."""
    officer = officer_of(request)
    require(officer, "market.see_records")
    require_authority(officer)
    try:
        found, fault = [(one, kind(one.source.kind).title) for one in standings(now())], None
    except BadInput as refused:
        found, fault = [], said(refused.text)
    context = {"sources": found, "fault": fault, "deliveries": deliveries(), "may_load": may(officer, "market.load_records")}
    return render(request, "deliveries/sources.html", context)


@require_POST
def look(request: HttpRequest, name: str) -> HttpResponse:
    """Queue a look at a source now; with `again`, what was set aside is tried anew."""
    officer = officer_of(request)
    require(officer, "market.load_records")
    require_authority(officer)
    enqueue(KIND, order_of(source_named(name), again="again" in request.POST), at=now())
    messages.success(request, gettext("It will be looked at within a minute."))
    return redirect("deliveries:sources")
