"""Addresses are sealed with a key drawn from the node's own, so that a copy of the database alone reaches nobody."""

import base64
import json
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from mingjian.institutions.notifications.services.channels.shapes import Refused


def seal(address: str, secret: str) -> str:
    """Seal an address with its secret."""
    return _fernet().encrypt(json.dumps([address, secret]).encode()).decode()


def unseal(sealed: str) -> tuple[str, str]:
    """Return address and secret. Raises Refused where the node's key has changed since."""
    try:
        address, secret = json.loads(_fernet().decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        raise Refused("unreadable") from None
    return str(address), str(secret)


def hint_of(address: str) -> str:
    """Return what an owner knows an address by: its last four signs, of a mailbox the first sign and the host's end."""
    return f"{address[:1]}…{address[-8:]}" if "@" in address else f"…{address[-4:]}"


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"mingjian/tidings/" + settings.SECRET_KEY.encode()).digest()))
