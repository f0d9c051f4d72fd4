"""What stands before every page: how much may come in, how long one may rest, that nothing is kept on the way, and that a first password is replaced."""

import shutil
import time
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from mingjian.core.addresses import network
from mingjian.core.errors import MingjianError, NotFound, TooMuch, UnknownCode
from mingjian.office.language import said
from mingjian.office.people.sessions import is_saved
from mingjian.office.people.signin import owes_own_password
from mingjian.office.web.errors import error_page, unknown_code_page
from mingjian.office.web.middleware import problem, status_of

Answer = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])
SMALL = 64 * 2**10  # bytes that a form without files needs at most
LARGE = 2**31 + 2**20  # the largest file that is sealed, and its form
LEAST_FREE = 500 * 2**20  # bytes that stay free on the disk, whatever comes in
SEEN, BEGAN = "seen_at", "began_at"
UNSAVED = "mingjian.unsaved"  # of a request during which the session could not be saved
MINUTE = 60
_API_PAGES = frozenset({"/api/", "/api/docs"})  # pages for whoever programs against it: nobody asks for a key there before a body is read
APP = "mingjian.access"  # under which uses are counted


class KeptNowhere:
    """Let no browser and no proxy keep what the node answers, but for what anybody may see; a page that says for itself how it is kept is believed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say that it is not to be kept. Static files that are there pass further in and say so themselves."""
        reply = self.answer(request)
        if reply.status_code >= 400 or not request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            reply.headers.setdefault("Cache-Control", "no-store")
        return reply


class Idle:
    """End a session in which nothing was asked for a while, and one that is twelve hours old however busy it is."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer whoever is still there; noting the minute, and not each request, spares the database."""
        if request.user.is_authenticated:
            at, session = int(time.time()), request.session
            seen, began = session.get(SEEN, at), session.get(BEGAN, at)
            if at - seen > settings.IDLE * MINUTE or at - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif SEEN not in session or (at - seen >= MINUTE and not _asks_itself(request)):
                session[SEEN], session[BEGAN] = at, began
                if request.method in ("GET", "HEAD"):
                    _note_minute(request)
        return self.answer(request)


def _asks_itself(request: HttpRequest) -> bool:
    """Return whether an open page asks of its own accord, and nobody need sit before it."""
    try:
        return resolve(request.path_info).url_name == "moved"
    except Resolver404:
        return False


def _note_minute(request: HttpRequest) -> None:
    """Save the session; where the disk is full or the database is locked, what is only read is shown all the same, and the page says that nothing is saved."""
    if not is_saved(request.session):
        request.META[UNSAVED] = True
    request.session.modified = False


class Bodies:
    """Refuse what is too large before a byte of it is read: by who sends it, by what the portal has room for, and by what the disk has."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what may come in."""
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > SMALL:
            try:
                _weigh(request, length)
            except MingjianError as refused:
                reply = _refused(request, refused)
                reply.headers["Connection"] = "close"  # what is not read cannot be followed by another request
                return reply
        return self.answer(request)


class FirstPassword:
    """Lead whoever signed in with a first password to where they choose their own, and nowhere else."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, unless an own password is owed."""
        path = request.path_info
        is_open = path in OPEN_FIRST or path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
        if is_open or not request.user.is_authenticated or not owes_own_password(request):
            return self.answer(request)
        return redirect("account_set_password")


#: What is open to whoever owes an own password: choosing it, the language, leaving, and whether the node answers.
OPEN_FIRST = frozenset({"/accounts/password/set/", "/accounts/logout/", "/language", "/healthy", "/metrics"})


def _weigh(request: HttpRequest, length: int) -> None:
    most = _most(request)
    if length > most:
        shown = f"{most // 2**20} MiB" if most >= 2**20 else f"{most // 2**10} KiB"
        raise TooMuch(f"发送的内容过大，此处至多 {shown}；未收存任何内容。", f"This is too much: {shown} at most here. Nothing was kept.")
    if length > 2**20 and shutil.disk_usage(settings.HOME).free - 2 * length < LEAST_FREE:  # once on its way, once kept
        raise TooMuch("磁盘空间不足，未收存。请告知系统管理员。", "There is no room on the disk, and nothing was kept. Tell the system administrator.")


def takes(most: Callable[..., int]) -> Callable[[View], View]:
    """Declare how many bytes a view takes of somebody who has not signed in: a function of what its address names, which may raise a named error instead."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]  # read by _most
        return view

    return mark


def refuse_closed_portal() -> None:
    """Raise NotFound where this node has no pages for people without an account."""
    if not settings.PUBLIC_DOOR:
        raise NotFound("本节点未对公众开放。", "This node has no public portal.")


def refuse_often(request: HttpRequest, action: str, most_an_hour: int) -> None:
    """Count a use of the public portal by its address, in the store that all processes share. Raises TooMuch where it was used too often within an hour."""
    if not ratelimit.consume(request, app=APP, action=action, config={action: f"{most_an_hour}/h/key"}, key=network_of(request)):
        raise TooMuch(f"一小时内至多 {most_an_hour} 次，请一小时后再来。", f"At most {most_an_hour} times within an hour: come back in an hour.")


def network_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, by which uses are counted."""
    return network(str(request.META.get("REMOTE_ADDR", "")))


def _most(request: HttpRequest) -> int:
    """Return how many bytes may come here from whoever asks. The API asks for the key before it reads anything."""
    path = request.path_info
    is_api = path.startswith("/api/") and path not in _API_PAGES and request.headers.get("Authorization", "").startswith("Bearer ")
    if request.user.is_authenticated or is_api:
        return LARGE
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return SMALL
    told = getattr(match.func, "takes", None)
    return told(**match.kwargs) if told else SMALL


def _refused(request: HttpRequest, error: MingjianError) -> HttpResponse:
    if isinstance(error, UnknownCode):
        return unknown_code_page(request, error)
    return problem(error) if request.path_info.startswith("/api/") else error_page(request, status_of(error), said(error.text))
