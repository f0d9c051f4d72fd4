"""A link on another site, or in a message read there, makes nobody take something out: what is entered as taken out is asked for from a page of this node."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from mingjian.office.files.links import MARK

_SAYS = "Sec-Fetch-Site"  # as browsers say themselves, over https or on the machine itself
_ELSEWHERE = frozenset({"cross-site", "same-site"})  # an address that was typed or kept is "none"


class OwnLinks:
    """Show whoever comes by a link of another site what it would give out, tables (`?as=xlsx`) among it, and let them ask for it here."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], given: Any, named: Any) -> HttpResponseBase | None:
        if request.method != "GET" or not request.user.is_authenticated or not _is_from_elsewhere(request):
            return None
        if not getattr(view, MARK, False) and not request.GET.get("as"):
            return None
        return render(request, "office/from_elsewhere.html", {"path": request.get_full_path()}, status=403)


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """
    Return whether a browser comes from another site, or over plain http cannot say that it does not.

    There it does not send Sec-Fetch-Site, and a link may forbid it to name the page that it comes from. Pages of this node let it name them, so that whoever
    opens an address (Upgrade-Insecure-Requests) and names none is asked; a program, which sends neither, is not.
    """
    if said := request.headers.get(_SAYS):
        return said in _ELSEWHERE
    named = request.headers.get("Origin") or request.headers.get("Referer")
    if named:
        own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
        parts = urlsplit(named)
        return f"{parts.scheme}://{parts.netloc}" not in own
    return request.headers.get("Upgrade-Insecure-Requests") == "1"
