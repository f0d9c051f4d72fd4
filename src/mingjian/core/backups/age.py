"""
Backups to recipients of age (age-encryption.org/v1): whoever holds an identity opens them, and the node that makes them holds none.

The node keeps the key of each folder that it began, with its recipients, in a file of its home (`backup-key`): without it nothing could be added to what lies
there, since what did not change is found again by names that hang on that key. Who has that file and the folder reads what the node has itself; the sealed file
of the node's own keys is to the recipients alone.

By pyrage (extra `keeping`).
"""

import json
import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.optional import to_install

KEPT = "backup-key"


@dataclass(frozen=True)
class Age:
    """Recipients that a new backup is sealed to (`age1…`, `ssh-ed25519 …`), texts of identities that open one, and where the node keeps keys of folders."""

    recipients: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    kept: Path | None = None

    def wrapped(self, key: bytes) -> bytes:
        """Seal a key to the recipients. Raises BadInput where there is none, or one that cannot be read."""
        if not self.recipients:
            raise BadInput("请以 --age 指明接收者（age1…）。", "Name a recipient (age1…) with --age.")
        return bytes(_pyrage().encrypt(key, [_recipient(one) for one in self.recipients]))

    def unwrapped(self, closed: bytes) -> bytes:
        """Open a key with the identities. Raises BadInput where none of them fits."""
        if not self.identities:
            raise BadInput(
                "此备份加密给 age 接收者：请以 --identity 指明私钥文件。",
                "This backup is sealed to recipients of age: name the file of an identity with --identity.",
            )
        age = _pyrage()
        try:
            return bytes(age.decrypt(closed, [one for text in self.identities for one in _identities(text)]))
        except age.DecryptError as error:
            raise BadInput(
                "这些 age 私钥都不是此备份的接收者，或备份已损坏。", "None of these identities is a recipient of the backup, or it is damaged."
            ) from error

    def remembered(self, header: bytes) -> bytes | None:
        """Return the key of the folder that a header begins, where this node began it."""
        told = self._told().get(sha256(header).hexdigest())
        return bytes.fromhex(told["key"]) if told else None

    def of_folder(self, header: bytes) -> "Age":
        """Return the same with the recipients that a folder was begun for. Raises BadInput where others are asked for now, or none is known."""
        told = self._told().get(sha256(header).hexdigest())
        begun = tuple(told["recipients"]) if told else ()
        if self.recipients and begun and set(self.recipients) != set(begun):
            raise BadInput("接收者在开始备份时已定：请另选一个文件夹。", "Recipients are fixed when a backup is begun: choose another folder for others.")
        return replace(self, recipients=begun or self.recipients)

    def remember(self, header: bytes, key: bytes) -> None:
        """Keep the key of a folder just begun, for this user only."""
        if self.kept is None:
            return
        told = {**self._told(), sha256(header).hexdigest(): {"key": key.hex(), "recipients": list(self.recipients)}}
        draft = self.kept.with_name(f".{self.kept.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(told, out)
        draft.replace(self.kept)

    def _told(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(self.kept.read_text(encoding="utf-8")) if self.kept and self.kept.exists() else {}
        except (OSError, ValueError) as error:
            raise BadInput(f"{self.kept} 已损坏，请从备份恢复。", f"{self.kept} is damaged: restore it from a backup.") from error
        return told


def _recipient(text: str) -> object:
    age = _pyrage()
    for read in (age.x25519.Recipient.from_str, age.ssh.Recipient.from_str):
        try:
            return read(text.strip())
        except age.RecipientError:
            continue
    raise BadInput(f"{text[:80]!r} 不是 age 接收者，应形如 age1…", f"{text[:80]!r} is no recipient of age: it should read age1…")


def _identities(text: str) -> list[object]:
    """Read a file of identities as `age-keygen` writes it, or a private key of SSH. Raises BadInput, which never repeats it."""
    age = _pyrage()
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        if lines and lines[0].startswith("-----"):
            return [age.ssh.Identity.from_buffer(text.encode())]
        found: list[object] = [age.x25519.Identity.from_str(line) for line in lines]
    except age.IdentityError as error:
        raise BadInput("age 私钥文件无法读取。", "The file of the identity cannot be read.") from error
    if not found:
        raise BadInput("age 私钥文件是空的。", "The file of the identity is empty.")
    return found


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise BadInput(f"未安装 age 支持：{to_install('keeping').zh}。", f"Support of age is not installed: {to_install('keeping').en}.") from error
    return pyrage
