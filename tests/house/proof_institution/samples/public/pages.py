"""What whoever handed a sample in sees of it, by its code and without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.institutions.samples.queries import sample_by_code


@require_safe
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a sample stands, and nothing of what it belongs to."""
    reply = render(request, "samples/public/standing.html", {"sample": sample_by_code(code)})
    reply["Cache-Control"] = "no-store"
    return reply
