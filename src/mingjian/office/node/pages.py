"""Whether the node is well: for load balancers, for Prometheus, and for administrators as a page."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mingjian.office.jobs.queries import is_any_running
from mingjian.office.models import Officer
from mingjian.office.node.alarms import alarms_now, alarms_past
from mingjian.office.node.conditions import BAD, QUICK, WHOLE, looked_at, worst
from mingjian.office.node.demo_clock import MOST, move
from mingjian.office.node.metrics import exposed
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.sessions import prolong
from mingjian.office.people.signin import officer_of

PAST = 20  # alarms that are over, as the page shows them


@login_not_required
@never_cache
@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """State `ok` where the node works, else 503 and which parts do not, without signing in: names only, since anybody may ask."""
    bad = [one for one in looked_at(QUICK, now()) if one.level == BAD]
    said = "\n".join(f"{one.title.zh}异常 {one.title.en}: not well" for one in bad) or "ok"
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=503 if bad else 200)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return Prometheus its text, to whoever shows the token of the settings (`Authorization: Bearer …`); without one set there is nothing here."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(shown, settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(exposed(now()), content_type="text/plain; version=0.0.4; charset=utf-8")


@never_cache
@require_safe
def node(request: HttpRequest) -> HttpResponse:
    """Show administrators and the auditor how the node is, what is wrong and how it is mended."""
    require_duty(officer_of(request), Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT)
    at = now()
    conditions = looked_at(WHOLE, at)
    context = {
        "at": at,
        "conditions": sorted(conditions, key=lambda one: one.level != BAD),
        "worst": worst(conditions),
        "alarms": alarms_now(),
        "past": alarms_past()[:PAST],
    }
    return render(request, "node/node.html", context)


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock of a demo forward by some days; a node that is no demo has no such page."""
    if not settings.DEMO:
        raise Http404
    back = request.POST.get("back", "/")
    answer = redirect(back if url_has_allowed_host_and_scheme(back, None) else "/")
    if is_any_running():
        messages.error(request, gettext("A job is running, and would take the days for its own. Move the clock when it is done."))
        return answer
    try:
        days = int(request.POST.get("days", ""))
        move(settings.HOME, days)
    except ValueError:
        messages.error(request, gettext("Move the clock by 1 to %(most)d days; it never goes back.") % {"most": MOST})
        return answer
    prolong(timedelta(days=days))  # who is signed in stays so
    messages.success(
        request,
        gettext("This demo now stands at %(day)s. Deadlines that ended are entered within a minute.") % {"day": f"{localtime(now()):%Y-%m-%d}"},
    )
    return answer
