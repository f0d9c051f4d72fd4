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
from mingjian.core.wire.package import ENVELOPE, Package, Part, read_package, read_what_is_whole
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.exchange.acts import take_matter_up
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Peer
from mingjian.institutions.exchange.work.medium import packages_for, read_packages, reply_to
from mingjian.institutions.exchange.work.packer import pack_all

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
    except MingjianError as error:
        return error.text.zh


def letters_in_volumes(out: Path, to: str, count: int) -> list[str]:
    """Ask a node, an envelope for each letter, and write a volume for each envelope."""
    for number in range(count):
        ask_for_assistance(to_node=to, letter_number=f"协{number}号", letter_questions=f"请核实第{number}处仓库（①②🏬）", by=officer(), at=now())
        pack_all(now())
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for number, one in enumerate(packages_for(to, now(), most=1), start=1):
        (out / f"卷 {number}.mjx").write_bytes(one.data)
        files.append(str(out / f"卷 {number}.mjx"))
    return files


def letters_here() -> list[str]:
    return sorted(one.values["letter"] for one in HeldRecord.objects.filter(kind="assistance"))


@pytest.mark.slow
def test_a_broken_medium_costs_what_is_broken_and_each_sentence_says_which(sites: dict[str, Site], tmp_path: Path) -> None:
    """Of six volumes one is lost, one cut off, one with a flipped byte, one twice; between them the mail of another node, a foreign package and a picture."""
    sh, hz, nj, stick = sites["sh"], sites["hz"], sites["nj"], tmp_path / "U 盘"
    volumes = [Path(one) for one in sh.run(lambda: letters_in_volumes(stick, "hz.mingjian.example", 6))]
    assert len(volumes) == 6
    lost = volumes[1].read_bytes()
    volumes[1].unlink()
    cut = volumes[3].read_bytes()
    volumes[3].write_bytes(cut[:-40])
    flipped = bytearray(volumes[4].read_bytes())
    flipped[-9] ^= 4
    volumes[4].write_bytes(bytes(flipped))
    (stick / "卷 1 副本.mjx").write_bytes(volumes[0].read_bytes())
    (for_nanjing,) = sh.run(lambda: letters_in_volumes(stick / "nj", "nj.mingjian.example", 1))
    (stick / "照片.mjx").write_bytes(b"\xff\xd8\xff\xe0" * 999)
    brought = [volumes[5], volumes[3], stick / "照片.mjx", Path(for_nanjing), volumes[2], stick / "卷 1 副本.mjx", volumes[4], volumes[0]]
    told = hz.run(lambda: call("read", *map(str, brought), "--out", str(stick / "back")))
    assert told.startswith("1 ")
    assert "收入信封 2 封" in told  # the first, twice: proven again, and taken once
    assert "卷 4.mjx：共 1 部分，第 1 部分已损坏或者缺失" in told
    assert "卷 5.mjx：共 1 部分，第 1 部分已损坏或者缺失" in told
    assert "照片.mjx：这不是节点往来的介质文件" in told
    assert "卷 1.mjx：是发给 nj.mingjian.example 的，没有读入" in told
    assert "缺第 2 封，写回的介质已请对方从该封起重发" in told
    assert hz.run(letters_here) == ["协0号"]
    (back,) = (stick / "back").glob("*.mjx")
    sh.run(lambda: call("read", str(back), "--out", str(stick / "again")))
    (again,) = (stick / "again").glob("*.mjx")  # from the second on, the damaged ones among them
    told = hz.run(lambda: call("read", str(again), "--out", str(stick / "end")))
    assert told.startswith("0 "), told
    assert hz.run(letters_here) == [f"协{number}号" for number in range(6)]
    (stick / "late.mjx").write_bytes(lost)  # the lost one is found in a drawer
    told = hz.run(lambda: call("read", str(stick / "late.mjx"), "--out", str(stick / "late")))
    assert told.startswith("0 ")
    assert hz.run(lambda: Arrival.objects.count()) == 6
    (end,) = (stick / "end").glob("*.mjx")
    told = sh.run(lambda: call("read", str(end), "--out", str(stick / "last")))
    assert "核实回执 5 份" in told
    assert sh.run(lambda: sorted({one.state for one in Copy.objects.filter(peer__node="hz.mingjian.example")})) == ["arrived"]
    assert nj.run(lambda: call("read", for_nanjing, "--out", str(stick / "nj back"))).startswith("0 ")
    # A package of a node that no register names, and one that Hangzhou's keys never signed.
    forged = Package("hz.mingjian.example", "sh.mingjian.example", 0, 0, 0, (Part(ENVELOPE, b"{}\n"), Part("receipt", b"{}")))
    stranger = Package("xx.example", "sh.mingjian.example", 0, 0, 0, (Part(ENVELOPE, b"{}\n"),))
    for name, one in (("forged", forged), ("stranger", stranger)):
        (stick / name).write_bytes(one.data)
    assert sh.run(lambda: call("read", str(stick / "forged"), "--out", str(stick / "x"))).startswith("1 收入信封 0 封，核实回执 0 份")
    assert "名册中没有节点 xx.example" in sh.run(lambda: _refused("read", str(stick / "stranger"), "--out", str(stick / "x")))
    assert sh.run(lambda: Arrival.objects.count()) == 0


def test_what_is_whole_of_a_damaged_package_is_read(li: Any, peers: dict[str, Fake]) -> None:
    asked(li, 3)
    (package,) = packages_for("hz.example", now(), most=LARGE)
    data = package.data
    for at, lacking in ((-1, [3]), (len(data) - len(package.parts[2].data) - 1, [2]), (data.index(b"\n") + 1, [1])):
        damaged = bytearray(data)
        damaged[at] ^= 1
        found, numbers, count = read_what_is_whole(bytes(damaged))
        assert (numbers, count, len(found.parts)) == (lacking, 3, 2)
        with pytest.raises(BadInput, match=f"第 {lacking[0]} 部分"):
            read_package(bytes(damaged))
    assert read_what_is_whole(data[:-1])[1] == [3]
    assert read_what_is_whole(data[: data.index(b"\n") + 1])[1] == [1, 2, 3]
    for wrong in (data + b"x", data[: data.index(b"\n")], b"", b"{}\n"):
        with pytest.raises(BadInput, match="不是节点往来的介质文件"):
            read_what_is_whole(wrong)
