"""Hybrid public key encryption (RFC 9180), base mode, written from the specification for tests alone: the second opinion on what locks an envelope."""

import hashlib
import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

HASHES = {1: "sha256", 3: "sha512"}
KEMS = {16: ("sha256", 32), 18: ("sha512", 64), 32: ("sha256", 32)}  # DHKEM of P-256, P-521, X25519: its hash, and bytes of its secret
CIPHERS = {1: (AESGCM, 16), 2: (AESGCM, 32), 3: (ChaCha20Poly1305, 32)}
CURVES = {16: ec.SECP256R1(), 18: ec.SECP521R1()}


def _extract(name: str, salt: bytes, data: bytes) -> bytes:
    return hmac.digest(salt or bytes(hashlib.new(name).digest_size), data, name)


def _expand(name: str, key: bytes, info: bytes, length: int) -> bytes:
    found, block = b"", b""
    for number in range(1, 256):
        if len(found) >= length:
            break
        block = hmac.digest(key, block + info + bytes([number]), name)
        found += block
    return found[:length]


class Suite:
    """Three algorithms by their numbers in the RFC."""

    def __init__(self, kem: int, kdf: int, aead: int) -> None:
        self.kem, self.kdf, self.aead = kem, kdf, aead

    def _labelled(self, name: str, suite: bytes, salt: bytes, label: str, data: bytes) -> bytes:
        return _extract(name, salt, b"HPKE-v1" + suite + label.encode() + data)

    def _expanded(self, name: str, suite: bytes, key: bytes, label: str, info: bytes, length: int) -> bytes:
        return _expand(name, key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label.encode() + info, length)

    def _shared(self, private: bytes, public: bytes) -> bytes:
        if self.kem == 32:
            return x25519.X25519PrivateKey.from_private_bytes(private).exchange(x25519.X25519PublicKey.from_public_bytes(public))
        curve: Any = CURVES[self.kem]
        own = ec.derive_private_key(int.from_bytes(private, "big"), curve)
        return own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, public))

    def secret(self, private: bytes, enc: bytes, public: bytes) -> bytes:
        """Return what both sides derive out of one's private and the other's public key (section 4.1)."""
        suite, (name, length) = b"KEM" + self.kem.to_bytes(2, "big"), KEMS[self.kem]
        extracted = self._labelled(name, suite, b"", "eae_prk", self._shared(private, enc))
        return self._expanded(name, suite, extracted, "shared_secret", enc + public, length)

    def schedule(self, secret: bytes, info: bytes) -> tuple[bytes, bytes]:
        """Return key and base nonce (section 5.1)."""
        suite, name = b"HPKE" + b"".join(one.to_bytes(2, "big") for one in (self.kem, self.kdf, self.aead)), HASHES[self.kdf]
        context = b"\x00" + self._labelled(name, suite, b"", "psk_id_hash", b"") + self._labelled(name, suite, b"", "info_hash", info)
        extracted = self._labelled(name, suite, secret, "secret", b"")
        length = CIPHERS[self.aead][1]
        return self._expanded(name, suite, extracted, "key", context, length), self._expanded(name, suite, extracted, "base_nonce", context, 12)

    def cipher(self, key: bytes) -> Any:
        return CIPHERS[self.aead][0](key)

    def opened(self, data: bytes, private: bytes, public: bytes, info: bytes, size: int = 32) -> bytes:
        """Open what was sealed in one go: the encapsulated key (`size` bytes), then the ciphertext."""
        key, nonce = self.schedule(self.secret(private, data[:size], public), info)
        plain: bytes = self.cipher(key).decrypt(nonce, data[size:], b"")
        return plain
