"""
An envelope for one node: a signed header in clear, a body that only the addressee opens, and a place in a numbered, chained stream.

On the wire and in a file it is the DSSE line, a line break, and exactly as many bytes as the header says. The header tells a relay who, to whom, when and
how much, and nothing else. The body is lines of canonical JSON, compressed, then encrypted (HPKE) with from, to, number and root bound; the root (RFC 6962)
stands over the lines, the release first. Whoever builds one gives a Release: no other way leads out.
"""

import re
import secrets
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingjian.core.agreement.release import Release
from mingjian.core.errors import BadInput
from mingjian.core.law.periods import local_day
from mingjian.core.ledger.leaf import canonical, leaf_hash, parse
from mingjian.core.ledger.tree import tree_root
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.encoding import decoded, encoded, read_canonical, sha256_hex
from mingjian.core.wire.keys import NodeKeys, locked, unlocked
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Register
from mingjian.core.wire.sealed_record import Sealed

TYPE = "application/vnd.mingjian.envelope+json"
LARGEST_HEAD = 64 * 2**10
LARGEST_BODY = 8 * 2**20
LARGEST_PLAIN = 16 * 2**20
MOST_ITEMS = 1000
_ID = re.compile(r"[0-9a-f]{64}")
_HEADER = {"v", "from", "to", "stream", "sequence", "previous", "register", "suite", "key", "items", "root", "body", "made_at"}
_BODY = {"sha256", "size", "plain"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope stands: of which stream (1, 2, … after a restore), its number there, and the id of the one before."""

    stream: int
    sequence: int
    previous: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """What is signed, in clear."""

    sender: str
    to: str
    place: Place
    register: str
    suite: str
    key: str
    items: int
    root: str
    body_sha256: str
    size: int
    plain: int
    made_at: datetime

    @classmethod
    def read(cls, payload: bytes) -> "Header":
        """Read a header, which must be in its canonical spelling. Raises Refusal where it is malformed."""
        try:
            told = read_canonical(payload)
            body, numbers = told["body"], [told[name] for name in ("v", "stream", "sequence", "items")]
            whole = all(type(one) is int for one in (*numbers, body["size"], body["plain"])) and min(*numbers, body["size"], body["plain"]) >= 1
            texts = all(isinstance(told[name], str) for name in ("from", "to", "register", "suite", "key", "root"))
            made_at = datetime.fromisoformat(told["made_at"])
            local_day(made_at)  # an instant at the ends of the calendar has no day here
            if set(told) != _HEADER or set(body) != _BODY or not whole or not texts or told["v"] != 1 or made_at.tzinfo is None:
                raise Refusal("not_readable")
            if told["previous"] is not None and not (isinstance(told["previous"], str) and _ID.fullmatch(told["previous"])):
                raise Refusal("not_readable")
            place = Place(told["stream"], told["sequence"], told["previous"])
            return cls(
                told["from"], told["to"], place, told["register"], told["suite"], told["key"], told["items"], told["root"], str(body["sha256"]), body["size"],
                body["plain"], made_at,
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, OverflowError, BadInput) as error:
            raise error if isinstance(error, Refusal) else Refusal("not_readable") from error

    @property
    def bound(self) -> bytes:
        """Return what the encryption binds: an envelope that is addressed or numbered anew does not open."""
        return _bound(self.sender, self.to, self.place, self.suite, self.root)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as it is sent: the same bytes at every attempt. Its id is the SHA-256 (hex) of the signed header."""

    signed: Signed
    body: bytes

    @property
    def id(self) -> str:
        return sha256_hex(self.signed.payload)

    @property
    def data(self) -> bytes:
        """Return the bytes on the wire."""
        return self.signed.data + b"\n" + self.body

    @property
    def header(self) -> Header:
        return Header.read(self.signed.payload)


@dataclass(frozen=True, slots=True)
class Content:
    """What was in an envelope: what the receiver is told of the release, and the items."""

    release: dict[str, Any]
    items: tuple[dict[str, Any], ...]


Item = tuple[str, dict[str, Any]]


def record_item(sealed: Sealed, released: Release) -> dict[str, Any]:
    """Return the item of a record with the fields open that the release gives, and no others."""
    return sealed.line(released.names)


def said_item(kind: str, about: str, **told: Any) -> dict[str, Any]:
    """Return an item that is no record (`recall`, `hand_over`, `status`, …): what it is about, and words of closed lists; a nonce hides it under the root."""
    return {kind: about, **told, "nonce": encoded(secrets.token_bytes(16))}


def pack(released: Release, items: Sequence[dict[str, Any]], *, keys: NodeKeys, register: Register, place: Place, at: datetime) -> Envelope:
    """Build an envelope for the node that the release names. Raises Refusal where it is too large, or the node has no key to lock for."""
    to = released.to.node
    first = {"release": released.told(), "nonce": encoded(secrets.token_bytes(16))}
    lines = [canonical(line) for line in (first, *items)]
    plain = b"\n".join(lines)
    if not 1 <= len(items) <= MOST_ITEMS or len(plain) > LARGEST_PLAIN:
        raise Refusal("too_large")
    root, suite = _root(lines), register.suites[0]
    opening = register.member(to).opening_key(local_day(at))
    body = locked(suite, zlib.compress(plain), opening.public, _bound(keys.node, to, place, suite, root))
    told = {"v": 1, "from": keys.node, "to": to, "stream": place.stream, "sequence": place.sequence, "previous": place.previous, "register": register.name}
    told |= {"suite": suite, "key": opening.id, "items": len(items), "root": root, "made_at": at.isoformat()}
    told |= {"body": {"sha256": sha256_hex(body), "size": len(body), "plain": len(plain)}}
    return Envelope(Signed(TYPE, canonical(told)).signed_by([keys.sign]), body)


def read_envelope(data: bytes) -> Envelope:
    """Part the bytes of an envelope; nothing is verified yet. Raises Refusal where they are none, or too many."""
    line, gap, body = data.partition(b"\n")
    if not gap or len(line) > LARGEST_HEAD or len(body) > LARGEST_BODY:
        raise Refusal("too_large" if len(data) > LARGEST_BODY else "not_readable")
    try:
        return Envelope(Signed.read(line), body)
    except BadInput as error:
        raise Refusal("not_readable") from error


def authenticate(envelope: Envelope, register_of: Callable[[str], Register | None], node: str) -> tuple[Header, Register]:
    """
    See that an envelope is what its sender signed, for this node, under a register that both know; nothing is decrypted yet. Raises Refusal.

    The key is looked up in the register alone, under the node that the *signed* header names.
    """
    if envelope.signed.type != TYPE or not envelope.signed.signatures:
        raise Refusal("not_readable")
    header = envelope.header
    register = register_of(header.register)
    if register is None:
        raise Refusal("register_unknown", header.register[:100])
    name = envelope.signed.signatures[0][0]
    public = register.signing_key(header.sender, name, header.made_at)
    if not envelope.signed.signers({name: public}):
        raise Refusal("bad_signature")
    if header.to != node:
        raise Refusal("not_ours", header.to[:100])
    if len(envelope.body) != header.size or sha256_hex(envelope.body) != header.body_sha256:
        raise Refusal("body_changed")
    return header, register


def open_envelope(envelope: Envelope, header: Header, register: Register, keys: NodeKeys) -> Content:
    """Decrypt an authentic envelope and read its items. Raises Refusal for whatever its sender did wrong."""
    if header.suite not in register.suites:
        raise Refusal("unknown_suite", header.suite[:20])
    if header.plain > LARGEST_PLAIN or header.items > MOST_ITEMS:
        raise Refusal("too_large")
    packed = unlocked(header.suite, envelope.body, keys.opening(header.key), header.bound)
    if header.key not in keys.open_names | {one.id for one in register.member(header.to).keys if one.use == "open"}:
        raise Refusal("unknown_key", header.key[:100])
    lines = _unzipped(packed, header.plain).split(b"\n")
    if len(lines) != header.items + 1 or _root(lines) != header.root:
        raise Refusal("root_differs")
    try:
        first, *items = (parse(line) for line in lines)
        decoded(first["nonce"], 16)
        if not isinstance(first["release"], dict):
            raise Refusal("malformed_item")
    except (KeyError, BadInput) as error:
        raise Refusal("malformed_item") from error
    return Content(first["release"], tuple(items))


def _unzipped(packed: bytes, size: int) -> bytes:
    """Decompress no more than was declared."""
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(packed, size + 1)
    except zlib.error as error:
        raise Refusal("malformed_item") from error
    if len(plain) != size or not machine.eof or machine.unused_data:
        raise Refusal("too_large")
    return plain


def _root(lines: Sequence[bytes]) -> str:
    return encoded(tree_root(leaf_hash(line) for line in lines))


def _bound(sender: str, to: str, place: Place, suite: str, root: str) -> bytes:
    return canonical({"from": sender, "to": to, "stream": place.stream, "sequence": place.sequence, "suite": suite, "root": root})
