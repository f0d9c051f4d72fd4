"""A ledger whose key was turned: it is verified by any of its keys, and a key that was handed over signs nothing that came later."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from mingjian.core.errors import LedgerFault
from mingjian.core.ledger.audit import Report, audit
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import Signer, Verifier
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.succession import Handover, Succession, handed_over
from mingjian.core.ledger.tree import Frontier

FIRST, SECOND, THIRD, OTHER = (Signer.new("node.example/ledger") for _ in range(4))
NOTES = [handed_over(FIRST, SECOND, 3), handed_over(SECOND, THIRD, 6)]
KEYS = Succession.of(THIRD.verifier, NOTES)
BODIES = [canonical({"kind": "step", "number": str(index)}) for index in range(9)]


def lines(signs: Callable[[int], Signer], cuts: tuple[int, ...] = (2, 3, 5, 6, 9), keys: Succession | Verifier = KEYS) -> list[bytes]:
    """A bundle whose checkpoint of each size is signed by whom `signs` says."""
    frontier, notes, before = Frontier(), [], 0
    for size, body in enumerate(BODIES, 1):
        frontier.append(leaf_hash(body))
        if size in cuts:
            seals = b"".join(signs(size).seal(index, leaf_hash(BODIES[index])) for index in range(before, size))
            notes.append((size, signs(size).sign(size, frontier.root(), seals), seals))
            before = size
    return list(bundle(keys, ((index, body, leaf_hash(body)) for index, body in enumerate(BODIES)), notes))


def in_turn(size: int) -> Signer:
    return FIRST if size <= 3 else SECOND if size <= 6 else THIRD


def kinds(report: Report) -> list[str]:
    return [one.kind.value for one in report.faults]


@pytest.mark.parametrize("known", [None, FIRST, SECOND, THIRD])
def test_any_of_the_keys_verifies_the_whole(known: Signer | None) -> None:
    report = audit(lines(in_turn), key=known and known.verifier)
    assert report.is_sound, report.faults
    assert report.verifier == THIRD.verifier
    assert report.newest is not None
    assert report.newest.size == 9


def test_another_key_does_not() -> None:
    assert "key" in kinds(audit(lines(in_turn), key=OTHER.verifier))


@pytest.mark.parametrize("late", [FIRST, SECOND, OTHER])
def test_a_key_that_was_handed_over_signs_nothing_later(late: Signer) -> None:
    assert "checkpoint" in kinds(audit(lines(lambda size: late if size == 9 else in_turn(size))))


def test_a_new_key_signs_nothing_of_before() -> None:
    assert "checkpoint" in kinds(audit(lines(lambda size: THIRD if size <= 3 else in_turn(size))))


def test_a_changed_entry_is_named_under_the_seals_of_its_time() -> None:
    for index in (1, 4, 7):
        found = lines(in_turn)
        at = next(place for place, line in enumerate(found) if b'"index":%d}' % index in line)
        body = canonical({"kind": "forged"})
        found[at] = b'{"entry":%b,"hash":"%b","index":%d}\n' % (body, b64encode(leaf_hash(body)), index)
        report = audit(found)
        assert [(one.kind.value, one.first) for one in report.faults] == [("changed", index)]


def test_handovers_left_out_or_forged_are_found() -> None:
    alone = audit(lines(in_turn, keys=THIRD.verifier))
    assert "checkpoint" in kinds(alone)
    forged = Succession(THIRD.verifier, (Handover(3, FIRST.verifier, THIRD.verifier, NOTES[0]),))
    assert "key" in kinds(audit(lines(in_turn, keys=forged)))


def test_a_handover_needs_both_signatures_and_its_text() -> None:
    text = NOTES[0]
    assert Handover.read(text).new == SECOND.verifier
    old_only = FIRST.sign_note(text.rpartition("\n\n")[0] + "\n")
    foreign = handed_over(Signer.new("other.example/ledger"), SECOND, 3)
    for changed in (old_only, text.replace("\n3\n", "\n4\n"), foreign, "", "x\n\n— y AAAA\n", text.replace("key/1", "key/2")):
        with pytest.raises(LedgerFault):
            Handover.read(changed)


def test_handovers_follow_each_other() -> None:
    for wrong in (NOTES[::-1], [NOTES[0]], [NOTES[1], NOTES[1]], [NOTES[0], handed_over(FIRST, THIRD, 6)], [NOTES[0], handed_over(SECOND, THIRD, 3)]):
        with pytest.raises(LedgerFault):
            Succession.of(THIRD.verifier, wrong)
