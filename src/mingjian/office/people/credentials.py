"""
What an officer signs in with, held against what this node set last: whoever overwrites a password or removes a second factor by SQL is told of.

A keyed hash of them lies in the shared store, renewed by whatever sets them through the node: of the password, of what each factor holds, and of the
identities at a provider. Where a sign-in finds others, the log says so, and the officer is told at this and at every later sign-in, until a password is set
through the node anew: whoever laid an old password back has hidden nothing. The hash lies in the home, too: whoever empties the store has blessed nothing.
"""

import hmac
import json
import logging
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.timezone import localtime, now
from django.utils.translation import gettext

from mingjian.office.models import Officer
from mingjian.office.models.hidden import shown

log = logging.getLogger("mingjian.access")
FORM = "2"  # of what is hashed
HOLDS = ("secret", "seed", "credential")  # of TOTP, of recovery codes, of a passkey, as allauth names them


def note(officer: Officer) -> None:
    """Remember what the node has set."""
    _keep(officer, {"set": _hash(officer), "form": FORM})


def check(officer: Officer) -> str:
    """Return when a sign-in first found what the node did not set, as the officer reads it; empty where none did. One who was never seen is noted."""
    held = _held(officer)
    if held is None or (held.get("form") != FORM and held["set"] == _of_before(officer) and "differed" not in held):
        note(officer)
        return ""
    if held["set"] != _hash(officer) and "differed" not in held:
        held["differed"] = f"{localtime(now()):%Y-%m-%d %H:%M}"
        _keep(officer, held)
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
    note_factors(user)


def note_factors(officer: Officer) -> None:
    """Remember the factors and identities as they are now, but accept no changed password besides: one that differs is told of until it is set anew."""
    held = _held(officer)
    if held is None or "differed" not in held:
        note(officer)


def _key(officer: Officer) -> str:
    return f"mingjian:credentials:{officer.pk}"


def _place(officer: Officer) -> Path:
    """Return the file of an officer in the home; one of the same number in another database has another."""
    return Path(settings.HOME) / "credentials" / _keyed(f"{_key(officer)} {officer.date_joined.timestamp()}")[:32]


def _held(officer: Officer) -> dict[str, str] | None:
    """Return what was remembered of an officer; where the store has nothing, what the home has."""
    held: dict[str, str] | None = cache.get(_key(officer))
    if held is None:
        with suppress(OSError, ValueError):
            held = json.loads(_place(officer).read_text("utf-8"))
    return held


def _keep(officer: Officer, held: dict[str, str]) -> None:
    cache.set(_key(officer), held, None)
    place = _place(officer)
    with suppress(OSError):  # a home that is full or cannot be written: the store has it
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = place.with_name(f"{place.name}.{os.getpid()}.new")
        draft.write_text(json.dumps(held), "utf-8")
        draft.replace(place)


def _hash(officer: Officer) -> str:
    factors = [_said(one) for one in Authenticator.objects.filter(user_id=officer.pk).order_by("type", "pk")]
    identities = SocialAccount.objects.filter(user_id=officer.pk).order_by("provider", "uid").values_list("provider", "uid")
    return _keyed(json.dumps([officer.pk, officer.password, factors, list(identities)]))


def _said(factor: Authenticator) -> list[object]:
    """Return what a factor is known by and cannot do without; how often it was used, and under which key it lies encrypted, makes no other of it."""
    return [factor.pk, factor.type, *(shown(str(factor.data[name])) for name in HOLDS if factor.data.get(name))]


def _of_before(officer: Officer) -> str:
    """Return the hash as versions before 2026.12 kept it: of a factor that it was there."""
    factors = sorted(f"{kind}/{key}" for key, kind in Authenticator.objects.filter(user_id=officer.pk).values_list("pk", "type"))
    return _keyed("\n".join([str(officer.pk), officer.password, *factors]))


def _keyed(told: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), sha256).hexdigest()
