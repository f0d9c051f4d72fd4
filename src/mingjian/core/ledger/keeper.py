"""
Whoever holds the ledger's key, and remembers what it signed: a ledger that does not continue that is not signed, whoever rewrote the database.

The memory is a file outside of the database, and as many copies in other folders as one likes; the key and its memory can live with an agent, a process of
another user that is asked over a UNIX socket (`agent.py`). All answer to the same four questions.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint, Signer, Verifier, read_checkpoint, taken_apart
from mingjian.core.ledger.tree import EMPTY_ROOT, verify_consistency

#: What the key signs besides checkpoints says so in its first line, and so never passes for one.
OWN = "mingjian-"


class Keeping(Protocol):
    """What the office asks of whoever keeps the key."""

    @property
    def verifier(self) -> Verifier: ...

    def last(self) -> Checkpoint | None: ...

    def sign(self, size: int, root: bytes, seals: bytes, proof: Sequence[bytes], chain: bytes = b"") -> str: ...

    def seal(self, leaves: Sequence[tuple[int, bytes]]) -> bytes: ...

    def sign_note(self, text: str) -> str: ...


@dataclass(frozen=True)
class Keeper:
    """
    A key with its memory in files. `retired` are the public keys that were used before, which signed what is remembered from their time.

    The first memory is the node's own, the others are copies elsewhere; the one of most entries speaks, and one that contradicts it is a fault.
    """

    signer: Signer
    memories: tuple[Path, ...]
    retired: tuple[Verifier, ...] = ()

    @property
    def verifier(self) -> Verifier:
        """Return the public half of the key."""
        return self.signer.verifier

    def last(self) -> Checkpoint | None:
        """Return the largest checkpoint that any memory holds. Raises LedgerFault where one is damaged, or two of one size differ."""
        kept = [one for memory in self.memories if (one := self._read(memory)) is not None]
        newest = max(kept, key=lambda one: one.size, default=None)
        if newest and any(one.size == newest.size and one.root != newest.root for one in kept):
            raise LedgerFault("两处保存的检查点互相矛盾，不再签发。", "Two kept checkpoints contradict each other: nothing more is signed.")
        return newest

    def sign(self, size: int, root: bytes, seals: bytes, proof: Sequence[bytes], chain: bytes = b"") -> str:
        """
        Sign a checkpoint that continues what was signed last, and remember it before it is given out.

        `proof`: the RFC 6962 consistency proof from the size of `last()`. Raises LedgerFault where it does not continue; then nothing is signed.
        """
        self.check(size, root, proof)
        note = self.signer.sign(size, root, seals, chain)
        for memory in self.memories:
            keep_note(memory, note)
        return note

    def check(self, size: int, root: bytes, proof: Sequence[bytes]) -> None:
        """Refuse what does not continue what was signed last. Raises LedgerFault."""
        last = self.last()
        if last is None:
            return
        if size < last.size:
            raise goes_back(last, size)
        try:
            verify_consistency(last.size, size, list(proof), last.root if last.size else EMPTY_ROOT, root)
        except LedgerFault as error:
            raise does_not_continue(last) from error

    def seal(self, leaves: Sequence[tuple[int, bytes]]) -> bytes:
        """Return the seals of leaf hashes at their indexes, 64 bytes each."""
        return b"".join(self.signer.seal(index, leaf) for index, leaf in leaves)

    def sign_note(self, text: str) -> str:
        """Sign something else than a checkpoint. Raises BadInput for a text that does not say what it is."""
        if not text.startswith(OWN):
            raise BadInput("此密钥只签检查点和写明用途的文本。", "This key signs checkpoints, and texts that say what they are.")
        return self.signer.sign_note(text)

    def _read(self, memory: Path) -> Checkpoint | None:
        try:
            note = memory.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(memory) from error
        for verifier in (self.verifier, *self.retired):
            try:
                return verifier.open(note)
            except LedgerFault:
                continue
        raise _of_another_key(memory) if self._is_of_another_key(note) else _damaged(memory)

    def _is_of_another_key(self, note: str) -> bool:
        """Return whether a note is a checkpoint of this ledger that a key of its name signed which is none of ours: one that came later, or a forged one."""
        try:
            text, signatures = taken_apart(note)
            is_ours = read_checkpoint(text).origin == self.verifier.name
        except LedgerFault:
            return False
        ours = {one.key_id for one in (self.verifier, *self.retired)}
        return is_ours and any(name == self.verifier.name and signature[:4] not in ours for name, signature in signatures)


def goes_back(last: Checkpoint, size: int) -> LedgerFault:
    """State that the ledger has become shorter than what was signed."""
    return LedgerFault(
        f"台账只有 {size} 条，而本节点已签至 {last.size} 条：末尾的记录已被删去，或恢复的是较旧的备份。不再签发："
        "请找回缺少的记录；确实找不回的，用 mingjian ledger resume 写明原因后继续。",
        f"The ledger has {size} entries, and this node has signed {last.size}: the last ones were removed, "
        "or an older backup was laid back. Nothing more is signed: bring them back; where they are lost for good, mingjian ledger resume says so and goes on.",
    )


def does_not_continue(last: Checkpoint) -> LedgerFault:
    """State that the ledger is another than the one that was signed."""
    return LedgerFault(
        f"台账不是本节点已签的 {last.size} 条的延续：历史已被改写。不再签发，请用保存的导出文件核验，查明是哪一条。",
        f"The ledger does not continue the {last.size} entries that this node has signed: its history was rewritten. "
        "Nothing more is signed: verify it against an export that was kept, to see which entry.",
    )


def _damaged(memory: Path) -> LedgerFault:
    return LedgerFault(
        f"保存的检查点 {memory} 已损坏或非本密钥所签。不再签发，请查明后从其他保存处恢复。",
        f"The kept checkpoint {memory} is damaged, or not signed by this key. Nothing more is signed: find out, and restore it from another copy.",
    )


def _of_another_key(memory: Path) -> LedgerFault:
    return LedgerFault(
        f"保存的检查点 {memory} 由本节点的另一把密钥所签：恢复的是更换密钥之前的备份。不再签发。请恢复更换之后的备份；"
        "确实没有的，用 mingjian ledger resume --key 已公布的新公钥 写明原因后继续。",
        f"The kept checkpoint {memory} is signed by another key of this node: what was laid back is older than the turn of its key. Nothing more is signed. "
        "Restore a backup made after it; where there is none, mingjian ledger resume --key THE-PUBLISHED-KEY says so and goes on.",
    )


def keep_note(memory: Path, note: str) -> None:
    """Write a checkpoint over the one before, whole, and down to the disk."""
    draft = memory.with_name(f".{memory.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(note)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(memory)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise LedgerFault(
            f"检查点无法保存到 {memory}：{error.strerror}。未签发。", f"The checkpoint cannot be kept in {memory}: {error.strerror}. Nothing was signed."
        ) from error
