"""Keys with which systems act as an officer through the API."""

import secrets
from datetime import datetime
from hashlib import sha256

from mingjian.core.errors import NotPermitted
from mingjian.office.models import ApiKey, Officer
from mingjian.office.record.entries import enter


def make_key(officer: Officer, name: str, *, at: datetime) -> str:
    """Make a key for an officer and give it, this once: only its hash is kept."""
    if officer.duty != Officer.Duty.WORK:
        raise NotPermitted("接口密钥只发给办案人员。", "API keys are for officers who work on dossiers.")
    key = f"mj_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(officer=officer, name=name[:60], sha256=_hash(key), made_at=at)
    enter("api_key_made", at=at, about=officer, name=name[:60])
    return key


def officer_of_key(key: str) -> Officer | None:
    """Give the officer whose key this is, if it is not revoked and the officer may still sign in."""
    held = ApiKey.objects.select_related("officer__department").filter(sha256=_hash(key), revoked_at__isnull=True, officer__is_active=True).first()
    return held.officer if held else None


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()  # the key has 256 bits of its own, so no salt and no slow hash is needed
