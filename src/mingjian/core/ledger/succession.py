"""
The keys of one ledger, one after the other: each hands over to the next in a note that both have signed, and that stands in the ledger as an entry.

    mingjian-ledger-key/1
    node.example/ledger
    1204                                 ← entries, the one of the handover being the last of them
    node.example/ledger+c74f20a3+AR…     ← the key until then, which signs every checkpoint up to that size
    node.example/ledger+90a1d53c+AR…     ← the key from then on

    — node.example/ledger …              ← by the old key
    — node.example/ledger …              ← by the new key

So whoever has any one of the keys can check the others, and a key that was handed over signs nothing that came later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint, Signer, Verifier, read_checkpoint, taken_apart

FORM = "mingjian-ledger-key/1"
#: Beside the key: the public keys that were used before it, the oldest first.
RETIRED = "ledger-keys-retired"


@dataclass(frozen=True)
class Handover:
    """That a key signs up to a size, and which one from then on; `note` is what both signed."""

    size: int
    old: Verifier
    new: Verifier
    note: str

    @classmethod
    def read(cls, note: str) -> "Handover":
        """Read a note and check both signatures. Raises LedgerFault where it is none, or one of them is absent or false."""
        text, _ = taken_apart(note)
        form, *lines = text.removesuffix("\n").split("\n")
        try:
            origin, size, old, new = lines
            found = cls(int(size), Verifier.from_text(old), Verifier.from_text(new), note)
        except (ValueError, BadInput) as error:
            raise _no_handover() from error
        if form != FORM or (found.old.name, found.new.name) != (origin, origin) or found.size < 1 or found.old == found.new:
            raise _no_handover()
        found.old.open_note(note)
        found.new.open_note(note)
        return found


def handed_over(old: Signer, new: Signer, size: int) -> str:
    """Return the note by which a key hands over to the next from a size on, signed by both."""
    text = f"{FORM}\n{old.name}\n{size}\n{old.verifier.text}\n{new.verifier.text}\n"
    return old.sign_note(text) + new.sign_note(text).removeprefix(f"{text}\n")


@dataclass(frozen=True)
class Succession:
    """The newest key, and the handovers that led to it, the oldest first. It opens and checks what a single key would, each by the key of its time."""

    newest: Verifier
    handovers: tuple[Handover, ...] = ()

    @classmethod
    def of(cls, newest: Verifier, notes: Iterable[str]) -> "Succession":
        """Read handovers. Raises LedgerFault where they do not lead, one after the other and at growing sizes, to the newest key."""
        found = tuple(map(Handover.read, notes))
        follows = all(before.new == after.old and before.size < after.size for before, after in pairwise(found))
        if not follows or (found and found[-1].new != newest):
            raise LedgerFault("密钥的交接不连续，或不通向现用密钥。", "The handovers of the keys do not lead from one to the next, to the key in force.")
        return cls(newest, found)

    @property
    def name(self) -> str:
        """Return whose ledger."""
        return self.newest.name

    @property
    def text(self) -> str:
        """Return the newest key as it is handed to others."""
        return self.newest.text

    @property
    def notes(self) -> list[str]:
        """Return the handovers as they are written down."""
        return [one.note for one in self.handovers]

    def holds(self, key: Verifier) -> bool:
        """Return whether a key is one of them."""
        return key in (self.newest, *(one.old for one in self.handovers))

    def key_at(self, size: int) -> Verifier:
        """Return the key that signs a checkpoint of a size."""
        return next((one.old for one in self.handovers if size <= one.size), self.newest)

    def open(self, note: str) -> Checkpoint:
        """Return the checkpoint of a note, signed by the key of its time. Raises LedgerFault as a single key does."""
        text, _ = taken_apart(note)
        return self.key_at(read_checkpoint(text).size).open(note)

    def is_sealed(self, index: int, leaf: bytes, seal: bytes) -> bool:
        """Return whether the ledger sealed this leaf hash at this index, with the key of its time."""
        return self.key_at(index + 1).is_sealed(index, leaf, seal)


def retired_in(folder: Path) -> tuple[Verifier, ...]:
    """Return the keys that were used before the one in a folder, the newest first."""
    file = folder / RETIRED
    return tuple(Verifier.from_text(line) for line in reversed(file.read_text().splitlines()) if line.strip()) if file.exists() else ()


def _no_handover() -> LedgerFault:
    return LedgerFault("不是密钥交接记录。", "This is no handover of a ledger's key.")
