"""Count what a view shows by asking its list itself, as the officer who looks: the number is that of the page."""

from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve

from mingjian.core.errors import MingjianError
from mingjian.office.lists.paging import COUNTED
from mingjian.office.lists.parts import Counted
from mingjian.office.models import Officer
from mingjian.office.views.models import View

OURS = "mingjian."


def count_of(officer: Officer, path: str, query: str) -> str:
    """Count the rows of a list under a filter, for a person: `12`, `1000+`; `""` where the address is no list, or refuses the officer or the filter."""
    try:
        found = resolve(path)
        if found.func.__module__.startswith(OURS):
            found.func(_asked(officer, path, query), *found.args, **found.kwargs)
    except Counted as counted:
        return f"{COUNTED}+" if counted.page.is_more else str(counted.page.count)
    except (Http404, MingjianError):
        return ""
    return ""


def count_of_view(view: View) -> str:
    """Count what a view shows to its officer."""
    return count_of(view.officer, view.path, view.query)


def _asked(officer: Officer, path: str, query: str) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.path_info, request.user = "GET", path, path, officer
    request.GET = QueryDict(query)
    request.META = {"QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.counts_only = True  # type: ignore[attr-defined]  # read by lists.parts
    return request
