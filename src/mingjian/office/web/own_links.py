"""A link on another site, or in a message read there, makes nobody take something out: what is entered as taken out is asked for from a page of this node."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from mingjian.office.files.links import MARK

_ELSEWHERE = frozenset({"cross-site", "same-site"})  # as browsers say themselves (Sec-Fetch-Site); an address that was typed or kept is "none"


class OwnLinks:
    """Show whoever comes by a link of another site what it would give out, tables (`?as=xlsx`) among it, and let them ask for it here."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], given: Any, named: Any) -> HttpResponseBase | None:
        if request.method != "GET" or request.headers.get("Sec-Fetch-Site") not in _ELSEWHERE or not request.user.is_authenticated:
            return None
        if not getattr(view, MARK, False) and not request.GET.get("as"):
            return None
        return render(request, "office/from_elsewhere.html", {"path": request.get_full_path()}, status=403)
