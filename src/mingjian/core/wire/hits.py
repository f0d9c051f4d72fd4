"""
Hit or no hit between two nodes, by Diffie-Hellman keys on both sides: whoever is asked learns how many values, and not which; whoever asks learns which of
its own values the other has, and nothing of the others.

A value becomes a point H(v) of curve25519 whose logarithm nobody knows. The asker sends a·H(v), the other answers b·a·H(v) and b·H(y) of each of its own
values; the asker looks for b·a·H(v) among a·(b·H(y)). Both keys are new for each question, so that two answers cannot be compared. What stands against a
dictionary of guesses is the budget of the agreement: each guess is a question (decision 177).
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from mingjian.core.errors import BadInput
from mingjian.core.wire.encoding import decoded, encoded
from mingjian.core.wire.reasons import Refusal

POINT = 32  # bytes
MOST_VALUES = 10  # of one question
MOST_KEPT = 20_000  # of one kind that an answer holds
_P, _A = 2**255 - 19, 486662
_TAG = b"mingjian-hit/1"


@lru_cache(maxsize=3 * MOST_KEPT)
def point_of(kind: str, value: str) -> bytes:
    """Return the point of a value of a kind. A hash that is no x of the curve itself is tried anew: one of its twist would tell a bit of the value."""
    told = b"\x00".join((_TAG, kind.encode(), value.encode()))
    for number in range(256):
        x = int.from_bytes(hashlib.sha256(bytes([number]) + told).digest(), "little") & (2**255 - 1)
        if 1 < x < _P and pow(x * (x * x + _A * x + 1) % _P, (_P - 1) // 2, _P) == 1:
            return x.to_bytes(POINT, "little")
    raise BadInput("该值不能查询，请改用其他值。", "This value cannot be asked for: ask by another one.")  # one in 2^256


class Secret:
    """One side's key of one question."""

    def __init__(self, raw: bytes | None = None) -> None:
        self._key = X25519PrivateKey.from_private_bytes(raw) if raw else X25519PrivateKey.generate()

    @property
    def raw(self) -> bytes:
        """Return the key as it is kept until the answer comes."""
        return self._key.private_bytes_raw()

    def times(self, point: bytes) -> bytes:
        """Multiply a point. Raises Refusal for one of small order, which would tell something of the key."""
        try:
            return self._key.exchange(X25519PublicKey.from_public_bytes(point))
        except ValueError as error:
            raise Refusal("malformed_item", "points") from error


def written(points: Iterable[bytes]) -> str:
    """Return points as an item has them."""
    return encoded(b"".join(points))


def read_points(text: object, most: int) -> list[bytes]:
    """Read points. Raises Refusal where they are none, or too many."""
    if not isinstance(text, str):
        raise Refusal("malformed_item", "points")
    if not text:
        return []
    try:
        data = decoded(text)
    except BadInput as error:
        raise Refusal("malformed_item", "points") from error
    if not len(data) <= most * POINT or len(data) % POINT:
        raise Refusal("malformed_item", "points")
    return [data[place : place + POINT] for place in range(0, len(data), POINT)]


def asked(secret: Secret, kind: str, values: Sequence[str]) -> str:
    """Return what is sent of the values that are asked for."""
    return written(secret.times(point_of(kind, value)) for value in values)


def answered(kind: str, points: Sequence[bytes], own: Iterable[str]) -> tuple[str, str]:
    """Return the answer to points of a kind: each with a key of this answer, and all own values with the same, in an order that tells nothing."""
    secret = Secret()
    return written(secret.times(one) for one in points), written(sorted(secret.times(point_of(kind, value)) for value in own))


def found(secret: Secret, doubled: Sequence[bytes], kept: Sequence[bytes]) -> list[bool]:
    """Return for each value that was asked for whether the other has it."""
    theirs = {secret.times(one) for one in kept}
    return [one in theirs for one in doubled]
