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
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import get_template

from mingjian.core.language import Text
from mingjian.office.models import Officer

log = logging.getLogger("mingjian.doors")
Answer = Callable[[HttpRequest], HttpResponseBase]
LOCKED_OUT = 429
REFUSED = {400: "bad_request", 403: "refusal", 409: "refusal", 413: "refusal", 422: "refusal", LOCKED_OUT: "lockout"}
FULL = Text(
    "磁盘已满，未能保存。请系统管理员清理磁盘后再试。", "The disk is full and nothing was saved. Try again once the system administrator has cleared it."
)
READ_ONLY = Text(
    "数据库目前只能读，未能保存。请告知系统管理员。", "The database can only be read for now and nothing was saved. Tell the system administrator."
)


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
    """Give what may be told of a request: its method, route, a code of where it came from, and the officer's number; no address, no name."""
    if request is None:
        return {}
    match = request.resolver_match
    user = getattr(request, "user", None)
    officer = f"officer/{user.pk}" if isinstance(user, Officer) else None
    return {"method": request.method, "route": match.route if match else "?", "origin": coded(request.META.get("REMOTE_ADDR", "")), "officer": officer}


def coded(origin: str) -> str:
    """Give a code that tells callers apart and tells nobody who they are."""
    return hmac.new(settings.SECRET_KEY.encode(), origin.encode(), sha256).hexdigest()[:12]


def _signed_in(sender: Any, request: HttpRequest | None, user: Officer, **more: Any) -> None:
    log.info("signed in", extra={"event": "sign_in", **about(request), "officer": f"officer/{user.pk}"})


def _signed_out(sender: Any, request: HttpRequest | None, user: Officer | None, **more: Any) -> None:
    log.info("signed out", extra={"event": "sign_out", **about(request), "officer": f"officer/{user.pk}" if user else None})


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """Tell of a known name its number; an unknown one may be a password typed into the wrong field, and is told as a code."""
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
        zh, en = (
            (known.zh, known.en)
            if known
            else (f"系统出错，未作任何更改；编号 {number}。", f"Something went wrong here and nothing was changed; number {number}.")
        )
        body = {"title": "Unwell" if known else "Fault", "status": status, "detail": zh, "detail_en": en, "fault": number}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return HttpResponse(get_template("500.html").render({"fault": number, "known": known, "status": status}), status=status)


def said_of(error: BaseException | None) -> Text | None:
    """Give the words for what an administrator can mend: a full disk, a database that cannot be written; none for any other fault."""
    seen = error
    while seen is not None:
        text = str(seen).lower()
        if (isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT)) or "disk is full" in text or "no space left" in text:
            return FULL
        if (isinstance(seen, OSError) and seen.errno == errno.EROFS) or "readonly database" in text or "read-only transaction" in text:
            return READ_ONLY
        seen = seen.__cause__ or seen.__context__
    return None
