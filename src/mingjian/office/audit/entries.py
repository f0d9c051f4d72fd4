"""The ledger against itself: each entry against its hash and its columns, all of them against what was signed and what the signer remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.leaf import leaf_hash, parse
from mingjian.core.ledger.tree import Frontier
from mingjian.office.models import Checkpoint, Dossier, Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.difference import Difference
from mingjian.office.record.row_digests import wire_name_of


@dataclass(frozen=True)
class AuditedEntry:
    """One entry as an audit reads it."""

    index: int
    kind: str
    dossier: int | None
    body: Mapping[str, Any]


@dataclass
class Reading:
    """All entries, read once: what they tell, in their order, and what is wrong with them."""

    told: list[AuditedEntry] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)


def read_entries_of(dossier: Dossier, reading: Reading) -> Reading:
    """Read the entries of one dossier, and hold each to its hash, its columns and the signed tree."""
    dossiers, officers = _names()
    for entry in Entry.objects.filter(dossier=dossier).order_by("index").defer("key"):
        _take(entry, dossiers, officers, reading)
        examined = ledger.verify_entry(entry)
        if not examined.is_proven:
            reading.found.append(Difference("entry", "ledger", entry.index, examined.reason))
    return reading


def read_entries(reading: Reading) -> Reading:
    """Read the ledger, and hold each entry to its hash, to its columns, and all to the newest checkpoint and the signer's memory."""
    frontier, roots = Frontier(), _signed_roots()
    dossiers, officers = _names()
    expected = 0
    for entry in Entry.objects.order_by("index").defer("key").iterator(chunk_size=2000):
        if entry.index != expected:
            reading.found.append(_gap(expected, entry.index))
        expected = entry.index + 1
        frontier.append(leaf_hash(entry.body.encode()))
        _check_root(frontier, roots, reading)
        _take(entry, dossiers, officers, reading)
    _check_end(frontier.size, roots, reading)
    return reading


def _take(entry: Entry, dossiers: Mapping[int, str], officers: Mapping[int, str], reading: Reading) -> None:
    try:
        body = parse(entry.body)
    except BadInput:
        reading.found.append(_broken(entry, "内容不可读", "its content cannot be read"))
        return
    _check_columns(entry, body, dossiers, officers, reading)
    reading.told.append(AuditedEntry(entry.index, entry.kind, entry.dossier_id, body))


def _names() -> tuple[dict[int, str], dict[int, str]]:
    dossiers = {one.pk: wire_name_of(one) for one in Dossier.objects.only("pk", "procedure", "number").iterator(chunk_size=2000)}
    return dossiers, {one.pk: wire_name_of(one) for one in Officer.objects.all()}


def _check_columns(entry: Entry, body: Mapping[str, Any], dossiers: Mapping[int, str], officers: Mapping[int, str], reading: Reading) -> None:
    if leaf_hash(entry.body.encode()) != bytes(entry.leaf):
        reading.found.append(_broken(entry, "内容与其哈希不符", "its content does not match its hash"))
    dossier, officer = dossiers.get(entry.dossier_id or 0), officers.get(entry.officer_id or 0)
    for name in ledger.columns_that_differ(entry, body, dossier, officer):
        reading.found.append(_broken(entry, f"{name} 列与其内容不符", f"the column {name} does not say what its content says"))


def _signed_roots() -> dict[int, bytes]:
    """Return the roots that were truly signed, by size: those of checkpoints, and of what the signer remembers."""
    keys, found = ledger.verifiers(), dict[int, bytes]()
    for note in Checkpoint.objects.values_list("note", flat=True):
        for key in keys:
            try:
                signed = key.open(note)
            except LedgerFault:
                continue
            found[signed.size] = signed.root
    remembered = ledger.signer().last()
    return found | ({remembered.size: remembered.root} if remembered else {})


def _check_root(frontier: Frontier, roots: Mapping[int, bytes], reading: Reading) -> None:
    signed = roots.get(frontier.size)
    if signed is not None and signed != frontier.root():
        size = frontier.size
        said = Text(f"前 {size} 条记录已非当时所签。", f"The first {size} entries are not those that were signed.")
        reading.found.append(Difference("signed", "ledger", size - 1, said))


def _check_end(size: int, roots: Mapping[int, bytes], reading: Reading) -> None:
    signed = max(roots, default=0)
    if signed > size:
        said = Text(
            f"已签至 {signed} 条，现只有 {size} 条：末尾的记录已被删去。", f"{signed} entries were signed, {size} are there: the last ones were removed."
        )
        reading.found.append(Difference("signed", "ledger", size, said))


def _gap(expected: int, index: int) -> Difference:
    said = Text(f"第 {expected} 条之后缺记录，下一条为第 {index} 条。", f"Entries are missing from {expected} on; the next is {index}.")
    return Difference("entry", "ledger", expected, said)


def _broken(entry: Entry, zh: str, en: str) -> Difference:
    return Difference("entry", "ledger", entry.index, Text(f"第 {entry.index} 条记录：{zh}。", f"Entry {entry.index}: {en}."))
