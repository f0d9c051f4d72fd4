"""What goes wrong before a page is reached, in the words of the house: no such address, not by this method, a form that is too old; and the way back."""

from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext

from mingjian.core.errors import UnknownCode
from mingjian.core.language import Text
from mingjian.office.language import said

BAD_REQUEST, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 400, 403, 404, 405


def error_page(request: HttpRequest, status: int, message: str, back: str = "") -> HttpResponse:
    """Draw the error page of the house; `back` is where one goes on, home where it is empty."""
    template = "office/error_fragment.html" if request.headers.get("HX-Request") else "office/error.html"
    return render(request, template, {"status": status, "message": message, "back": back}, status=status)


def unknown_code_page(request: HttpRequest, error: UnknownCode) -> HttpResponse:
    """Draw the page for a code that leads nowhere: the field again with what was typed, and what to do. It is the same whatever the code looked like."""
    match = _resolved(request.path_info)
    typed = str((match.kwargs if match else {}).get("code") or request.GET.get("code", ""))
    context = {"message": said(error.text), "leads_to": reverse(error.door), "typed": typed.strip()[:80]}
    reply = render(request, "office/unknown_code.html", context, status=NOT_FOUND)
    reply.headers["Cache-Control"] = "no-store"
    return reply


def problem_json(title: str, status: int, words: Text, **more: object) -> JsonResponse:
    """Describe an error as problem+json (RFC 9457): `title` the kind, `detail` Chinese, `detail_en` English."""
    body = {"title": title, "status": status, "detail": words.zh, "detail_en": words.en, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return error_page(request, NOT_FOUND, gettext("There is no page at this address."), _above(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what may not be seen."""
    return error_page(request, FORBIDDEN, gettext("This is not open to you."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read as a request; the API in its own way."""
    if request.path_info.startswith("/api/"):
        return problem_json("BadRequest", BAD_REQUEST, Text("发送的内容无法读取。", "What was sent cannot be read."))
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES or 0
        return error_page(request, BAD_REQUEST, gettext("At most %(most)d files are taken at once: send them in several parts.") % {"most": most})
    return error_page(request, BAD_REQUEST, gettext("What was sent cannot be read."))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is no longer that of the session: somebody signed in again since it was opened. Django calls it with its own reason."""
    why = gettext("You have signed in again, here or in another window, since this page was opened.")
    return error_page(request, FORBIDDEN, f"{why} {gettext('What you had typed is kept in this tab: go back and send it again.')}", request.get_full_path())


def in_words(request: HttpRequest, reply: HttpResponseBase) -> HttpResponseBase:
    """Lead whoever asks for an address that only takes forms to the page that its form stands on; say any other wrong method in words."""
    if reply.status_code != NOT_ALLOWED or request.path_info.startswith("/api/"):
        return reply
    if request.method in {"GET", "HEAD"}:
        return redirect(page_of_form(request.path_info))
    return error_page(request, NOT_ALLOWED, gettext("This address does not take what was sent."), page_of_form(request.path_info))


def page_of_form(path: str) -> str:
    """Return the page on which the form of an address stands: the nearest one above it, of a step the dossier with that step open."""
    match = _resolved(path)
    if match is not None and match.url_name == "take_step":
        number, step = match.kwargs["number"], match.kwargs["step"]
        return f"{reverse('dossier', args=[number])}?for={step}#step-{step}"
    return _nearest(path)


def _above(request: HttpRequest) -> str:
    above = _nearest(request.path_info)
    return "" if above == "/" else above


def _nearest(path: str) -> str:
    parts = path.strip("/").split("/")
    tried = ("/" + "/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((one for one in tried if _resolved(one)), "/")


def _resolved(path: str) -> Any:
    try:
        return resolve(path)
    except Resolver404:
        return None
