"""Draws orders over time."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.exhibits.timeline import Timeline
from mingjian.institutions.monitoring.exhibits.places import CARD
from mingjian.institutions.monitoring.models import Finding

PLACE, ORDER, SCRIPTS = CARD, 50, ("vendor/echarts.min.js", "monitoring/timeline.js")
MOST_INSTANTS = 2000


def draw(timeline: Timeline, found: Finding) -> dict[str, Any] | None:
    """Return instants with their orders and buyers, for the script."""
    return {"timeline": series_of(timeline)}


def series_of(timeline: Timeline) -> dict[str, Any]:
    """Return the points as series, the first so many; buyers only where each point tells them."""
    points = timeline.points[:MOST_INSTANTS]
    buyers = [one.buyers for one in points] if all(one.buyers is not None for one in points) else None
    labels = {"orders": gettext("Orders"), "buyers": gettext("Buyers")}
    return {"at": [_wall_clock(one.at) for one in points], "orders": [one.orders for one in points], "buyers": buyers, "labels": labels}


def _wall_clock(at: str) -> str:
    """Return an instant as the wall clock of the market, whatever zone the browser lives in; a day stays as it is."""
    instant = datetime.fromisoformat(at)
    return at if instant.tzinfo is None else localtime(instant).replace(tzinfo=None).isoformat()
