"""What this node calls its own things before others: names that hold beyond its database."""

import secrets

from django.conf import settings

from mingjian.core.wire.names import Name, given_code


def name_here(kind: str, number: str, digest: str = "") -> str:
    """Name a thing of this node: its kind, its number among them, and, where it may change, the SHA-256 (hex) of what it says."""
    return str(Name(settings.NODE, kind, number, digest))


def new_code() -> str:
    """Return a department that has no credit code a code that no other has, on any node; it keeps it for good."""
    return given_code(settings.NODE, secrets.token_hex(6))
