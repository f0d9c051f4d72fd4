"""
What closes a backup: a passphrase, by scrypt, or an identity of age opens a key of the folder's own, by which each piece is sealed with AES-256-GCM
or SM4-GCM.

Sources: RFC 7914 (scrypt), NIST SP 800-38D (GCM), age-encryption.org/v1. The passphrase is nowhere; whoever loses it has no backup.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Union

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mingjian.core.errors import BadInput
from mingjian.core.sm4 import SM4GCM

if TYPE_CHECKING:
    from mingjian.core.backups.age import Age

Secret = Union[str, "Age"]  # what opens a backup: a passphrase, or identities of age

FORM = 1
KIND = "mingjian-backup"
COST = 2**16  # of scrypt: 64 MiB, a quarter of a second
SHORTEST = 12  # characters of a passphrase
NONCE = 12  # bytes
_WRAP = b"mingjian backup key"
AES, SM4 = "aes", "sm4"  # the cipher of a folder, as its header says; AES in headers that say none


@dataclass(frozen=True)
class Seal:
    """The key that the pieces of one folder are sealed with."""

    key: bytes
    cipher: str = AES

    @property
    def _cipher(self) -> AESGCM | SM4GCM:
        return SM4GCM.derived(self.key, b"mingjian backup sm4") if self.cipher == SM4 else AESGCM(self.key)

    def close(self, plain: bytes, label: str) -> bytes:
        """Seal bytes under a label, without which they do not open."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, label.encode())

    def open(self, closed: bytes, label: str) -> bytes:
        """Open what was sealed under a label. Raises BadInput where a byte of it was changed."""
        try:
            return self._cipher.decrypt(closed[:NONCE], closed[NONCE:], label.encode())
        except (InvalidTag, ValueError) as error:
            raise BadInput(f"备份中的 {label} 已损坏或被改动。", f"{label} of the backup is damaged or was changed.") from error

    def name(self, digest: str) -> str:
        """Return the name of a piece: it tells nobody without the key which file lies there."""
        return hmac.new(self.key, digest.encode(), sha256).hexdigest()


def begin(secret: Secret, cipher: str = AES) -> tuple[bytes, Seal]:
    """Make a key for a cipher, and the header that opens it with the passphrase or an identity. Raises BadInput for a short passphrase, a bad recipient."""
    seal = Seal(AESGCM.generate_key(256), cipher)
    how = {"age": secret.wrapped(seal.key).hex()} if not isinstance(secret, str) else _by_passphrase(secret, seal)
    return json.dumps({"form": FORM, "kind": KIND, **({} if cipher == AES else {"cipher": cipher}), **how}).encode(), seal


def _by_passphrase(passphrase: str, seal: Seal) -> dict[str, object]:
    if len(passphrase) < SHORTEST:
        raise BadInput(f"备份口令至少 {SHORTEST} 个字符。", f"The passphrase of a backup has {SHORTEST} characters at least.")
    salt = secrets.token_bytes(16)
    wrapped = Seal(_stretched(passphrase, salt, COST), seal.cipher).close(seal.key, _WRAP.decode())
    return {"scrypt": {"salt": salt.hex(), "n": COST}, "key": wrapped.hex()}


def is_of_age(header: bytes) -> bool:
    """Return whether a header opens with an identity of age, and not with a passphrase. Raises BadInput where it is none of ours."""
    return "age" in _read(header)


def opened(header: bytes, secret: Secret) -> Seal:
    """Open the key that a header holds. Raises BadInput where it is none of ours, or the passphrase or identity is another."""
    told = _read(header)
    cipher = told.get("cipher", AES)
    if cipher not in (AES, SM4):
        raise _foreign()
    if "age" in told:
        if isinstance(secret, str):
            raise BadInput("此备份加密给 age 接收者，不用口令。", "This backup is sealed to recipients of age, and takes no passphrase.")
        return Seal(secret.remembered(header) or secret.unwrapped(_bytes_of(told["age"])), cipher)
    if not isinstance(secret, str):
        raise BadInput("此备份用口令加密：请去掉 --age 和 --identity。", "This backup is under a passphrase: leave --age and --identity out.")
    try:
        salt, cost, wrapped = bytes.fromhex(told["scrypt"]["salt"]), int(told["scrypt"]["n"]), bytes.fromhex(told["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign() from error
    if not 2**14 <= cost <= 2**20:
        raise _foreign()
    try:
        return Seal(Seal(_stretched(secret, salt, cost), cipher).open(wrapped, _WRAP.decode()), cipher)
    except BadInput as error:
        raise BadInput("备份口令不符。", "This is not the passphrase of the backup.") from error


def _read(header: bytes) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(header)
        is_ours = told["form"] == FORM and told["kind"] == KIND
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign() from error
    if not is_ours:
        raise _foreign()
    return told


def _bytes_of(told: object) -> bytes:
    try:
        return bytes.fromhex(str(told))
    except ValueError as error:
        raise _foreign() from error


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _foreign() -> BadInput:
    return BadInput("这不是本软件的备份，或其格式较新。", "This is no backup of this software, or one of a later form.")
