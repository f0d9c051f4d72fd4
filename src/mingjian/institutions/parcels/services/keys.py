"""
Hash numbers of people with a secret that lies outside of the database, so that nobody reads a number out of a hash.

Of each quarter and each prefecture the key is another (HKDF-SHA256 of the secret): what one person sent in another quarter or city has another hash, and
joins with nothing. Whoever has the database alone cannot try out numbers.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mingjian.core.errors import BadInput
from mingjian.core.identifiers import tidy
from mingjian.core.ledger.checkpoint import keep_secret
from mingjian.institutions.parcels.models import Batch

FILE = "parcels-key"
REGION_DIGITS = 4  # of the prefecture


def period_of(day: date) -> str:
    """Return the quarter of a day: `2026Q4`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


@dataclass
class Keys:
    """The secret of this node, and the keys that were derived from it already."""

    secret: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def fingerprint(self) -> str:
        """Return a fingerprint that distinguishes this secret from another, and tells nothing of it (16 hex digits)."""
        return self._derive("fingerprint").hex()[:16]

    def hashed(self, kind: str, value: str, day: date, region: str) -> str:
        """Return the hash (64 hex digits) of a number of a kind, `identity` or `phone`; '' of nothing."""
        plain = tidy(value)
        if not plain:
            return ""
        return hmac.digest(self._derive(f"{kind}/{period_of(day)}/{region[:REGION_DIGITS]}"), plain.encode(), "sha256").hex()

    def digest_of(self, path: Path) -> str:
        """Return the keyed digest (64 hex digits) of a file: whoever has the file and this secret can tell that it is the same."""
        whole = hmac.new(self._derive("file"), digestmod="sha256")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                whole.update(block)
        return whole.hexdigest()

    def _derive(self, use: str) -> bytes:
        if use not in self._derived:
            self._derived[use] = HKDF(SHA256(), 32, None, f"mingjian/parcels/{use}".encode()).derive(self.secret)
        return self._derived[use]


def keys() -> Keys:
    """
    Return the keys of this node; the secret is made at the first asking, before anything was keyed.

    Raises BadInput where the file is gone, damaged, open to others, or not that which keyed what is on file: nothing is keyed with another by mistake.
    """
    file, last = Path(settings.HOME) / FILE, Batch.objects.order_by("-pk").first()
    if not file.exists():
        if last is not None:
            zh = f"密钥文件 {file.name} 不见了，请从备份恢复；没有它，新的收寄证明与已有的无法比对。"
            raise BadInput(zh, f"The file {file.name} is gone: restore it from a backup. Without it nothing new can be compared with what is on file.")
        keep_secret(file, secrets.token_hex(32))
    if file.stat().st_mode & 0o077:
        raise BadInput(f"密钥文件 {file.name} 他人可读，请执行 chmod 600。", f"Others may read {file.name}; run chmod 600 on it.")
    found = Keys(_read(file))
    if last is not None and last.key != found.fingerprint:
        zh = f"密钥文件 {file.name} 不是报送已有收寄证明时所用的那一个，请从备份恢复。"
        raise BadInput(zh, f"The file {file.name} is not the one that keyed what is on file: restore it from a backup.")
    return found


def _read(file: Path) -> bytes:
    try:
        secret = bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise BadInput(f"密钥文件 {file.name} 已损坏，请从备份恢复。", f"The file {file.name} is damaged: restore it from a backup.")
    return secret
