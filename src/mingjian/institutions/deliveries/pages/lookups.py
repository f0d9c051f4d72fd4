"""The page that shows what sources say of one number."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.deliveries.lookups import ASKED, asked_number
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.records import Kind, kind
from mingjian.institutions.deliveries.services.lookups import Fact, ask_service, facts_of, services
from mingjian.institutions.market.queries.lake import require_authority
from mingjian.office.language import said
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of

OTHER = ASKED[0]


@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Show what files here say of a number, and offer the services that can be asked."""
    officer = officer_of(request)
    require(officer, "market.see_records")
    require_authority(officer)
    of, written = _kind(request.GET.get("of", "")), request.GET.get("number", "")[:100]
    facts: list[Fact] = []
    number, fault, offered = "", "", []
    try:
        offered = [one for one in services() if one.kind == of.name]
        number = asked_number(of, written) if written else ""
        facts = facts_of(of, number) if number else []
    except BadInput as refused:
        fault = said(refused.text)
    context = {
        "of": of, "kinds": [(name, kind(name).title, kind(name).column(kind(name).key[0]).meaning) for name in ASKED], "written": written,
        "number": number, "facts": facts, "fault": fault, "services": offered, "may_ask": may(officer, "market.load_records"),
        "sources": sorted({one.source for fact in facts for one in fact.told}), "differing": sum(fact.differs for fact in facts),
    }  # fmt: skip
    reply = render(request, "deliveries/look_up.html", context, status=422 if fault else 200)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask one service for a number, with why."""
    officer = officer_of(request)
    require(officer, "market.load_records")
    require_authority(officer)
    of, written = _kind(request.POST.get("of", "")), request.POST.get("number", "")[:100]
    try:
        done = ask_service(request.POST.get("service", ""), asked_number(of, written), request.POST.get("why", ""), officer, now())
    except MingjianError as refused:
        messages.error(request, said(refused.text))
    else:
        told, nothing = gettext("The service answered. Its values stand below with its name and today's day."), gettext("The service knows no such number.")
        messages.success(request, told) if done else messages.warning(request, nothing)
    return redirect(f"{reverse('deliveries:look_up')}?{urlencode({'of': of.name, 'number': written})}")


def _kind(name: str) -> Kind:
    return kind(name if name in ASKED else OTHER)
