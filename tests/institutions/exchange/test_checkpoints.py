"""Members tell each other what they saw of a third one's ledger: whoever shows two of them two histories is found, and a file proves it to anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.peers import Fake, hear, note_of

from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tree import Levels, root_at
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Peer
from mingjian.institutions.exchange.queries import fork_of
from mingjian.institutions.exchange.restores.services.resumption import go_on_with
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry
from mingjian.office.record.entries import Count, enter

DAY = timedelta(days=1)


def write(li: Any, node: str, at: Any) -> None:
    ask_for_assistance(to_node=node, letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=at)
    exchange(at)


def seen(name: str) -> Peer:
    return Peer.objects.get(node=name)


def test_a_node_tells_the_others_once_a_day_what_it_saw_and_nothing_where_nothing_is_new(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    at = now()
    write(li, "hz.example", at)
    exchange(at + timedelta(hours=2))
    assert not peers["nj"].said("checkpoint")  # not with each receipt
    exchange(at + DAY)
    (item,) = peers["nj"].said("checkpoint")
    assert item["checkpoint"] == "hz.example"
    assert item["note"].startswith("hz.example/ledger\n")
    exchange(at + 3 * DAY)
    assert len(peers["nj"].said("checkpoint")) == 1  # nothing came from Hangzhou since
    assert [one["checkpoint"] for one in peers["hz"].said("checkpoint")] == ["nj.example"]  # Nanjing's receipt of that word is news, once
    exchange(at + 4 * DAY)
    exchange(at + 5 * DAY)
    assert len(peers["nj"].said("checkpoint")) <= 3  # a word a day at most


def test_what_another_saw_is_proven_with_the_next_envelope(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    write(li, "hz.example", now())
    hz.ledger += [b'{"kind":"more"}'] * 3
    note = note_of(hz, hz.ledger)
    assert hear(peers["nj"], client, "hz.example", note).status_code == 200
    assert seen("hz.example").heard_note == note
    write(li, "hz.example", now())
    assert (seen("hz.example").heard_note, seen("hz.example").stopped_for) == ("", "")
    write(li, "hz.example", now())
    assert seen("hz.example").seen_size == len(hz.ledger)  # and what it saw itself is proven on


def test_a_node_that_shows_two_histories_is_stopped_and_the_file_proves_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    for _ in range(3):
        write(li, "hz.example", now())
    other = [b'{"kind":"begun"}', b'{"kind":"what Nanjing was shown"}']
    assert hear(peers["nj"], client, "hz.example", note_of(hz, other)).status_code == 200
    assert not seen("hz.example").stopped_for
    write(li, "hz.example", now())
    assert seen("hz.example").stopped_for == "ledger_parted"
    fork = fork_of("hz.example")
    first, second, _ = fork.verify(hz.signer.verifier)
    assert (first.size, second.size) == (2, len(hz.ledger))


def test_what_others_saw_before_a_restore_stops_nobody(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    for _ in range(3):
        write(li, "hz.example", now())
    given_up = [b'{"kind":"begun"}', b'{"kind":"given up"}']
    before, root = now() - 400 * DAY, root_at(3, Levels(b"".join(map(leaf_hash, [*given_up, b"{}"]))).node)
    enter("exchange_resumed", at=before, node="hz.example", reason="恢复备份", seen_entries=Count(3), seen_root=root.hex())
    hear(peers["nj"], client, "hz.example", note_of(hz, given_up), (before - DAY).isoformat())  # kept for more than a year
    hear(peers["nj"], client, "hz.example", note_of(hz, [*given_up, b"{}"]))  # this very one was seen here
    write(li, "hz.example", now())
    assert (seen("hz.example").heard_note, seen("hz.example").stopped_for) == ("", "")
    assert Entry.objects.filter(kind="checkpoint_of_before").count() == 2
    exchange(now() + timedelta(hours=2))
    assert seen("hz.example").stopped_for == ""
    assert seen("hz.example").failures == 0


def test_two_histories_after_a_restore_are_found_at_once(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    write(li, "hz.example", now())
    enter("exchange_resumed", at=now() - DAY, node="hz.example", reason="恢复备份", seen_entries=Count(1), seen_root="00")
    hear(peers["nj"], client, "hz.example", note_of(hz, [b'{"kind":"begun"}', b'{"kind":"what Nanjing was shown"}']))
    assert seen("hz.example").stopped_for == "ledger_parted"  # of one size and with two roots: that needs no question


@pytest.mark.parametrize("shown", [0, 1])
def test_a_node_that_keeps_two_histories_and_answers_each_question_out_of_its_own_is_found(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: pytest.MonkeyPatch, shown: int
) -> None:
    hz = peers["hz"]
    for _ in range(3):
        write(li, "hz.example", now())
    branches = [hz.ledger, [b'{"kind":"begun"}', *[b'{"kind":"what Nanjing was shown"}'] * 9]]
    assert hear(peers["nj"], client, "hz.example", note_of(hz, branches[1][:2])).status_code == 200
    honest = hz.take

    def two_faced(data: bytes, size: int, heard: int = 0) -> bytes:
        about_nanjing = shown if heard else size == 2  # asked of what Nanjing saw it may answer out of either; else out of what this node saw
        hz.ledger = branches[about_nanjing]
        return honest(data, size, heard)

    monkeypatch.setattr(hz, "take", two_faced)
    write(li, "hz.example", now())
    assert seen("hz.example").stopped_for == "ledger_parted"
    fork = fork_of("hz.example")
    fork.verify(hz.signer.verifier)


def test_a_receipt_without_the_proof_that_was_asked_for_is_not_taken(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hz = peers["hz"]
    write(li, "hz.example", now())
    hear(peers["nj"], client, "hz.example", note := note_of(hz, hz.ledger[:1]))
    honest = hz.take
    monkeypatch.setattr(hz, "take", lambda data, size, heard=0: honest(data, size))
    write(li, "hz.example", now())
    assert (seen("hz.example").heard_note, seen("hz.example").failures) == (note, 1)


def test_a_node_does_not_tell_what_it_saw_of_a_ledger_that_it_gave_up(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    at = now()
    write(li, "hz.example", at)
    go_on_with("hz.example", "与管理员核对", at + timedelta(hours=1))
    exchange(at + 3 * DAY)
    assert not peers["nj"].said("checkpoint")


@pytest.mark.parametrize("note", ["", "hz.example/ledger\n3\nAAAA\n\n— hz.example/ledger AAAA\n", "x" * 5000, 5, None, {"a": 1}])
def test_what_the_node_did_not_sign_is_refused(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, note: Any) -> None:
    assert hear(peers["nj"], client, "hz.example", note).status_code == 200
    for about in ("hz.example", "nj.example", "sh.example", "unheard.example", ""):
        hear(peers["nj"], client, about, note)
    assert not Peer.objects.exclude(heard_note="").exists()


def test_nobody_speaks_for_himself_or_of_this_node(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    hear(hz, client, "hz.example", note_of(hz, hz.ledger))
    hear(hz, client, "sh.example", note_of(hz, hz.ledger))
    assert not Peer.objects.exclude(heard_note="").exists()
