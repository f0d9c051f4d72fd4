"""
What an officer signs in with, held against what this node set last: whoever overwrites a password or removes a second factor by SQL is told of.

A keyed hash of both lies in the shared store, renewed by whatever sets them through the node. Where a sign-in finds others, the log says so, and the officer is
told at this and at every later sign-in, until a password is set through the node anew: whoever laid an old password back has hidden nothing.
"""

import hmac
import logging
from hashlib import sha256
from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from mingjian.office.models import Officer

log = logging.getLogger("mingjian.doors")


def note(officer: Officer) -> None:
    """Remember what the node has set."""
    cache.set(_key(officer), {"set": _hash(officer)}, None)


def check(officer: Officer) -> str:
    """Return when a sign-in first found what the node did not set, as the officer reads it; empty where none did. One who was never seen is noted."""
    held: dict[str, str] | None = cache.get(_key(officer))
    if held is None:
        note(officer)
        return ""
    if held["set"] != _hash(officer) and "differed" not in held:
        held["differed"] = f"{localtime(now()):%Y-%m-%d %H:%M}"
        cache.set(_key(officer), held, None)
        log.warning("credentials differ", extra={"event": "credentials_differ", "officer": f"officer/{officer.pk}"})
    return held.get("differed", "")


def listen() -> None:
    """Check at each sign-in, and remember what is set."""
    user_logged_in.connect(_check, dispatch_uid="mingjian.credentials.check")
    for signal in (password_changed, password_set):
        signal.connect(_set, dispatch_uid="mingjian.credentials.password")
    for signal in (authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(_factor, dispatch_uid="mingjian.credentials.factor")


def _check(sender: Any, request: HttpRequest, user: Officer, **more: Any) -> None:
    if found := check(user):
        words = gettext(
            "The password or second factor of this account was changed outside of this node, as a sign-in at %(at)s showed. "
            "If neither you nor an upgrade of the software did, choose a new password now, end your other sessions, "
            "and tell the security administrator and the auditor."
        )
        messages.error(request, words % {"at": found}, fail_silently=True)


def _set(sender: Any, user: Officer, **more: Any) -> None:
    note(user)


def _factor(sender: Any, user: Officer, **more: Any) -> None:
    """Remember the factors as they are now, but bless no password besides: one that differs is told of until it is set anew."""
    held: dict[str, str] | None = cache.get(_key(user))
    if held is None or "differed" not in held:
        note(user)


def _key(officer: Officer) -> str:
    return f"mingjian:credentials:{officer.pk}"


def _hash(officer: Officer) -> str:
    factors = sorted(f"{kind}/{key}" for key, kind in Authenticator.objects.filter(user_id=officer.pk).values_list("pk", "type"))
    told = "\n".join([str(officer.pk), officer.password, *factors])
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), sha256).hexdigest()
