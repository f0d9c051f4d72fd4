"""What an address asks of the figures, read once for page and API."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.utils.timezone import now

from mingjian.core.errors import BadInput
from mingjian.institutions.figures.queries import Scope, weeks_until
from mingjian.institutions.figures.services.summary import SPANS, Standing, standing
from mingjian.office.lists.days import day_asked
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, require


def question_of(request: HttpRequest) -> tuple[list[date], Scope, datetime]:
    """
    Read what an address asks for: the weeks (`weeks`, or a span `from`, `until`), a procedure, department, officer, detector or reason; and as of when.

    Raises BadInput for days that are none.
    """
    given = {name: request.GET.get(name, "")[:200] for name in ("procedure", "department", "officer", "detector", "reason")}
    at, count = now(), request.GET.get("weeks", "")
    weeks = weeks_until(at, int(count) if count in {str(one) for one in SPANS} else SPANS[1])
    first, until = day_asked(request.GET.get("from", "")) or weeks[0], day_asked(request.GET.get("until", "")) or weeks[-1] + timedelta(weeks=1)
    return weeks, Scope(first, until, **given), at


def figures_for(officer: Officer, weeks: list[date], asked: Scope, at: datetime) -> Standing:
    """Return the figures of some weeks, narrowed as asked. Raises NotPermitted, also where one officer is asked about by whoever is no head."""
    allow(officer, asked)
    return standing(officer, weeks, asked.of_day(weeks[0], weeks[-1] + timedelta(weeks=1)), at)


def allow(officer: Officer, asked: Scope) -> None:
    """Refuse whoever may not see figures, or those of one officer."""
    require(officer, "figures.see")
    if not is_of_authority(officer):
        raise BadInput("只统计行政机关的工作。", "Figures are those of authorities.")
    if asked.officer:
        require(officer, "figures.see_officers")
