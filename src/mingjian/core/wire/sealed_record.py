"""
A record sealed field by field: whoever gets some of the fields can prove each, and learns nothing of the others.

A field's disclosure is base64url(`[salt, name, value]`), its digest base64url(SHA-256(disclosure)), as SD-JWT spells them (RFC 9901, section 4.2); a
record's `fields` is the SHA-256 over all digests, sorted. A salt is HMAC-SHA256(seed of the record, name), 16 bytes, so that one seed opens all. A masked
value is a field of its own (`phone~mask_middle`), sealed with the record, so that it is proven too.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.wire.encoding import decoded, encoded
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal

SEED_SIZE = 16
SALT_SIZE = 16
MOST_FIELDS = 200
LONGEST_VALUE = 20_000
_HEAD = ("kind", "id", "version", "owner", "before", "schema", "fields")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands of a record in every body: kind, name, version (1, 2, …), owner, the seal of the version before, schema, and the seal over its fields."""

    kind: str
    id: str
    version: int
    owner: str
    before: str | None
    schema: str
    fields: str

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {name: getattr(self, name) for name in _HEAD}

    @classmethod
    def read(cls, told: Any) -> "Head":
        """Read one. Raises Refusal where it is malformed, or names a record of another node than its owner."""
        if not isinstance(told, dict) or set(told) != set(_HEAD) or type(told["version"]) is not int or not 1 <= told["version"] <= 10_000:
            raise Refusal("malformed_item")
        texts = [told[name] for name in ("kind", "id", "owner", "schema", "fields")]
        if not all(isinstance(text, str) and 0 < len(text) <= 1000 for text in texts) or (told["version"] == 1) != (told["before"] is None):
            raise Refusal("malformed_item")
        try:
            named = Name.read(told["id"])
        except BadInput as error:
            raise Refusal("malformed_item", "id") from error
        if named.node != told["owner"]:
            raise Refusal("not_the_owner", told["id"][:200])
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A version of a record as its owner keeps it: the head, the values, and the seed (16 bytes) that gives each field's salt."""

    head: Head
    values: Mapping[str, str]
    seed: bytes

    def line(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the record with these fields open and the digests of the others."""
        wanted = set(names)
        disclosures = {name: disclosure(self.seed, name, value) for name, value in self.values.items()}
        shown = sorted(one for name, one in disclosures.items() if name in wanted)
        hidden = sorted(digest(one) for name, one in disclosures.items() if name not in wanted)
        return {"record": self.head.told(), "open": shown, "closed": hidden}


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as somebody else got it: the head, the open fields, and how many stay closed."""

    head: Head
    values: Mapping[str, str]
    closed: int


def seal(name: Name, kind: str, values: Mapping[str, str], *, version: int = 1, before: str | None = None, seed: bytes | None = None) -> Sealed:
    """Seal the values of a record of this node. `before` is the seal of the version before it; each version has a seed of its own."""
    seed = seed or secrets.token_bytes(SEED_SIZE)
    digests = [digest(disclosure(seed, field, value)) for field, value in values.items()]
    return Sealed(Head(kind, str(name), version, name.node, before, f"{kind}/1", sealed_as(digests)), dict(values), seed)


def disclosure(seed: bytes, name: str, value: str) -> str:
    """Return the triple of salt, name and value by which a field is opened."""
    salt = encoded(hmac.digest(seed, name.encode(), "sha256")[:SALT_SIZE])
    return encoded(f'["{salt}",{encode_basestring(name)},{encode_basestring(value)}]'.encode())  # as json.dumps writes it, in a third of the time


def digest(opened: str) -> str:
    """Return the digest of a disclosure, by which a closed field is known."""
    return encoded(hashlib.sha256(opened.encode()).digest())


def sealed_as(digests: Iterable[str]) -> str:
    """Return the seal over the digests of all fields."""
    return encoded(hashlib.sha256("".join(sorted(digests)).encode()).digest())


def read_line(line: Mapping[str, Any]) -> Shown:
    """Read a record with its open fields, and check each against the seal. Raises Refusal where it is malformed or a field is not what was sealed."""
    if set(line) != {"record", "open", "closed"}:
        raise Refusal("malformed_item")
    opened, closed = _texts(line["open"]), _texts(line["closed"])
    head = Head.read(line["record"])
    values = dict(_opened(one) for one in opened)
    digests = [*map(digest, opened), *closed]
    if len(values) < len(opened) or len(set(digests)) < len(digests):
        raise Refusal("malformed_item", head.id)
    if sealed_as(digests) != head.fields:
        raise Refusal("seal_broken", head.id)
    return Shown(head, values, len(closed))


def _texts(told: Any) -> list[str]:
    if not isinstance(told, list) or len(told) > MOST_FIELDS or not all(isinstance(one, str) for one in told):
        raise Refusal("malformed_item")
    return told


def _opened(one: str) -> tuple[str, str]:
    try:
        triple = json.loads(decoded(one).decode())
        if not isinstance(triple, list) or len(triple) != 3 or not all(isinstance(part, str) for part in triple) or len(triple[2]) > LONGEST_VALUE:
            raise Refusal("malformed_item")
        decoded(triple[0], SALT_SIZE)
        "".join(triple).encode()  # half a pair of UTF-16 is no text, and no database takes it
    except (BadInput, ValueError, RecursionError) as error:
        raise Refusal("malformed_item") from error
    return triple[1], triple[2]
