"""
The database side of the ledger: append entries, sign checkpoints, give proofs, export.

An entry gets its index and leaf hash in the transaction of the step that it records, so both are there or neither is. Signing waits for `checkpoint`, which a
sweep and every export call: it costs a signature an entry, which no officer should wait for.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from mingjian.core.digests import EMPTY_CHAIN, chained
from mingjian.core.errors import BadInput, LedgerFault, NotFound
from mingjian.core.language import Text
from mingjian.core.ledger.agent import Agent
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import CHAIN, Verifier, read_checkpoint, signer_in, taken_apart
from mingjian.core.ledger.keeper import Keeper, Keeping, does_not_continue, goes_back
from mingjian.core.ledger.leaf import canonical, leaf_hash, parse
from mingjian.core.ledger.proof import Inclusion
from mingjian.core.ledger.succession import Succession
from mingjian.core.ledger.tiles import WIDTH, Tiles, grown
from mingjian.core.ledger.tree import Frontier, Node, consistency_proof, inclusion_path, root_at
from mingjian.office.models import Checkpoint, Dossier, Entry, Officer, Tile
from mingjian.office.record import succession
from mingjian.office.record.cosignatures import cosigned_note

#: A checkpoint is made at every multiple of this, too, however seldom they are asked for: it bounds where a change can hide, and what an audit keeps in memory.
STRETCH = 1024
#: The form of entries that speak in names that hold on every node; those of before hold keys.
FORM = 2

# A number that nothing else in this database locks: PostgreSQL's advisory locks have no names. That for appending stands in `ledger_next` (migration 0008).
_CHECKPOINT_LOCK = 0x6D696E67_02


_COLUMNS = ("id", "index", "at", "kind", "dossier_id", "officer_id", "key", "body", "leaf")
_NEXT = 'SELECT COALESCE(MAX("index"), -1) + 1 FROM office_entry'
_INSERT = 'INSERT INTO office_entry ("index", "at", "kind", "dossier_id", "officer_id", "key", "body", "leaf") VALUES ({}, %s, %s, %s, %s, %s, %s, %s)'
_INSERT_AT = _INSERT.format("%s")
_INSERT_NEXT = _INSERT.format("ledger_next()") + ' RETURNING id, "index"'


def append(
    body: Mapping[str, Any], *, kind: str, at: datetime, dossier: Dossier | None = None, officer: Officer | None = None, key: str | None = None
) -> Entry:
    """
    Append one entry in the caller's transaction, and give it.

    What is hashed is `body` with the kind and the instant set. From here until the transaction ends, other writers of the ledger wait, which keeps the
    indexes without gaps: append last. The entry is on the disk when the outermost `atomic` is left. Raises BadInput where the body has no canonical JSON;
    IntegrityError where `key` was used before.
    """
    if at.tzinfo is None:
        raise ValueError("An entry's instant needs its time zone.")
    leaf = canonical({**body, "kind": kind, "at": at.isoformat()})
    values = [at, kind, dossier and dossier.pk, officer and officer.pk, key, leaf.decode(), leaf_hash(leaf)]
    database = connections[DEFAULT_DB_ALIAS]  # `connection` would look it up at every word
    row = [database.ops.adapt_datetimefield_value(at), *values[1:-1], database.Database.Binary(values[-1])]  # type: ignore[attr-defined]  # each vendor's driver
    # By hand and not by the ORM, which would take three times as long, and everybody else waits meanwhile. SQLite has held its one write lock since the
    # transaction began (settings ask for IMMEDIATE), so the index read is still the next one. PostgreSQL waits for a lock, reads and writes in one statement.
    with nullcontext() if database.in_atomic_block else transaction.atomic(), database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_INSERT_NEXT, row)
            place = cursor.fetchone()
        else:
            cursor.execute(_NEXT)
            (index,) = cursor.fetchone()
            cursor.execute(_INSERT_AT, [index, *row])
            place = (cursor.lastrowid, index)
    entry = Entry.from_db(DEFAULT_DB_ALIAS, _COLUMNS, [*place, *values])
    if dossier:
        entry.dossier = dossier
    if officer:
        entry.officer = officer
    return entry


def checkpoint(at: datetime) -> Checkpoint:
    """
    Sign the ledger as it stands, each entry and the root over all; give the newest checkpoint, which is the one before where nothing came since.

    Raises LedgerFault, and signs nothing, where the entries are not what the checkpoint before, the signer's own memory or their own hashes say.
    """
    newest = _checkpoint(at)
    if succession.is_pending():  # the old key has signed the handover now, and nothing that came after
        with transaction.atomic():
            _hold(_CHECKPOINT_LOCK)
            succession.finish()
        newest = _checkpoint(at)
    return newest


def turn_key(at: datetime, enter: Callable[..., object]) -> Verifier:
    """
    Hand over to a new key, in an entry that both sign; give it. `enter` makes the entry.

    Raises BadInput where the key is lost or lies with an agent, LedgerFault where the ledger is not what was signed; then nothing is turned.
    """
    if newest_checkpoint() is None:  # a new node has no key before it signs first
        checkpoint(at)
    succession.refuse_turn()
    checkpoint(at)
    key = succession.begin(at, lambda: _hold(_CHECKPOINT_LOCK), size_of_ledger, enter)
    checkpoint(at)
    return key


def _checkpoint(at: datetime) -> Checkpoint:
    """Sign with one key: where a turn is not finished, up to the entry of its handover alone."""
    with transaction.atomic():
        _hold(_CHECKPOINT_LOCK)
        until = succession.pending_size()  # before the key is read: it may be turned by another process until here
        last, size, keeper = newest_checkpoint(), size_of_ledger() if until is None else until, signer()
        if last and until is not None and last.size >= until:
            return last
        succession.check_in_force(keeper.verifier)
        old = last.size if last else 0
        if last:
            _check_before(last, size)
        _check_memory(keeper, last, size)
        if last and last.size == size:
            return last
        leaves = list(_checked_leaves(old, size))
        for level, position, hashes in grown(old, size, _read_tile):
            Tile.objects.update_or_create(level=level, position=position, defaults={"hashes": hashes})
        node = Tiles(_read_tile).node
        if last and root_at(old, node) != bytes(last.root):
            raise LedgerFault(
                f"前 {old} 条记录已非检查点所签，不再签发。请导出并核验，以查明是哪一条。",
                f"The first {old} entries are no longer those that were signed: nothing more is signed. Export and verify, to see which was changed.",
            )
        return _sign(keeper, old, leaves, node, at)


def check_as_signed() -> None:
    """Read every entry, and hold all of them to the newest checkpoint here. Raises LedgerFault where they are not what it signs."""
    last, size, frontier = newest_checkpoint(), size_of_ledger(), Frontier()
    if last:
        _check_before(last, size)
    for leaf in _checked_leaves(0, size):
        frontier.append(leaf)
        if last and frontier.size == last.size and frontier.root() != bytes(last.root):
            raise LedgerFault(f"前 {last.size} 条记录已非检查点所签。", f"The first {last.size} entries are no longer those that were signed.")


def entry_at(index: int) -> Entry:
    """Return an entry by its place. Raises NotFound."""
    found = Entry.objects.filter(index=index).first()
    if found is None:
        raise NotFound(f"台账没有第 {index} 条记录；序号自 0 起。", f"The ledger has no entry {index}; indexes begin at 0.")
    return found


def newest_checkpoint() -> Checkpoint | None:
    """Return the checkpoint of the greatest size, if there is one."""
    return Checkpoint.objects.order_by("size").last()


def inclusion(entry: Entry) -> Inclusion:
    """Return the proof that an entry is in the newest checkpoint. Raises NotFound where none covers it yet."""
    last = newest_checkpoint()
    if last is None or last.size <= entry.index:
        raise NotFound(f"第 {entry.index} 条记录尚无检查点，请先生成。", f"No checkpoint covers entry {entry.index} yet: make one first.")
    path = inclusion_path(entry.index, last.size, Tiles(_read_tile).node)
    return Inclusion(keys().key_at(last.size), entry.index, entry.body.encode(), path, last.note)


def consistency(old: int, new: int) -> list[bytes]:
    """Return the hashes that show the ledger of `new` entries to begin with the one of `old` (RFC 6962, section 2.1.2). Raises BadInput as the tree does."""
    last = newest_checkpoint()
    if last is None or last.size < new:
        raise NotFound(f"大小 {new} 尚无检查点，请先生成。", f"No checkpoint covers {new} entries yet: make one first.")
    return consistency_proof(old, new, Tiles(_read_tile).node)


@dataclass(frozen=True)
class Examined:
    """Whether an entry is proven, why, and by what."""

    is_proven: bool
    reason: Text
    proof: Inclusion | None = None


def columns_that_differ(entry: Entry, body: Mapping[str, Any], dossier: str | None, officer: str | None) -> list[str]:
    """
    Name the columns of an entry that say something else than its content: kind, at, dossier, officer.

    `dossier`, `officer`: the names of those that the columns lead to. Entries of before names hold keys, and are held to kind and instant alone.
    """
    wrong = [] if body.get("kind") == entry.kind else ["kind"]
    try:
        wrong += ["at"] if datetime.fromisoformat(str(body.get("at"))) != entry.at else []
    except ValueError:
        wrong.append("at")
    if body.get("form") == FORM:
        wrong += [name for name, told, held in (("dossier", body.get("dossier"), dossier), ("officer", body.get("by"), officer)) if told != held]
    return wrong


def verify_entry(entry: Entry) -> Examined:
    """Look whether an entry is what was recorded: content against hash, columns against content, and the path to the newest signed checkpoint."""
    try:
        body = parse(entry.body)
    except BadInput as error:
        return Examined(False, error.text)
    dossier = entry.dossier.wire_name if entry.dossier else None
    officer = entry.officer.wire_name if entry.officer else None
    if leaf_hash(entry.body.encode()) != bytes(entry.leaf) or columns_that_differ(entry, body, dossier, officer):
        return Examined(False, Text(f"第 {entry.index} 条记录的内容与其哈希不符：已被改动。", f"Entry {entry.index} does not match its hash: it was changed."))
    try:
        proof = inclusion(entry)
        signed = proof.verify()
    except (LedgerFault, NotFound) as error:
        return Examined(False, error.text)
    text = Text(
        f"第 {entry.index} 条记录在大小为 {signed.size} 的检查点所签的台账之中。",
        f"Entry {entry.index} is in the ledger of {signed.size} entries that was signed.",
    )
    return Examined(True, text, proof)


def export(out: BinaryIO, signed: Checkpoint | None = None) -> int:
    """
    Write the ledger as a bundle, as the database has it, sound or not; give how many entries were written.

    `signed`: the checkpoint just made, behind which nothing is written, since others enter meanwhile what it does not cover. Without one all is written, and
    nothing vouches for what stands behind the newest.
    """
    size = signed.size if signed else size_of_ledger()
    entries = Entry.objects.filter(index__lt=size).order_by("index").values_list("index", "body", "leaf").iterator(chunk_size=2000)
    checkpoints = Checkpoint.objects.filter(size__lte=size).order_by("size").values_list("size", "note", "seals").iterator(chunk_size=20)
    is_chained = Checkpoint.objects.filter(size__lte=size, note__contains=f"\n{CHAIN}").exists()
    out.writelines(
        bundle(
            keys(),
            ((index, body.encode(), bytes(leaf)) for index, body, leaf in entries),
            ((s, cosigned_note(s, n), bytes(b)) for s, n, b in checkpoints),
            has_chain=is_chained,
        )
    )
    return size


def verifier() -> Verifier:
    """Return the public key, which others should keep."""
    return signer().verifier


def verifiers() -> tuple[Verifier, ...]:
    """Return the public key and those that were used before it, which a file beside the key names."""
    return (verifier(), *succession.retired())


def keys() -> Succession:
    """Return the key with the handovers that led to it, as the ledger tells them; the key alone where they do not lead to it, for whoever reads to judge."""
    try:
        return succession.succession(verifier())
    except LedgerFault:
        return Succession(verifier())


def signer() -> Keeping:
    """
    Return whoever holds the key: an agent where settings name one, else the file in the node's home, which may name a token, with its memory beside it and
    in other folders.

    Raises LedgerFault where something was signed and the key is gone: a new one would be made beside a ledger that it never signed.
    """
    if settings.LEDGER_AGENT:
        return Agent(Path(settings.LEDGER_AGENT))
    place = settings.HOME / "ledger-key"
    if not place.exists() and Checkpoint.objects.exists():
        raise LedgerFault(
            "签名密钥 ledger-key 不见了。请从备份恢复，不会另立新钥。", "The signing key ledger-key is gone. Restore it from its backup; no new one is made."
        )
    key = signer_in(place, f"{settings.NODE}/ledger", settings.LEDGER_PKCS11)
    copies = (Path(folder) / f"{settings.NODE}.checkpoint" for folder in settings.LEDGER_KEEPERS)
    return Keeper(key, (Path(settings.LEDGER_MEMORY or settings.HOME / "ledger-seen"), *copies), succession.retired())


def fault_of_memory() -> LedgerFault | None:
    """Return why nothing would be signed now, by what the signer remembers; None where nothing stands against it."""
    last, size = newest_checkpoint(), size_of_ledger()
    try:
        _check_memory(signer(), last, size)
    except LedgerFault as fault:
        return fault
    return None


def _hold(lock: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def size_of_ledger() -> int:
    """Return how many entries the ledger has."""
    last = Entry.objects.order_by("index").values_list("index", flat=True).last()
    return 0 if last is None else last + 1


def _read_tile(level: int, position: int) -> bytes:
    """Return a tile as it is stored; the leaf hashes that fill none yet come from the entries."""
    stored = Tile.objects.filter(level=level, position=position).values_list("hashes", flat=True).first()
    if stored is not None or level:
        return bytes(stored or b"")
    span = Entry.objects.filter(index__gte=position * WIDTH, index__lt=(position + 1) * WIDTH)
    return b"".join(bytes(leaf) for leaf in span.order_by("index").values_list("leaf", flat=True))


def _check_before(last: Checkpoint, size: int) -> None:
    """Refuse to go on from a checkpoint that another key signed, or that had more entries."""
    if not any(_has_signed(one, last.note) for one in verifiers()):
        raise LedgerFault(
            "现有签名密钥并非先前所用。请从备份恢复 ledger-key。", "The signing key is not the one used before. Restore ledger-key from its backup."
        )
    if last.size > size:
        raise LedgerFault(
            f"检查点签有 {last.size} 条，数据库只剩 {size} 条：末尾的记录已被删去。请从备份恢复。",
            f"The checkpoint signs {last.size} entries, the database holds {size}: the last ones were removed. Restore them from a backup.",
        )


def _has_signed(key: Verifier, note: str) -> bool:
    try:
        key.open(note)
    except LedgerFault:
        return False
    return True


def _check_memory(keeper: Keeping, last: Checkpoint | None, size: int) -> None:
    """Refuse a ledger that has fewer entries than were signed, or whose checkpoint of that size has another root."""
    remembered = keeper.last()
    if remembered is None:
        return
    if remembered.size > size:
        raise goes_back(remembered, size)
    same = Checkpoint.objects.filter(size=remembered.size).first()
    if same is not None and bytes(same.root) != remembered.root:
        raise does_not_continue(remembered)


def _checked_leaves(first: int, size: int) -> Iterator[bytes]:
    """Return the leaf hashes to be signed. What does not match its own hash or is missing is not signed."""
    rows = Entry.objects.filter(index__gte=first, index__lt=size).order_by("index").values_list("index", "body", "leaf")
    for expected, (index, body, leaf) in enumerate(rows.iterator(chunk_size=2000), first):
        if index != expected:
            raise LedgerFault(f"第 {expected} 条记录已被删去，不予签发。", f"Entry {expected} was removed: nothing is signed.")
        if leaf_hash(body.encode()) != bytes(leaf):
            raise LedgerFault(f"第 {index} 条记录已被改动，不予签发。", f"Entry {index} was changed: nothing is signed.")
        yield bytes(leaf)


def _sign(keeper: Keeping, old: int, leaves: list[bytes], node: Node, at: datetime) -> Checkpoint:
    """Write a checkpoint at the end of each stretch and at the end of all, each a continuation of what the signer remembers."""
    size, remembered = old + len(leaves), keeper.last()
    known = remembered.size if remembered else 0
    cuts = [*range(old // STRETCH * STRETCH + STRETCH, size, STRETCH), size]
    chain_from, chain = _chain_before(old) if settings.NATIONAL_CRYPTO else (0, b"")
    for start, cut in zip([old, *cuts], cuts, strict=False):
        if cut < known and cut != size:  # signed once already, and lost with the transaction: the memory speaks for a larger ledger
            continue
        root = root_at(cut, node)
        chain = _chain_at(cut, chain_from, chain) if settings.NATIONAL_CRYPTO else b""
        chain_from = cut
        seals = keeper.seal([(index, leaves[index - old]) for index in range(start, cut)])
        note = keeper.sign(cut, root, seals, consistency_proof(known, cut, node), chain)
        newest, known = Checkpoint.objects.create(size=cut, root=root, note=note, seals=seals, at=at), cut
    return newest


def _chain_before(size: int) -> tuple[int, bytes]:
    """Return how far the SM3 chain of the newest checkpoint reaches, and the chain; the beginning where it tells none, since the settings changed later."""
    last = Checkpoint.objects.filter(size=size).first()
    chain = read_checkpoint(taken_apart(last.note)[0]).chain if last else b""
    return (size, chain) if chain else (0, EMPTY_CHAIN)


def _chain_at(size: int, start: int, chain: bytes) -> bytes:
    """Return the chain over all entries below `size` from one that reaches `start`."""
    rows = Entry.objects.filter(index__gte=start, index__lt=size).order_by("index").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=2000):
        chain = chained(chain, body.encode())
    return chain


def told_by(body: object) -> Mapping[str, Any]:
    """Return what a stored body tells; nothing where it cannot be read, which `audit.entries` names."""
    try:
        return parse(body) if isinstance(body, str | bytes) else {}
    except BadInput:
        return {}


def standings_in(body: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what a sealing entry seals: digests of standings with the digest that each replaces."""
    found = body.get("standings")
    return found if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()) else {}
