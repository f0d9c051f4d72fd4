"""What every request passes: a second factor where one is asked for, named errors become pages, and what every page shows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate

from mingjian.core.errors import BadInput, LedgerFault, MingjianError, NotFound, NotPermitted, StepRefused, TooMuch, UnknownCode
from mingjian.office.institution import is_public
from mingjian.office.language import said
from mingjian.office.people.signin import lacks_second_factor, officer_of
from mingjian.office.web.errors import error_page, in_words, problem_json, unknown_code_page

#: The status of each named error, here and nowhere else.
STATUS: dict[type[MingjianError], int] = {NotFound: 404, NotPermitted: 403, StepRefused: 409, LedgerFault: 409, TooMuch: 413, BadInput: 422}

Answer = Callable[[HttpRequest], HttpResponseBase]


def status_of(error: MingjianError) -> int:
    """Return the HTTP status of a named error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


class SignInFirst(LoginRequiredMiddleware):
    """Lead whoever has not signed in to where they do. What needs none says so: a view (`login_not_required`), or a manifest of its public portal."""

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], given: Any, named: Any) -> HttpResponseBase | None:
        return None if is_public(request.path_info) else super().process_view(request, view, given, named)


class SecondFactor:
    """Lead whoever has signed in and owes this node a second factor to where one is set up, and nowhere else. Signing in itself is asked for by Django."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], given: object, named: object) -> HttpResponseBase | None:
        is_open = request.path_info.startswith("/accounts/") or is_public(request.path_info) or not getattr(view, "login_required", True)
        if is_open or not request.user.is_authenticated or not lacks_second_factor(officer_of(request)):
            return None
        return redirect("mfa_index")


class NamedErrors:
    """Turn a named error into a page, a fragment for htmx, or problem+json, with its own status and both languages at hand; a wrong method into a way."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return in_words(request, self.answer(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, MingjianError):
            return None
        if request.path_info.startswith("/api/"):
            return problem(error)
        if isinstance(error, UnknownCode):
            return unknown_code_page(request, error)
        return error_page(request, status_of(error), said(error.text), request.get_full_path() if request.method == "POST" else "")


def problem(error: MingjianError) -> JsonResponse:
    """Describe a named error as problem+json."""
    papers = error.papers if isinstance(error, BadInput) else {}
    errors = [{"paper": name, "detail": text.zh, "detail_en": text.en} for name, text in papers.items()]
    return problem_json(type(error).__name__, status_of(error), error.text, **({"errors": errors} if errors else {}))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what every template knows: the node's name, whether it runs as a demo, and whether nothing can be saved for now."""
    day = localdate() if settings.DEMO else None
    return {"node": settings.NODE, "is_demo": settings.DEMO, "demo_day": day, "is_unsaved": bool(request.META.get("mingjian.unsaved"))}
