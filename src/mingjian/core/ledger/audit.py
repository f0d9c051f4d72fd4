"""
Check an exported ledger against its signatures, and name what was done to it.

The first reading compares every entry with its hash and every stretch with its signed checkpoint; a sound ledger needs no more. From the last checkpoint
that still holds, a second look sets the entries beside the seals (one signature an entry) and finds which were changed, removed or inserted, even where
somebody computed all hashes and numbers anew. Whoever also removed the seals is still caught by the checkpoints, to within two of them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mingjian.core.digests import EMPTY_CHAIN, chained
from mingjian.core.errors import LedgerFault
from mingjian.core.ledger import fault
from mingjian.core.ledger.alignment import Alignment, ExportLine
from mingjian.core.ledger.bundle import CheckpointLine, EntryLine, has_chain, read_header, read_keys, read_lines
from mingjian.core.ledger.checkpoint import SEAL_SIZE, Checkpoint, Verifier
from mingjian.core.ledger.fault import Fault
from mingjian.core.ledger.succession import Succession
from mingjian.core.ledger.tree import Frontier
from mingjian.core.ledger.witness import Cosigner, seen_by


@dataclass(frozen=True)
class Report:
    """
    What an audit found.

    `has_own_key`: the key was read from the file itself, so it only proves that the file agrees with itself. `newest`: the last checkpoint that was truly
    signed. `older`: the older checkpoint that the ledger was held against.
    """

    verifier: Verifier
    has_own_key: bool
    entries: int
    checkpoints: int
    newest: Checkpoint | None
    older: Checkpoint | None
    faults: tuple[Fault, ...]
    witnessed: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # by witness: the largest size that it cosigned, and when (seconds since 1970)

    @property
    def is_sound(self) -> bool:
        return not self.faults


def audit(
    lines: Iterable[bytes],
    *,
    key: Verifier | None = None,
    older: Checkpoint | None = None,
    known: Iterable[bytes] = (),
    witnesses: Sequence[Cosigner] = (),
) -> Report:
    """
    Check a bundle, line by line.

    `key`: a key known from elsewhere, the newest or one that was handed over; without it the file's own is believed, and the report says so.
    `older`: a checkpoint that somebody kept, of which this ledger must be a continuation. `known`: the leaf hashes of an older export, by index, so that
    each entry that differs is named. `witnesses`: each of them must have cosigned some checkpoint of it.
    Raises BadInput where it is no bundle at all.
    """
    source = iter(lines)
    head = next(source, b"")
    own, bad = _keys_in(head)
    reading = _Reading(own if key is None or own.holds(key) else Succession(key), older, chain=EMPTY_CHAIN if has_chain(head) else b"")
    reading.faults += [fault.bad_keys(bad)] if bad else []
    if key and not own.holds(key):
        reading.faults.append(fault.other_key(own.newest, key))
    hashes = iter(known)
    for line in read_lines(source, with_bodies=bool(reading.chain)):
        if isinstance(line, CheckpointLine):
            reading.take_checkpoint(line)
            continue
        reading.take_row(line)
        if isinstance(line, EntryLine) and next(hashes, line.computed) != line.computed:
            reading.faults.append(fault.differs(line.index, line.line))
    reading.close()
    witnessed = _witnessed(reading, witnesses)
    reading.faults += [fault.not_witnessed(one.name) for one in witnesses if one.name not in witnessed]
    ordered = tuple(sorted(reading.faults, key=lambda found: (found.first is None, found.first or 0)))
    newest = reading.by_size()[-1][0] if reading.signed else None
    return Report(reading.keys.newest, key is None, reading.entries, len(reading.signed), newest, older, ordered, witnessed)


def _keys_in(head: bytes) -> tuple[Succession, LedgerFault | None]:
    """Return the keys that a bundle names, and what is wrong with their handovers; then it is the newest alone."""
    try:
        return read_keys(head), None
    except LedgerFault as error:
        return Succession(read_header(head)), error


def _witnessed(reading: "_Reading", witnesses: Sequence[Cosigner]) -> dict[str, tuple[int, int]]:
    """Return the largest checkpoint that each witness cosigned."""
    return {name: (checkpoint.size, time) for checkpoint, line in reading.by_size() for name, time in seen_by(line.note, witnesses).items()}


def leaf_hashes(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Return the leaf hashes of a bundle in the order of its lines, from the entries' own content."""
    source = iter(lines)
    read_header(next(source, b""))
    return (line.computed for line in read_lines(source) if isinstance(line, EntryLine))


def newest_checkpoint(lines: Iterable[bytes], keys: Verifier | Succession) -> Checkpoint:
    """Return the last checkpoint of a bundle. Raises LedgerFault where there is none, or where the key has not signed it."""
    source = iter(lines)
    read_header(next(source, b""))
    note = ""
    for line in read_lines(source):
        note = line.note if isinstance(line, CheckpointLine) else note
    return keys.open(note)


@dataclass
class _Reading:
    """Where the first reading stands."""

    keys: Succession
    older: Checkpoint | None
    chain: bytes = b""  # the SM3 chain over the entries so far; nothing where the bundle says of none
    frontier: Frontier = field(default_factory=Frontier)
    entries: int = 0
    faults: list[Fault] = field(default_factory=list)
    signed: list[tuple[Checkpoint, CheckpointLine]] = field(default_factory=list)  # the truly signed ones
    good: int = 0  # a checkpoint that holds vouches for all entries before this index
    rows: list[ExportLine] = field(default_factory=list)  # the lines since
    is_torn: bool = False  # the lines no longer follow each other, or no longer give the signed root
    broken: int = 0  # size of the first checkpoint that does not hold
    has_met_older: bool = False

    def by_size(self) -> list[tuple[Checkpoint, CheckpointLine]]:
        return sorted(self.signed, key=lambda pair: pair[0].size)

    def take_row(self, row: ExportLine) -> None:
        self.rows.append(row)
        self.entries += 1
        if self.is_torn or not isinstance(row, EntryLine) or row.index != self.frontier.size:
            self.is_torn = True
            return
        self.frontier.append(row.claimed)
        if self.chain:
            self.chain = chained(self.chain, row.body)
        if self.older and self.frontier.size == self.older.size:
            self.has_met_older = True
            if self.frontier.root() != self.older.root:
                self.faults.append(fault.rewritten(self.older))

    def take_checkpoint(self, line: CheckpointLine) -> None:
        try:
            checkpoint = self.keys.open(line.note)
        except LedgerFault as error:
            self.faults.append(fault.bad_checkpoint(line.line, error))
            return
        self.signed.append((checkpoint, line))
        if self.is_torn or checkpoint.size != self.frontier.size or checkpoint.root != self.frontier.root():
            self.is_torn = True
            self.broken = self.broken or checkpoint.size
            return
        # The hashes beside the entries are now known to be the signed ones: where a content does not fit, it is the content that was changed.
        self.faults += [fault.changed(row.index, row.line) for row in self.rows if isinstance(row, EntryLine) and row.claimed != row.computed]
        if not self._has_its_seals(checkpoint, line.seals):
            self.faults.append(fault.seals_changed(line.line))
        if checkpoint.chain and checkpoint.chain != self.chain and not self.faults:  # where an entry was changed, that is the fault that is told
            self.faults.append(fault.chain_differs(line.line))
        self.good = checkpoint.size
        self.rows.clear()

    def _has_its_seals(self, checkpoint: Checkpoint, seals: bytes) -> bool:
        """
        Return whether the seals beside a checkpoint that holds are those made with it.

        A checkpoint of before does not tell their hash: then each seal is held against its entry, one signature each. None at all were made before seals were.
        """
        if checkpoint.seals:
            return hashlib.sha256(seals).digest() == checkpoint.seals
        first = checkpoint.size - len(seals) // SEAL_SIZE
        rows = [row for row in self.rows if isinstance(row, EntryLine)][max(0, first - self.good) :]
        if seals and first != self.good and not self.faults:
            return False
        parts = (seals[at : at + SEAL_SIZE] for at in range(0, len(seals), SEAL_SIZE))
        return all(self.keys.is_sealed(row.index, row.claimed, seal) for row, seal in zip(rows, parts, strict=False))

    def close(self) -> None:
        """Look again at what no checkpoint vouches for, and at what the older checkpoint asks for."""
        if not self.signed:
            self.faults.append(fault.no_checkpoint())
        end, line = (self.by_size()[-1][0].size, self.by_size()[-1][1].line) if self.signed else (0, 0)
        if self.rows or end > self.good:
            broken = self.broken or end
            found = list(Alignment(self.rows, self.good, end, broken, line, self._seals(), self.keys).faults())
            self.faults += found or [fault.somewhere(self.good, broken - 1)]
        if self.older and self.older.size > 0 and not self.has_met_older:
            self.faults.append(fault.not_shown(self.older) if self.is_torn else fault.shorter(self.older, self.entries))

    def _seals(self) -> dict[int, bytes]:
        """Lay out by index the seals of the checkpoints that are not vouched for yet; those of a wrong number are of no use."""
        seals: dict[int, bytes] = {}
        start = 0
        for checkpoint, line in self.by_size():
            blob = line.seals
            if checkpoint.size > self.good and len(blob) == (checkpoint.size - start) * SEAL_SIZE:
                seals.update((start + at // SEAL_SIZE, blob[at : at + SEAL_SIZE]) for at in range(0, len(blob), SEAL_SIZE))
            start = checkpoint.size
        return seals
