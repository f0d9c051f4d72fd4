"""The thirty-six manipulations of ledger and export, each found: eighteen of the database by the audit, eighteen of an export by whoever verifies it."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from forging import drop_checkpoints, forge, sql
from people import at

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.audit import audit, newest_checkpoint
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tree import tree_root
from mingjian.office.models import Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.entries import enter

LATER = at("2026-11-25 09:00")


def new_key() -> None:
    """Lose the key, and put another of the same name in its place."""
    place = Path(settings.HOME) / "ledger-key"
    place.unlink()
    place.write_text(Signer.new(f"{settings.NODE}/ledger").secret_text)
    place.chmod(0o600)


def swap() -> None:
    for old, new in ((5, 9000), (6, 5), (9000, 6)):
        sql('UPDATE office_entry SET "index" = %s WHERE "index" = %s', new, old)


def close_up() -> None:
    """Remove an entry, and number those behind it anew."""
    sql('DELETE FROM office_entry WHERE "index" = 5')
    for index in range(6, Entry.objects.count() + 1):
        sql('UPDATE office_entry SET "index" = %s WHERE "index" = %s', index - 1, index)


def cut_back() -> None:
    """Cut the ledger back to its checkpoint before the last, which is removed: it verifies, and the signer remembers more."""
    size = ledger.newest_checkpoint().size - 1  # type: ignore[union-attr]  # the last has one entry more
    sql('DELETE FROM office_entry WHERE "index" >= %s', size)
    drop_checkpoints(size + 1)


def rewrite(index: int, from_size: int = 0) -> None:
    forge(index)
    drop_checkpoints(from_size)


DATABASE: dict[str, Callable[[], object]] = {
    "a body changed": lambda: sql("UPDATE office_entry SET body = '{}' WHERE \"index\" = 5"),
    "a body changed, and its hash": lambda: forge(5),
    "an entry removed": lambda: sql('DELETE FROM office_entry WHERE "index" = 5'),
    "an entry removed, those behind it numbered anew": close_up,
    "two entries swapped": swap,
    "the end cut off": lambda: sql('DELETE FROM office_entry WHERE "index" >= (SELECT MAX("index") - 2 FROM office_entry)'),
    "the note of a checkpoint forged": lambda: sql("UPDATE office_checkpoint SET note = replace(note, substr(note, 1, 3), 'zzz')"),
    "the key lost, another in its place": new_key,
    "cut back to an earlier checkpoint": cut_back,
    "all rewritten, checkpoints deleted": lambda: rewrite(0),
    "the tail rewritten, its checkpoint deleted": lambda: rewrite(Entry.objects.count() - 1, Entry.objects.count()),
    "another officer beside an entry": lambda: sql('UPDATE office_entry SET officer_id = (SELECT MAX(id) FROM office_officer) WHERE "index" = 5'),
    "another dossier beside an entry": lambda: sql("UPDATE office_entry SET dossier_id = (SELECT MIN(id) FROM office_dossier) WHERE kind = 'assign'"),
    "the state of dossiers": lambda: sql("UPDATE office_dossier SET state_text = 'closed'"),
    "the title of dossiers": lambda: sql("UPDATE office_dossier SET title = 'forged'"),
    "deadlines": lambda: sql("UPDATE office_deadline SET due = '2036-01-01 00:00:00+00:00'"),
    "the roles of an officer": lambda: sql("UPDATE office_officer SET roles = '[\"head\"]' WHERE username = 'new'"),
    "the hash of what a kit holds": lambda: sql("UPDATE evidence_item SET sha256 = %s", "0" * 64),
}


def is_told(found: Callable[[], list[str]]) -> bool:
    """Whether the audit names something, refuses in words because the ledger cannot be read at all, or whoever verifies an export finds it."""
    out = BytesIO()
    try:
        if found():
            return True
        ledger.export(out)
        return not audit(out.getvalue().splitlines(keepends=True), key=ledger.verifier()).is_sound
    except (LedgerFault, BadInput):
        return True


@pytest.mark.parametrize("done", DATABASE)
def test_what_is_done_to_the_database_is_found(node: dict[str, Officer], found: Callable[[], list[str]], done: str) -> None:
    enter("department_added", at=LATER, by=node["system"], about=node["li"].department, name="x", region="330122")
    ledger.checkpoint(LATER)
    assert found() == []
    DATABASE[done]()
    assert is_told(found)
    if "rewritten" in done or "cut" in done or "key" in done:
        enter("department_added", at=LATER, by=node["system"], about=node["li"].department, name="y", region="330122")
        with pytest.raises(LedgerFault):
            ledger.checkpoint(LATER)


SIGNER = Signer.new("node.example/ledger")
BODIES = [canonical({"kind": "take_measures", "number": number}) for number in range(12)]


def export(signer: Signer = SIGNER, bodies: list[bytes] = BODIES, cuts: tuple[int, ...] = (5, 12)) -> list[bytes]:
    leaves = [leaf_hash(body) for body in bodies]
    notes = []
    for start, cut in zip((0, *cuts), cuts, strict=False):
        seals = b"".join(signer.seal(index, leaves[index]) for index in range(start, cut))
        notes.append((cut, signer.sign(cut, tree_root(leaves[:cut]), seals), seals))
    return list(bundle(signer.verifier, zip(range(len(bodies)), bodies, leaves, strict=True), notes))


WHOLE = export()
KEPT = newest_checkpoint(WHOLE, SIGNER.verifier)  # what an auditor wrote down
ROW = 4  # an entry's line, behind the heading
SEALS = len(WHOLE) - 1


def other_heading(lines: list[bytes]) -> list[bytes]:
    return [json.dumps({"format": "mingjian-ledger/9", "key": SIGNER.verifier.text}).encode() + b"\n", *lines[1:]]


def other_key(lines: list[bytes]) -> list[bytes]:
    return [export(Signer.new("node.example/ledger"))[0], *lines[1:]]


def other_seals(lines: list[bytes]) -> list[bytes]:
    place = lines[SEALS].rindex(b'"seals":"') + 30
    line = lines[SEALS]
    return [*lines[:SEALS], line[:place] + (b"A" if line[place : place + 1] != b"A" else b"B") + line[place + 1 :]]


EXPORT: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": lambda all_: [line.replace(b"take_measures", b"take_nothing_") if at_ == ROW else line for at_, line in enumerate(all_)],
    "removed": lambda all_: [*all_[:ROW], *all_[ROW + 1 :]],
    "doubled": lambda all_: [*all_[:ROW], all_[ROW], *all_[ROW:]],
    "swapped": lambda all_: [*all_[:2], all_[3], all_[2], *all_[4:]],
    "cut": lambda all_: all_[:-2],
    "cut in a line": lambda all_: [*all_[:ROW], all_[ROW][:20]],
    "no checkpoint": lambda all_: [line for line in all_ if not line.startswith(b'{"checkpoint"')],
    "junk": lambda all_: [*all_[:ROW], b"\xff\xfe junk\n", *all_[ROW:]],
    "NUL": lambda all_: [*all_[:ROW], b"\x00\n", *all_[ROW:]],
    "deep": lambda all_: [*all_[:ROW], b"[" * 100_000 + b"\n", *all_[ROW:]],
    "a huge number": lambda all_: [*all_[:ROW], b'{"index":' + b"9" * 5000 + b"}\n", *all_[ROW:]],
    "a key twice": lambda all_: [line.replace(b'"index":', b'"index":0,"index":') if at_ == ROW else line for at_, line in enumerate(all_)],
    "empty": lambda all_: [],
    "another heading": other_heading,
    "another key in the heading": other_key,
    "all signed with another key": lambda all_: export(Signer.new("node.example/ledger")),
    "cut back to an earlier checkpoint": lambda all_: export(bodies=BODIES[:5], cuts=(5,)),
    "seals changed": other_seals,
}


@pytest.mark.parametrize("done", EXPORT)
def test_what_is_done_to_an_export_is_found_or_refused(done: str) -> None:
    assert audit(WHOLE, key=SIGNER.verifier, older=KEPT).is_sound
    forged = EXPORT[done](list(WHOLE))
    assert forged != WHOLE
    try:
        report = audit(forged, key=SIGNER.verifier, older=KEPT)
    except BadInput:
        return  # no bundle at all, which is said in words
    assert not report.is_sound


def test_a_ledger_cut_back_passes_for_whoever_kept_no_checkpoint() -> None:
    """What docs/reference/safety.md names openly: only a checkpoint kept elsewhere, or a witness, shows it."""
    assert audit(EXPORT["cut back to an earlier checkpoint"](WHOLE), key=SIGNER.verifier).is_sound


def test_they_are_the_thirty_six() -> None:
    assert (len(DATABASE), len(EXPORT)) == (18, 18)
