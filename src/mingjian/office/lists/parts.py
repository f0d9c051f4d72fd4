"""A list that changes in place: the whole page at first, and for htmx only its part."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from mingjian.office.lists.paging import Page


class Counted(Exception):
    """Raised in place of drawing a list that is only counted (`views.counting`), with its page."""

    def __init__(self, page: Page[Any]) -> None:
        self.page = page
        super().__init__()


def wants_part(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part; when it restores its history it wants the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def way_back(asked: str, otherwise: str) -> str:
    """Return the list that a form was sent from, as it was sifted; never an address elsewhere."""
    asked = asked[:2000]
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else otherwise


def page_or_part(request: HttpRequest, page: str, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """Draw the page, or its part alone where htmx asks; neither is kept by a browser, which would mix them up, nor by anyone after signing out."""
    shown = context.get("page")
    if isinstance(shown, Page) and getattr(request, "counts_only", False):
        raise Counted(shown)
    reply = render(request, part if wants_part(request) else page, {**context, "may_be_kept": isinstance(shown, Page)})
    patch_vary_headers(reply, ["HX-Request"])
    reply["Cache-Control"] = "no-store"
    return reply
