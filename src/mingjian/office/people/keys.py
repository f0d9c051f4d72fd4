"""Keys with which systems act as an officer through the API: with a scope, an end, and the minute when each was last used."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.office.models import ApiKey, Officer
from mingjian.office.record.entries import enter

MINUTE = timedelta(minutes=1)
OVERLAP = timedelta(days=7)  # that a renewed key still holds
LONGEST = 400  # days that a key holds which an officer makes
MOST = 20  # keys of one officer that hold
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def make_key(officer: Officer, name: str, *, at: datetime, scope: str = ApiKey.Scope.WORK, days: int | None = None) -> str:
    """Make a key for an officer and give it, this once: only its hash is kept. Without `days` it ends only when it is revoked."""
    if officer.duty != Officer.Duty.WORK:
        raise NotPermitted("接口密钥只发给办案人员。", "API keys are for officers who work on dossiers.")
    key, ends_at = f"mj_{secrets.token_urlsafe(32)}", at + timedelta(days=days) if days else None
    with transaction.atomic():
        ApiKey.objects.create(officer=officer, name=name[:60], sha256=_hash(key), made_at=at, scope=scope, ends_at=ends_at)
        enter("api_key_made", at=at, about=officer, name=name[:60], scope=scope, ends=ends_at)
    return key


def make_own_key(officer: Officer, name: str, *, at: datetime, scope: str, days: int) -> str:
    """Make a key for oneself, which must end. Raises StepRefused where there are many already, BadInput for an end that is too far."""
    if not name.strip():
        raise BadInput("请写明密钥的用途。", "Say what the key is for.")
    if scope not in ApiKey.Scope.values or not 1 <= days <= LONGEST:
        raise BadInput(f"请选择范围，有效期 1 至 {LONGEST} 天。", f"Choose a scope, and an end within {LONGEST} days.")
    if sum(one.holds_at(at) for one in keys_of(officer)) >= MOST:
        raise StepRefused(f"已有 {MOST} 个有效的接口密钥，请先撤销不用的。", f"There are {MOST} keys already: revoke those that nobody uses.")
    whole = Officer.objects.get(pk=officer.pk)  # a request knows its officer as a lazy object, which no entry can be about
    return make_key(whole, name.strip(), at=at, scope=scope, days=days)


def renew(among: QuerySet[ApiKey], pk: int, *, by: Officer, at: datetime) -> str:
    """Make another key like one of some keys, and let that one hold for a week at most; return the new one. Raises NotFound, StepRefused."""
    with transaction.atomic():
        held = among.select_for_update(of=("self",)).filter(pk=pk).first()
        if held is None:
            raise NotFound("没有这个接口密钥。", "There is no such API key.")
        if not held.holds_at(at):
            raise StepRefused("此接口密钥已撤销或者过期，请另行签发。", "This API key is over: make another.")
        days = min((held.ends_at - held.made_at).days, LONGEST) if held.ends_at else LONGEST
        made = make_key(held.officer, held.name, at=at, scope=held.scope, days=max(days, 1))
        held.ends_at = min(held.ends_at or at + OVERLAP, at + OVERLAP)
        held.save(update_fields=["ends_at"])
        enter("api_key_renewed", at=at, about=held.officer, by=by, name=held.name, scope=held.scope, ends=held.ends_at)
    return made


def officer_of_key(key: str, at: datetime, method: str = "GET") -> Officer | None:
    """
    Return the officer whose key this is, if it holds and they may still sign in; note the minute.

    Raises NotPermitted where the key only reads and more is asked of it.
    """
    held = ApiKey.objects.select_related("officer__department").filter(sha256=_hash(key), officer__is_active=True).first()
    if held is None or not held.holds_at(at):
        return None
    if held.scope == ApiKey.Scope.READ and method not in READING:
        raise NotPermitted("此接口密钥只能读取。", "This API key only reads.")
    with suppress(OperationalError):  # a full disk or a locked database hinders no reading; what is written says so itself
        ApiKey.objects.filter(Q(seen_at__isnull=True) | Q(seen_at__lt=at - MINUTE), pk=held.pk).update(seen_at=at)
    return held.officer


def keys_of(officer: Officer) -> QuerySet[ApiKey]:
    """Return the keys of an officer, the newest first."""
    return ApiKey.objects.filter(officer=officer)


def keys_open_to(by: Officer) -> QuerySet[ApiKey]:
    """Return the keys that somebody may revoke: their own, and any for an administrator of system or security."""
    return ApiKey.objects.all() if by.duty in (Officer.Duty.SYSTEM, Officer.Duty.SECURITY) else keys_of(by)


def revoke(among: QuerySet[ApiKey], pk: int, *, at: datetime, by: Officer | None = None) -> ApiKey:
    """Revoke one of some keys; by nobody named at the node's own keyboard. Raises NotFound, or StepRefused where it was revoked before."""
    with transaction.atomic():
        held = among.select_for_update(of=("self",)).filter(pk=pk).first()
        if held is None:
            raise NotFound("没有这个接口密钥。", "There is no such API key.")
        if held.revoked_at is not None:
            raise StepRefused("此接口密钥已撤销。", "This API key was revoked before.")
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        enter("api_key_revoked", at=at, about=held.officer, by=by, name=held.name)
    return held


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()  # the key has 256 bits of its own, so no salt and no slow hash is needed
