"""What the log hears: sign-ins and failures of them, lockouts, refusals, faults with their number."""

import errno
import hmac
import logging
import secrets
import sys
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template

from mingjian.core.language import Text
from mingjian.office.models import Officer
from mingjian.office.web.errors import bad_request, problem_json

log = logging.getLogger("mingjian.access")
Answer = Callable[[HttpRequest], HttpResponseBase]
LOCKED_OUT = 429
REFUSED = {400: "bad_request", 403: "refusal", 409: "refusal", 413: "refusal", 422: "refusal", LOCKED_OUT: "lockout"}
FULL = Text(
    "磁盘已满，未能保存。请系统管理员清理磁盘后再试。", "The disk is full and nothing was saved. Try again once the system administrator has cleared it."
)
READ_ONLY = Text(
    "数据库目前只能读，未能保存。请告知系统管理员。", "The database can only be read for now and nothing was saved. Tell the system administrator."
)
LOCKED = Text(
    "数据库正忙，被另一操作占用，未能保存。请一分钟后再试；仍不行的，请告知系统管理员查看长时间占用数据库的程序。",
    "The database is held by something else and nothing was saved. Try again in a minute; if it stays so, the system administrator looks for what holds it.",
)
AWAY = Text(
    "数据库连接不上，未能办理。请稍后再试，并告知系统管理员。",
    "The database cannot be reached and nothing was done. Try again later, and tell the system administrator.",
)
RETRY_AFTER = "60"  # seconds
LONGEST_SAID = 2000  # signs that are read of what a database says
#: What SQLite, PostgreSQL and the system say, in small letters, and what it comes to.
SAID_BY_DATABASES = {
    FULL: ("disk is full", "no space left", "disk quota exceeded"),
    READ_ONLY: ("readonly database", "read-only transaction", "read-only file system"),
    LOCKED: ("database is locked", "table is locked", "schema is locked", "lock timeout", "could not obtain lock", "deadlock detected", "could not serialize"),
    AWAY: (
        "unable to open database file",
        "disk i/o error",
        "connection refused",
        "could not connect",
        "connection failed",
        "could not translate host name",
        "failed to resolve host",
        "connection timeout expired",
        "no route to host",
        "server closed the connection",
        "the connection is closed",
        "connection already closed",
        "the connection is lost",
        "consuming input failed",
        "terminating connection",
        "too many clients",
        "remaining connection slots",
        "starting up",
        "shutting down",
        "in recovery mode",
        "out of memory",
        "out of shared memory",
    ),
}
OF_SYSTEM = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


class Hearing:
    """Outermost of all: write down what was refused, and give a fault its number."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write down refusals and lockouts."""
        reply = self.answer(request)
        if event := REFUSED.get(reply.status_code):
            log.warning(event, extra={"event": event, "status": reply.status_code, **about(request)})
        return reply


def listen() -> None:
    """Hear from now on."""
    user_logged_in.connect(_signed_in, dispatch_uid="mingjian.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="mingjian.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="mingjian.failed")
    got_request_exception.connect(_broke, dispatch_uid="mingjian.broke")


def about(request: HttpRequest | None) -> dict[str, object]:
    """Return what may be told of a request: its method, route, a code of where it came from, and the officer's number; no address, no name."""
    if request is None:
        return {}
    match = request.resolver_match
    user = getattr(request, "user", None)
    officer = f"officer/{user.pk}" if isinstance(user, Officer) else None
    return {"method": request.method, "route": match.route if match else "?", "origin": coded(request.META.get("REMOTE_ADDR", "")), "officer": officer}


def coded(origin: str) -> str:
    """Return a code that tells callers apart and tells nobody who they are."""
    return hmac.new(settings.SECRET_KEY.encode(), origin.encode(), sha256).hexdigest()[:12]


def _signed_in(sender: Any, request: HttpRequest | None, user: Officer, **more: Any) -> None:
    log.info("signed in", extra={"event": "sign_in", **about(request), "officer": f"officer/{user.pk}"})


def _signed_out(sender: Any, request: HttpRequest | None, user: Officer | None, **more: Any) -> None:
    log.info("signed out", extra={"event": "sign_out", **about(request), "officer": f"officer/{user.pk}" if user else None})


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """State of a known name its number; an unknown one may be a password typed into the wrong field, and is told as a code."""
    name = str(credentials.get("username", ""))
    known = Officer.objects.filter(username=name).values_list("pk", flat=True).first()
    who = f"officer/{known}" if known else f"unknown/{coded(name)}"
    log.warning("sign-in failed", extra={"event": "sign_in_failed", **about(request), "officer": who})


def _broke(sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
    number = secrets.token_hex(4)
    if request is not None:
        request.META["mingjian.fault"] = number
    log.exception("fault", extra={"event": "fault", "fault": number, **about(request)})


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours: its number, under which the log tells more; of a full disk or a database that cannot be written, what is wrong."""
    number, known = request.META.get("mingjian.fault", ""), said_of(sys.exc_info()[1])
    status = 503 if known else 500
    if request.path_info.startswith("/api/"):
        words = known or Text(f"系统出错，未作任何更改；编号 {number}。", f"Something went wrong here and nothing was changed; number {number}.")
        reply: HttpResponse = problem_json("Unwell" if known else "Fault", status, words, fault=number)
    else:
        reply = HttpResponse(get_template("500.html").render({"fault": number, "known": known, "status": status}), status=status)
    if known:
        reply["Retry-After"] = RETRY_AFTER
    return reply


def unread(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what could not be read as a request; where that is because the disk or the database is unwell, say so, as of any other fault."""
    if said_of(exception) is not None:
        return broken(request)
    return bad_request(request, exception)


def said_of(error: BaseException | None) -> Text | None:
    """Return the words for what an administrator can mend: a full disk, a database that is locked, away or cannot be written; none for any other fault."""
    while error is not None:
        if isinstance(error, OSError) and (words := OF_SYSTEM.get(error.errno or 0)):
            return words
        if isinstance(error, DatabaseError | InterfaceError):
            said = str(error)[:LONGEST_SAID].lower()
            for words, signs in SAID_BY_DATABASES.items():
                if any(sign in said for sign in signs):
                    return words
        error = error.__cause__ or error.__context__
    return None
