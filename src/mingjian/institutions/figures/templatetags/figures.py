"""Tags for figures: what is counted in words, the address of the rows behind a number, shades of tiles."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.http import urlencode

from mingjian.core.language import Text
from mingjian.institutions.figures.services.summary import Spell, Standing, Week
from mingjian.institutions.monitoring.queries import detector_titles
from mingjian.office.language import said

register = template.Library()

COUNTED = {
    "in": Text("新收", "Came in"),
    "closed": Text("办结", "Closed"),
    "open": Text("在办", "Open now"),
    "overdue": Text("逾期", "Overdue"),
    "cases": Text("立案", "Cases filed"),
    "transferred": Text("移送公安", "Went to the police"),
    "refused": Text("附理由代码不予受理、不予立案", "Refused with a coded reason"),
    "taken_up": Text("采用", "Taken up"),
    "set_aside": Text("不予跟进", "Set aside"),
    "hits_right": Text("判为属实", "Judged right"),
    "hits_wrong": Text("判为误报", "Judged wrong"),
}
SHADES = 4


@register.filter
def counted_said(what: str) -> str:
    """Return what is counted."""
    return said(COUNTED[what]) if what in COUNTED else what


@register.filter
def detector_said(key: str) -> str:
    """Return which detector."""
    known = detector_titles().get(key)
    return said(known.title) if known else key


@register.filter
def unlocalized(number: float) -> str:
    """Write a length as a picture has it, with a point in every language."""
    return f"{number:g}"


@register.filter
def shade(count: int, most: int) -> int:
    """Return how dark a tile is, 0 to 4."""
    return 0 if not most or not count else max(1, round(SHADES * count / most))


@register.simple_tag(takes_context=True)
def rows_url(context: RequestContext, what: str, by: str = "", key: str = "", week: Week | Spell | None = None, of: str = "") -> str:
    """Return the address of the rows behind a number: those of the page's span, or of one week, narrowed as the page is and to one key more;
    `of`: a procedure."""
    told: Standing = context["told"]
    asked: dict[str, Any] = {name: getattr(told.asked, name) for name in ("procedure", "department", "officer", "detector", "reason")}
    span = (week.first, week.until) if week else (told.asked.first, told.asked.until)
    asked |= {"what": what, "from": span[0].isoformat(), "until": span[1].isoformat(), **({by: key} if by else {}), **({"procedure": of} if of else {})}
    return f"{reverse('figures:rows')}?{urlencode({name: value for name, value in asked.items() if value})}"
