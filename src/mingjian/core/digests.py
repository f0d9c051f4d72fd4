"""SM3 (GB/T 32905-2016) beside SHA-256: both digests of the same bytes, read once; a chain over the entries of a ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives import hashes


@dataclass(frozen=True, slots=True)
class Digests:
    """Both digests of some bytes, hexadecimal, and how many bytes they are."""

    sha256: str
    sm3: str
    size: int


def sm3(data: bytes) -> str:
    """Return the SM3 digest of bytes, hexadecimal."""
    return digests_of([data]).sm3


#: What a chain over no entries is.
EMPTY_CHAIN = bytes(32)


def chained(chain: bytes, body: bytes) -> bytes:
    """Return a chain with one more entry: SM3 over the chain so far and the entry's canonical bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(chain)
    digest.update(body)
    return digest.finalize()


def digests_of(pieces: Iterable[bytes]) -> Digests:
    """Return both digests of bytes that come piece by piece."""
    first, second, size = sha256(), hashes.Hash(hashes.SM3()), 0
    for piece in pieces:
        first.update(piece)
        second.update(piece)
        size += len(piece)
    return Digests(first.hexdigest(), second.finalize().hex(), size)
