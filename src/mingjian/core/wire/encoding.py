"""How bytes are written on the wire: base64url without padding in its one spelling, and JSON that must be its own canonical form."""

import binascii
import hashlib
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical, parse

_URL_SAFE, _FROM_URL_SAFE = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")


def encoded(data: bytes) -> str:
    """Return bytes as base64url without padding (RFC 4648, section 5)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_URL_SAFE).decode()


def decoded(text: object, size: int | None = None) -> bytes:
    """Read base64url in its one spelling, of `size` bytes where that is told. Raises BadInput where it is none."""
    try:
        data = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL_SAFE) + b"=" * (-len(text) % 4)) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        data = b""
    if not isinstance(text, str) or not text or encoded(data) != text or (size is not None and len(data) != size):
        raise BadInput("编码有误：须为无填充的 base64url。", "Wrongly encoded: base64url without padding is needed.")
    return data


def read_canonical(data: bytes) -> dict[str, Any]:
    """Read a JSON object that must stand in its canonical spelling (RFC 8785). Raises BadInput where it does not."""
    value = parse(data)
    if canonical(value) != data:
        raise BadInput("JSON 不是规范写法（RFC 8785）。", "The JSON is not in its canonical spelling (RFC 8785).")
    return value


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def key_id(public: bytes) -> str:
    """Return the name of a public key: the first eight bytes of its SHA-256, in hexadecimal."""
    return sha256_hex(public)[:16]
