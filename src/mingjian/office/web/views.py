"""The pages of views: keep one, count it, let a list begin with it, take it away; and where a list begins with one, lead there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound
from mingjian.office.lists.parts import way_back
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.views.counts import count_of, count_of_view
from mingjian.office.views.saved_views import begin_with, keep_view, plain_query, remove_view, tell_of, view_of, views_of


class BeginWithView:
    """Lead whoever opens a list plainly to the view that they begin it with; `?all=1` is the list itself."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_plain = request.method == "GET" and not request.META.get("QUERY_STRING") and "HX-Request" not in request.headers
        if is_plain and request.path_info != "/" and isinstance(request.user, Officer) and request.user.duty == Officer.Duty.WORK:
            first = views_of(request.user, request.path_info[:120]).filter(is_first=True).first()
            if first is not None:
                return redirect(first.url)
        return self.answer(request)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter of a list under a name."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    path = way_back(request.POST.get("path", ""), "")[:120]
    query = plain_query(request.POST.get("query", ""))
    if not path or not count_of(officer, path, query):
        raise BadInput("这一页不是可以保存视图的列表，或者筛选条件有误。", "This page is no list whose filter can be kept, or the filter is wrong.")
    view = keep_view(officer, path, query, request.POST.get("name", ""))
    messages.success(request, gettext("Kept as the view %(name)s.") % {"name": view.name})
    return redirect(view.url)


@require_safe
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Return how many rows a view has."""
    reply = HttpResponse(count_of_view(view_of(officer_of(request), pk)) or "–", content_type="text/plain; charset=utf-8")
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Let a list begin with a view or no longer, let the digest tell of it or no longer, or remove the view."""
    view = view_of(officer_of(request), pk)
    if what == "remove":
        remove_view(view)
        messages.success(request, gettext("The view %(name)s is removed.") % {"name": view.name})
        return redirect(f"{view.path}?all=1")
    is_on = bool(request.POST.get("on"))
    if what == "first":
        begin_with(view, is_first=is_on)
    elif what == "told":
        tell_of(view, is_told=is_on)
    else:
        raise NotFound("没有这项操作。", "There is no such act.")
    messages.success(request, gettext("Kept."))
    return redirect(view.url)
