"""
What closes a backup: a passphrase, by scrypt, opens a key of the folder's own, by which each piece is sealed with AES-256-GCM.

Sources: RFC 7914 (scrypt), NIST SP 800-38D (GCM). The passphrase is nowhere; whoever loses it has no backup.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mingjian.core.errors import BadInput

FORM = 1
COST = 2**16  # of scrypt: 64 MiB, a quarter of a second
SHORTEST = 12  # characters of a passphrase
NONCE = 12  # bytes
_WRAP = b"mingjian backup key"


@dataclass(frozen=True)
class Seal:
    """The key that the pieces of one folder are sealed with."""

    key: bytes

    def close(self, plain: bytes, label: str) -> bytes:
        """Seal bytes under a label, without which they do not open."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, plain, label.encode())

    def open(self, closed: bytes, label: str) -> bytes:
        """Open what was sealed under a label. Raises BadInput where a byte of it was changed."""
        try:
            return AESGCM(self.key).decrypt(closed[:NONCE], closed[NONCE:], label.encode())
        except (InvalidTag, ValueError) as error:
            raise BadInput(f"备份中的 {label} 已损坏或被改动。", f"{label} of the backup is damaged or was changed.") from error

    def name(self, digest: str) -> str:
        """Give the name of a piece: it tells nobody without the key which file lies there."""
        return hmac.new(self.key, digest.encode(), sha256).hexdigest()


def begin(passphrase: str) -> tuple[bytes, Seal]:
    """Make a key, and the header that opens it with the passphrase. Raises BadInput for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise BadInput(f"备份口令至少 {SHORTEST} 个字符。", f"The passphrase of a backup has {SHORTEST} characters at least.")
    salt, seal = secrets.token_bytes(16), Seal(AESGCM.generate_key(256))
    wrapped = Seal(_stretched(passphrase, salt, COST)).close(seal.key, _WRAP.decode())
    header = {"form": FORM, "kind": "mingjian-backup", "scrypt": {"salt": salt.hex(), "n": COST}, "key": wrapped.hex()}
    return json.dumps(header).encode(), seal


def opened(header: bytes, passphrase: str) -> Seal:
    """Open the key that a header holds. Raises BadInput where it is none of ours, or the passphrase is another."""
    try:
        told = json.loads(header)
        salt, cost, wrapped = bytes.fromhex(told["scrypt"]["salt"]), int(told["scrypt"]["n"]), bytes.fromhex(told["key"])
        is_ours = told["form"] == FORM and told["kind"] == "mingjian-backup" and 2**14 <= cost <= 2**20
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign() from error
    if not is_ours:
        raise _foreign()
    try:
        return Seal(Seal(_stretched(passphrase, salt, cost)).open(wrapped, _WRAP.decode()))
    except BadInput as error:
        raise BadInput("备份口令不符。", "This is not the passphrase of the backup.") from error


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _foreign() -> BadInput:
    return BadInput("这不是本软件的备份，或其格式较新。", "This is no backup of this software, or one of a later form.")
