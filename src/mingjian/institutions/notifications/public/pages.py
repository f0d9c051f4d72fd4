"""A calendar, for whoever has its secret address."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.institutions.notifications.services.feeds import calendar_of, feed_at


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return the deadlines behind a secret address; nothing new to a reader who has them already."""
    feed = feed_at(token[:200], now())
    written = calendar_of(feed.officer)
    tag = f'"{sha256(written).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match", "") == tag:
        reply = HttpResponse(status=304)
    else:
        reply = HttpResponse(written, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'inline; filename="mingjian.ics"'})
    reply["ETag"], reply["Cache-Control"], reply["Referrer-Policy"] = tag, "private, no-cache", "no-referrer"
    return reply
