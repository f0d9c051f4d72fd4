"""A sound ledger passes; whatever is done to one is found, and told by entry as far as anything in the file can tell."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.audit import Report, audit, leaf_hashes, newest_checkpoint
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import Checkpoint, Signer
from mingjian.core.ledger.fault import Kind
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tree import Frontier, tree_root

SIGNER = Signer.new("node.example/ledger")
OTHER = Signer.new("node.example/ledger")
CUTS = (16, 40, 64)


@dataclass
class Ledger:
    """A ledger as its keeper, or a forger, holds it: bodies, and how they are numbered, hashed and signed."""

    bodies: list[bytes]
    cuts: tuple[int, ...] = CUTS
    signer: Signer = SIGNER

    def notes(self) -> list[tuple[int, str, bytes]]:
        hashes = [leaf_hash(body) for body in self.bodies]
        starts = (0, *self.cuts)
        return [
            (size, self.signer.sign(size, tree_root(hashes[:size])), b"".join(self.signer.seal(i, hashes[i]) for i in range(start, size)))
            for start, size in zip(starts, self.cuts, strict=False)
        ]

    def lines(self, notes: list[tuple[int, str, bytes]] | None = None) -> list[bytes]:
        entries = [(index, body, leaf_hash(body)) for index, body in enumerate(self.bodies)]
        return list(bundle(self.signer.verifier, entries, self.notes() if notes is None else notes))


def body(number: int | str) -> bytes:
    return canonical({"kind": "take_measures", "number": number, "reason": "涉嫌假冒"})


BODIES = [body(number) for number in range(64)]
NOTES = Ledger(BODIES).notes()
LINES = Ledger(BODIES).lines()
UNSEALED = [(size, note, b"") for size, note, _ in NOTES]


def line_of(index: int) -> int:
    """Place of an entry's line in LINES."""
    return next(at for at, line in enumerate(LINES) if line.endswith(b'"index":%d}\n' % index))


def told(report: Report) -> list[tuple[str, int | None, int | None]]:
    return [(found.kind.value, found.first, found.last) for found in report.faults]


def check(lines: Iterable[bytes]) -> list[tuple[str, int | None, int | None]]:
    return told(audit(lines, key=SIGNER.verifier))


def test_a_sound_ledger_passes() -> None:
    report = audit(LINES, key=SIGNER.verifier)
    assert report.is_sound
    assert (report.entries, report.checkpoints, report.has_own_key) == (64, 3, False)
    assert report.newest == Checkpoint("node.example/ledger", 64, tree_root(leaf_hash(body) for body in BODIES))


def test_an_empty_ledger_passes() -> None:
    assert check(Ledger([], cuts=(0,)).lines()) == []


def test_a_file_without_a_key_from_elsewhere_says_that_it_vouches_for_itself() -> None:
    assert audit(LINES).has_own_key


def test_another_spelling_of_the_same_json_still_passes() -> None:
    spelled = [json.dumps(dict(reversed(json.loads(line).items())), indent=None).encode() + b"\r\n" for line in LINES]
    assert check([*spelled, b"\n", b"  "]) == []


# What a hand that knows nothing of hashes does


@pytest.mark.parametrize("index", [0, 15, 16, 17, 63])
def test_a_changed_entry_is_named(index: int) -> None:
    at = line_of(index)
    changed = LINES[at].replace("涉嫌".encode(), "涉与".encode())
    report = audit([*LINES[:at], changed, *LINES[at + 1 :]], key=SIGNER.verifier)
    assert told(report) == [("changed", index, index)]
    assert report.faults[0].line == at + 1
    assert f"Entry {index} was changed (line {at + 1})" in report.faults[0].text.en


def test_several_changed_entries_are_all_named() -> None:
    lines = [line.replace("涉嫌".encode(), "无罪".encode()) if number in (line_of(3), line_of(20), line_of(63)) else line for number, line in enumerate(LINES)]
    assert check(lines) == [("changed", 3, 3), ("changed", 20, 20), ("changed", 63, 63)]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (17, 17), (15, 17), (63, 63), (0, 63), (5, 40)])
def test_removed_entries_are_named(first: int, last: int) -> None:
    gone = {line_of(index) for index in range(first, last + 1)}
    assert check([line for number, line in enumerate(LINES) if number not in gone]) == [("removed", first, last)]


@pytest.mark.parametrize("index", [0, 16, 17, 63])
def test_an_entry_that_stands_twice_is_named(index: int) -> None:
    at = line_of(index)
    assert [kind for kind, *_ in check([*LINES[: at + 1], LINES[at], *LINES[at + 1 :]])] == ["inserted"]


def test_two_entries_that_changed_places_are_named() -> None:
    lines = LINES.copy()
    lines[line_of(20)], lines[line_of(21)] = lines[line_of(21)], lines[line_of(20)]
    found = check(lines)
    assert found
    assert {first for _, first, _ in found} <= {20, 21, 22}


def test_a_changed_index_is_named() -> None:
    at = line_of(17)
    assert check([*LINES[:at], LINES[at].replace(b'"index":17', b'"index":97'), *LINES[at + 1 :]]) == [("renumbered", 17, 17)]


def test_a_changed_hash_is_told_from_a_changed_content() -> None:
    at = line_of(17)
    changed = LINES[at].replace(base64.b64encode(leaf_hash(BODIES[17])), base64.b64encode(bytes(32)))
    assert check([*LINES[:at], changed, *LINES[at + 1 :]]) == [("hash_changed", 17, 17)]


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(b"".join(LINES)) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found_and_its_entry_named(at: int, flip: int) -> None:
    whole = bytearray(b"".join(LINES))
    line = whole[:at].count(b"\n")
    whole[at] ^= flip
    try:
        found = check(bytes(whole).splitlines(keepends=True))
    except BadInput:
        assert line == 0  # the head
        return
    if not found:  # only the spelling changed, or a seal that nobody needed
        assert b"checkpoint" in LINES[line] or bytes(whole[at : at + 1]).isspace() or b"\n" in LINES[line][-1:]
    elif b'"entry"' in LINES[line]:
        index = json.loads(LINES[line])["index"]
        assert any(first is not None and first <= index <= (last or 0) for _, first, last in found), (index, found)


# What a hand does that computes all hashes and numbers anew, without the key


@pytest.mark.parametrize("index", [0, 15, 16, 17, 63])
def test_a_changed_entry_with_a_new_hash_is_named(index: int) -> None:
    forged = Ledger([*BODIES[:index], body("forged"), *BODIES[index + 1 :]])
    assert check(forged.lines(NOTES)) == [("changed", index, index)]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (17, 17), (15, 17), (62, 63), (0, 20)])
def test_removed_entries_are_named_though_all_were_numbered_anew(first: int, last: int) -> None:
    forged = Ledger([*BODIES[:first], *BODIES[last + 1 :]])
    assert check(forged.lines(NOTES)) == [("removed", first, last)]


@pytest.mark.parametrize("before", [0, 16, 17, 63])
def test_an_inserted_entry_is_named_though_all_were_numbered_anew(before: int) -> None:
    forged = Ledger([*BODIES[:before], body("forged"), *BODIES[before:]])
    assert check(forged.lines(NOTES)) == [("inserted", before, before)]


def test_an_entry_added_at_the_end_is_not_vouched_for() -> None:
    assert check(Ledger([*BODIES, body("forged")]).lines(NOTES)) == [("unsigned", 64, 64)]


def test_several_forgeries_are_told_apart() -> None:
    forged = Ledger([*BODIES[:5], body("changed"), *BODIES[6:20], body("inserted"), *BODIES[20:30], *BODIES[33:]])
    assert check(forged.lines(NOTES)) == [("changed", 5, 5), ("inserted", 20, 20), ("removed", 30, 32)]


@pytest.mark.parametrize(
    ("forge", "window"),
    [
        (lambda: [*BODIES[:17], body("forged"), *BODIES[18:]], (16, 39)),
        (lambda: [*BODIES[:17], *BODIES[18:]], (16, 39)),
        (lambda: [*BODIES[:50], body("forged"), *BODIES[51:]], (40, 63)),
        (lambda: [body("forged"), *BODIES[1:]], (0, 15)),
    ],
)
def test_without_seals_the_change_is_still_found_between_two_checkpoints(forge: Callable[[], list[bytes]], window: tuple[int, int]) -> None:
    assert check(Ledger(forge()).lines(UNSEALED)) == [("somewhere", *window)]


def test_without_seals_too_many_entries_are_found() -> None:
    assert check(Ledger([*BODIES[:17], body("forged"), *BODIES[17:]]).lines(UNSEALED)) != []


@pytest.mark.slow
def test_when_nothing_is_as_it_was_that_is_said_soon() -> None:
    bodies = [body(number) for number in range(600)]
    forged = Ledger([body(f"forged {number}") for number in range(600)], cuts=(600,))
    found = check(forged.lines(Ledger(bodies, cuts=(600,)).notes()))
    assert found[-1] == ("somewhere", 200, 599)
    assert found[:200] == [("changed", number, number) for number in range(200)]


# What a hand does with the checkpoints


def test_a_cut_off_end_is_named_by_the_checkpoint_that_stayed() -> None:
    at = line_of(50)
    assert check([*LINES[:at], LINES[-1]]) == [("removed", 50, 63)]


def test_entries_behind_the_last_checkpoint_are_not_vouched_for() -> None:
    assert check(LINES[:-1]) == [("unsigned", 40, 63)]


def test_a_ledger_without_any_checkpoint_proves_nothing() -> None:
    assert check(Ledger(BODIES).lines([])) == [("unsigned", 0, 63), ("checkpoint", None, None)]


def test_a_forged_checkpoint_is_found_and_the_others_still_hold() -> None:
    broken = LINES[-1].replace(b"\\n64\\n", b"\\n63\\n")
    assert check([*LINES[:-1], broken]) == [("unsigned", 40, 63), ("checkpoint", None, None)]
    at = next(number for number, line in enumerate(LINES) if b"checkpoint" in line)
    assert check([*LINES[:at], LINES[at].replace(b"\\n16\\n", b"\\n17\\n"), *LINES[at + 1 :]]) == [("checkpoint", None, None)]


def test_a_whole_ledger_signed_with_another_key_is_found() -> None:
    report = audit(Ledger([body("forged")], cuts=(1,), signer=OTHER).lines(), key=SIGNER.verifier)
    assert {found.kind for found in report.faults} == {Kind.KEY, Kind.CHECKPOINT, Kind.UNSIGNED}


# What somebody finds who kept an older checkpoint, or an older export


def checkpoint_of(bodies: list[bytes]) -> Checkpoint:
    return Checkpoint("node.example/ledger", len(bodies), tree_root(leaf_hash(body) for body in bodies))


@pytest.mark.parametrize("size", [0, 1, 16, 33, 64])
def test_a_ledger_continues_every_older_checkpoint_of_its_own(size: int) -> None:
    report = audit(LINES, key=SIGNER.verifier, older=checkpoint_of(BODIES[:size]))
    assert report.is_sound
    assert report.older is not None


def test_a_rewritten_ledger_that_was_signed_anew_does_not_continue_the_older_checkpoint() -> None:
    forged = Ledger([*BODIES[:17], body("forged"), *BODIES[18:]]).lines()
    assert check(forged) == []
    assert told(audit(forged, key=SIGNER.verifier, older=checkpoint_of(BODIES[:33]))) == [("older", 0, 32)]
    assert audit(forged, key=SIGNER.verifier, older=checkpoint_of(BODIES[:17])).is_sound


def test_an_older_export_names_the_entry_that_was_rewritten() -> None:
    forged = Ledger([*BODIES[:17], body("forged"), *BODIES[18:]]).lines()
    older, known = newest_checkpoint(LINES, SIGNER.verifier), leaf_hashes(LINES)
    assert told(audit(forged, key=SIGNER.verifier, older=older, known=known)) == [("older", 0, 63), ("older", 17, 17)]


def test_a_ledger_shorter_than_the_older_checkpoint_is_said_to_be_cut() -> None:
    report = audit(Ledger(BODIES[:40], cuts=(40,)).lines(), key=SIGNER.verifier, older=checkpoint_of(BODIES))
    assert told(report) == [("older", 40, 63)]


def test_a_damaged_ledger_does_not_show_that_it_continues() -> None:
    at = line_of(17)
    found = told(audit([*LINES[:at], *LINES[at + 1 :]], key=SIGNER.verifier, older=checkpoint_of(BODIES[:33])))
    assert found == [("removed", 17, 17), ("older", None, None)]


def test_an_older_export_without_a_checkpoint_is_of_no_use() -> None:
    with pytest.raises(LedgerFault):
        newest_checkpoint(Ledger(BODIES).lines([]), SIGNER.verifier)


# What is no ledger


@pytest.mark.parametrize(
    "lines", [[], [b""], [b"{}\n"], [b"PK\x03\x04"], [b'{"format":"mingjian-ledger/1"}\n'], [b'{"format":"mingjian-ledger/2","key":"x"}\n']]
)
def test_what_is_no_bundle_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(BadInput):
        audit(lines)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=4))
def test_garbage_behind_the_head_is_found_and_no_crash(garbage: list[bytes]) -> None:
    lines = [line for line in garbage if line.strip()]
    assert (check([*LINES, *lines]) == []) is (lines == [])


def test_a_frontier_is_not_needed_to_hold_all_leaves() -> None:
    """The first reading keeps log n hashes and the lines since the last good checkpoint, no more."""
    frontier = Frontier()
    for line in BODIES:
        frontier.append(leaf_hash(line))
    assert len(frontier.hashes) == 1
