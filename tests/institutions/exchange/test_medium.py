"""Nodes without a line exchange by a medium: the same envelopes, the same receipts, in volumes, and once more where a medium was lost."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import give, officer
from institutions.exchange.peers import Fake, hear, note_of
from institutions.exchange.sites import Site

from mingjian.cli.exchange import command
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.core.wire.package import ENVELOPE, Package, Part, read_package
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.exchange.acts import take_matter_up
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Peer
from mingjian.institutions.exchange.work.medium import packages_for, read_packages, reply_to

LARGE = 512 * 2**20


def asked(li: Any, count: int = 1) -> None:
    for n in range(count):
        ask_for_assistance(to_node="hz.example", letter_number=f"沪协{n}号", letter_questions="请核实仓库", by=li, at=now())
        list(packages_for("hz.example", now(), most=LARGE))  # an envelope each


def answered(hz: Fake, package: Package) -> Package:
    """Let Hangzhou take in what came, and give the receipts."""
    seen, parts = package.seen, []
    for data in package.of(ENVELOPE):
        receipt = hz.take(data, seen, package.heard)
        seen = int(Receipt.read(receipt).proof.partition("\n\n")[2].split("\n")[1])
        parts.append(Part("receipt", receipt))
    return Package("hz.example", "sh.example", 0, 0, 0, tuple(parts))


def test_receipts_that_come_by_a_medium_prove_the_arrival(li: Any, peers: dict[str, Fake]) -> None:
    asked(li, 3)
    (package,) = packages_for("hz.example", now(), most=LARGE)
    assert [one.kind for one in package.parts] == [ENVELOPE] * 3
    assert Envelope.objects.first().why == "on_medium"  # type: ignore[union-attr]
    told = read_packages([read_package(answered(peers["hz"], read_package(package.data)).data)], now())
    assert (told.confirmed, told.taken, told.refused) == (3, 0, [])
    assert set(Copy.objects.values_list("state", flat=True)) == {"arrived"}
    (empty,) = packages_for("hz.example", now(), most=LARGE)
    assert empty.parts == ()
    (again,) = packages_for("hz.example", now(), most=LARGE, again_from=2)
    assert (len(again.parts), again.needs) == (2, 1)


def test_what_another_member_saw_is_proven_by_a_medium_too(li: Any, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    asked(li, 1)
    (package,) = packages_for("hz.example", now(), most=LARGE)
    read_packages([answered(hz, package)], now())
    hear(nj, client, "hz.example", note_of(hz, hz.ledger[:1]))
    asked(li, 1)
    (package,) = packages_for("hz.example", now(), most=LARGE)
    assert read_package(package.data).heard == 1
    assert read_packages([answered(hz, read_package(package.data))], now()).confirmed == 1
    assert Peer.objects.get(node="hz.example").heard_note == ""
    hear(nj, client, "hz.example", note_of(hz, [b"{}"]))
    asked(li, 1)
    (package,) = packages_for("hz.example", now(), most=LARGE)
    assert read_packages([answered(hz, package)], now()).confirmed == 0
    assert Peer.objects.get(node="hz.example").stopped_for == "ledger_parted"


def test_volumes_hold_whole_envelopes_and_say_what_must_come_before(li: Any, peers: dict[str, Fake]) -> None:
    asked(li, 4)
    (whole,) = packages_for("hz.example", now(), most=LARGE)
    volumes = list(packages_for("hz.example", now(), most=len(whole.parts[1].data) * 2 + 100))
    assert [(one.needs, len(one.parts)) for one in volumes] == [(0, 2), (2, 2)]
    assert [part.data for one in volumes for part in one.parts] == [part.data for part in whole.parts]


def test_what_came_is_taken_in_any_order_of_its_volumes_and_answered(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    hz = peers["hz"]
    made = []
    for n in range(3):
        fields = {"letter": f"杭协{n}号", "questions": "请核实"}
        released = hz.given("assistance", list(fields), "assistance", now())
        made.append(hz.envelope(released, [record_item(hz.record("assistance", fields, f"X2026-{n:07d}"), released)], now()).data)
    parts = [Part(ENVELOPE, one) for one in made]
    first, second = Package("hz.example", "sh.example", 0, 0, 0, parts[:2]), Package("hz.example", "sh.example", 2, 0, 0, parts[2:])
    lacking = read_packages([second], now())
    assert (lacking.taken, lacking.expected) == (0, 1)
    (back,) = reply_to("hz.example", lacking, now(), most=LARGE)
    assert back.expected == 1
    told = read_packages([second, first], now())
    assert (told.taken, told.refused, HeldRecord.objects.count(), Arrival.objects.count()) == (3, [], 3, 3)
    again = read_packages([first, second], now())  # the same medium once more: the same entries are proven again
    assert (again.taken, Arrival.objects.count()) == (3, 3)
    (reply,) = reply_to("hz.example", again, now(), most=LARGE)
    assert len(reply.of("receipt")) == 3


def test_what_is_changed_on_the_medium_or_for_another_is_named_and_nothing_of_it_is_taken(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    hz = peers["hz"]
    good = hz.envelope(hz.following(), [said_item("recall", "hz.example/clue/C1", do="erase", reason="wrong_node")], now()).data
    bad = bytearray(good)
    bad[-1] ^= 1
    told = read_packages([Package("hz.example", "sh.example", 0, 0, 0, (Part(ENVELOPE, bytes(bad)), Part("receipt", b"{}")))], now())
    assert (told.taken, len(told.refused), Arrival.objects.count()) == (0, 2, 0)
    part = (Part(ENVELOPE, good),)
    for packages in ([Package("hz.example", "nj.example", 0, 0, 0, part)], [Package("x.example", "sh.example", 0, 0, 0, part)], []):
        with pytest.raises(MingjianError):
            read_packages(packages, now())
    with pytest.raises(BadInput, match="一个节点"):
        read_packages([Package(one, "sh.example", 0, 0, 0, part) for one in ("hz.example", "nj.example")], now())


# Two real nodes and a folder between them.


def call(*words: str) -> str:
    done = CliRunner().invoke(command, list(words), catch_exceptions=False)
    return f"{done.exit_code} {done.output}"


@pytest.mark.slow
def test_two_nodes_without_a_line_hand_a_matter_over_by_a_medium(sites: dict[str, Site], tmp_path: Path) -> None:
    sh, hz, stick = sites["sh"], sites["hz"], tmp_path / "介质 1"
    name = sh.run(give)
    assert sh.run(lambda: call("pack", "hz.mingjian.example", "--out", str(stick))).startswith("0 ")
    (there,) = stick.glob("*.mjx")
    told = hz.run(lambda: call("read", str(there), "--out", str(stick / "back")))
    assert "Envelopes taken in: 1" in told, told
    (back,) = (stick / "back").glob("*.mjx")
    assert "receipts verified: 1" in sh.run(lambda: call("read", str(back), "--out", str(stick / "third")))
    assert sh.run(lambda: [one.state for one in Copy.objects.all()]) == ["arrived"]
    hz.run(lambda: bool(take_matter_up(HeldRecord.objects.get(name=name), by=officer(), at=now())))
    hz.run(lambda: call("pack", "sh.mingjian.example", "--out", str(stick / "up")))
    (up,) = (stick / "up").glob("*.mjx")
    sh.run(lambda: call("read", str(up), "--out", str(stick / "fourth")))
    assert sh.run(lambda: [one.state for one in Copy.objects.all()]) == ["taken_up"]
    damaged = bytearray(up.read_bytes())
    damaged[-1] ^= 1
    up.write_bytes(bytes(damaged))
    assert "已损坏" in sh.run(lambda: _refused("read", str(up), "--out", str(stick / "fifth")))


def _refused(*words: str) -> str:
    try:
        return call(*words)
    except BadInput as error:
        return error.text.zh
