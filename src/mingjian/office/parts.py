"""A list that changes in place: the whole page at first, and for htmx only its part."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; when it restores its history it wants the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def page_or_part(request: HttpRequest, page: str, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """Draw the page, or its part alone where htmx asks; neither is kept by a browser, which would mix them up, nor by anyone after signing out."""
    reply = render(request, part if wants_part(request) else page, dict(context))
    patch_vary_headers(reply, ["HX-Request"])
    reply["Cache-Control"] = "no-store"
    return reply
