"""
Signatures over exact bytes, with their type bound: DSSE 1.0 (https://github.com/secure-systems-lab/dsse), Ed25519.

What is signed is checked before it is parsed, so that nobody's spelling of JSON ever decides what a signature covers.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import canonical, parse
from mingjian.core.wire.encoding import key_id

MOST_SIGNATURES = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes with their type and the signatures over them (`keyid`, 64 bytes each). Holding one says nothing of whether they are true."""

    type: str
    payload: bytes
    signatures: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def read(cls, data: bytes) -> "Signed":
        """Read the JSON form. Raises BadInput where it is none."""
        fault = BadInput("不是签名封套（DSSE）。", "This is no signed envelope (DSSE).")
        try:
            told = parse(data)
            listed = told["signatures"]
            if set(told) != {"payload", "payloadType", "signatures"} or not isinstance(told["payloadType"], str) or len(listed) > MOST_SIGNATURES:
                raise fault
            return cls(told["payloadType"], _unbased(told["payload"]), tuple((str(one.get("keyid", "")), _unbased(one["sig"])) for one in listed))
        except (KeyError, TypeError, AttributeError, binascii.Error, ValueError) as error:
            raise fault from error

    @property
    def data(self) -> bytes:
        """Return the JSON form, in its canonical spelling."""
        listed = [{"keyid": name, "sig": _based(one)} for name, one in self.signatures]
        return canonical({"payload": _based(self.payload), "payloadType": self.type, "signatures": listed})

    def signed_by(self, keys: Iterable[Ed25519PrivateKey]) -> "Signed":
        """Return it with the signatures of these keys added."""
        text = pae(self.type, self.payload)
        made = tuple((key_id(key.public_key().public_bytes_raw()), key.sign(text)) for key in keys)
        return Signed(self.type, self.payload, (*self.signatures, *made))

    def signers(self, keys: Mapping[str, bytes]) -> frozenset[bytes]:
        """Return those of the public keys (by key id) that have signed; a key counts once, however often and under however many names it signs."""
        text, found = pae(self.type, self.payload), set[bytes]()
        for name, signature in self.signatures:
            if (public := keys.get(name)) is not None and is_true(public, signature, text):
                found.add(public)
        return frozenset(found)


def pae(kind: str, payload: bytes) -> bytes:
    """Return the bytes that a signature covers (DSSE's pre-authentication encoding): the type and the payload, each with its length."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def is_true(public: bytes, signature: bytes, text: bytes) -> bool:
    """Return whether a signature of Ed25519 is that of a public key over a text."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _based(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbased(text: Any) -> bytes:
    data = base64.b64decode(text, validate=True)
    if _based(data) != text:
        raise ValueError("not in its one spelling")
    return data
