"""A node is brought back from a backup: both sides stop, say why, and go on behind what the other holds; what was lost is named, and nothing comes twice."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from institutions.exchange.in_one import Node, World
from people import browser

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.wire.position import Position
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.acts import answer_consent, answer_recall, ask_consent, correct_record, recall_record, share_clue, take_matter_up
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Outgoing, Peer, SharedRecord
from mingjian.institutions.exchange.restores.services.resumption import go_on_with, resume
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.downstream import recall_lost
from mingjian.institutions.exchange.services.onward import onward_of, told_in
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry, FileNumber, Officer
from mingjian.office.record import ledger
from mingjian.office.record.entries import enter

WHY = "与对方管理员王某电话核对，恢复 12 月 1 日的备份"


def li() -> Officer:
    return Officer.objects.get(username="li")


def at_node(world: World, key: str, do: Any) -> Any:
    with world.being(world.nodes[key]) as at:
        return do(at)


def give(world: World, title: str) -> str:
    def do(at: Any) -> str:
        intake = Intake("report", "销售无证产品", title=title, content="充电器无认证。", operator_address="杭州市西湖区文三路一号")
        clue = register(intake, by=li(), at=at)
        return share_clue(clue=clue, sharing=Sharing("hz.mingjian.example", "check_clue", "330106"), by=li(), at=at).name

    return str(at_node(world, "sh", do))


def turn(world: World, times: int = 1) -> None:
    """Let both nodes send, hour by hour."""
    for _ in range(times):
        for key in ("sh", "hz", "sh"):
            at_node(world, key, exchange)
        world.time += timedelta(hours=2)


def lay_back(node: Node, backup: Path) -> None:
    node.close()
    shutil.rmtree(node.home)
    shutil.copytree(backup, node.home)


def lost_its_end(world: World, tmp_path: Path) -> dict[str, str]:
    """Shanghai is backed up, works on, and is brought back; then it gives something under a number that was used."""
    sh = world.nodes["sh"]
    names = {"first": give(world, "第一家"), "second": give(world, "第二家")}
    turn(world)
    sh.close()
    shutil.copytree(sh.home, tmp_path / "backup")
    names["lost"] = give(world, "备份之后的一家")
    first = {"record_field": "title", "corrected_value": "备份之后的更正", "correction_reason": "was_wrong"}
    at_node(world, "sh", lambda at: correct_record(SharedRecord.objects.get(name=names["first"]), **first, by=li(), at=at).version)
    at_node(world, "hz", lambda at: ask_for_assistance(to_node=sh.name, letter_number="杭协1号", letter_questions="请核实", by=li(), at=at).name)
    turn(world)
    lay_back(sh, tmp_path / "backup")
    names["again"] = give(world, "恢复之后的一家")
    assert names["again"] == names["lost"]  # nobody at Shanghai knows that this number was given
    turn(world, 2)
    return names


def resumed(world: World) -> dict[str, int]:
    file = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at))
    return dict(at_node(world, "sh", lambda at: resume(file, WHY, at)))


def test_both_sides_stop_and_nothing_of_the_false_stream_is_taken(world: World, tmp_path: Path) -> None:
    lost_its_end(world, tmp_path)
    assert at_node(world, "hz", lambda at: Peer.objects.get(node="sh.mingjian.example").stopped_for) == "sequence_forks"
    assert at_node(world, "sh", lambda at: Peer.objects.get(node="hz.mingjian.example").stopped_for) == "sequence_forks"
    titles = at_node(world, "hz", lambda at: {one.values["title"] for one in HeldRecord.objects.filter(kind="clue")})
    assert titles == {"备份之后的更正", "第二家", "备份之后的一家"}


def test_they_go_on_behind_what_the_other_holds_and_what_was_lost_is_named(world: World, tmp_path: Path) -> None:
    names = lost_its_end(world, tmp_path)
    assert resumed(world) == {names["first"]: 2, names["lost"]: 1}  # the number of the other was given again, to something else
    turn(world, 4)
    assert at_node(world, "sh", lambda at: [one.values["letter"] for one in HeldRecord.objects.filter(kind="assistance")]) == ["杭协1号"]  # came again, once
    refused = at_node(world, "sh", lambda at: {one.name: one.why for one in Outgoing.objects.filter(state="refused", kind="record")})
    assert refused == {names["again"]: "version_forks"}  # one name never says two things; its officer reads why
    new = give(world, "此后的一家")
    assert new not in names.values()
    turn(world, 2)
    held = at_node(world, "hz", lambda at: {one.name: one.values["title"] for one in HeldRecord.objects.filter(kind="clue")})
    assert held == {names["first"]: "备份之后的更正", names["second"]: "第二家", names["lost"]: "备份之后的一家", new: "此后的一家"}
    sequences = at_node(world, "hz", lambda at: list(Arrival.objects.order_by("sequence").values_list("sequence", flat=True)))
    assert sequences == list(range(1, len(sequences) + 1))
    for key, kind in (("hz", "exchange_resumed"), ("sh", "exchange_restored")):
        assert at_node(world, key, lambda at, kind=kind: Entry.objects.filter(kind=kind).count()) == 1
        assert at_node(world, key, lambda at: bool(ledger.checkpoint(at)) and all(ledger.verify_entry(one).is_proven for one in Entry.objects.all()))
    assert at_node(world, "sh", lambda at: Envelope.objects.exclude(state="arrived").count()) == 0


def test_corrections_and_recalls_reach_what_was_given_after_the_backup(world: World, tmp_path: Path) -> None:
    names = lost_its_end(world, tmp_path)
    at_node(world, "sh", lambda at: Copy.objects.filter(record__name=names["second"]).delete())  # as if that one had gone there later
    resumed(world)
    told = {"record_field": "title", "corrected_value": "恢复之后的更正", "correction_reason": "was_wrong"}
    for name in ("first", "second"):
        at_node(world, "sh", lambda at, name=name: correct_record(SharedRecord.objects.get(name=names[name]), **told, by=li(), at=at).version)
    turn(world, 3)
    held = at_node(world, "hz", lambda at: {one.name: (one.version, one.values["title"]) for one in HeldRecord.objects.filter(kind="clue")})
    assert held[names["first"]] == (3, "恢复之后的更正")
    assert held[names["second"]] == (2, "恢复之后的更正")
    for name in ("first", "second"):
        record = names[name]
        at_node(world, "sh", lambda at, record=record: recall_record(SharedRecord.objects.get(name=record), recall_reason="wrong_node", by=li(), at=at))
    turn(world, 3)
    assert at_node(world, "hz", lambda at: {one.name: one.state for one in HeldRecord.objects.filter(state="erased")}).keys() == {
        names["first"],
        names["second"],
    }
    assert at_node(world, "sh", lambda at: set(Copy.objects.filter(record__recalled_at__isnull=False).values_list("state", flat=True))) == {"erased"}


def rounds(world: World, times: int = 2) -> None:
    """Let all three nodes send, hour by hour."""
    for _ in range(times):
        for key in ("sh", "hz", "nj"):
            at_node(world, key, exchange)
        world.time += timedelta(hours=2)


def passed_on_and_forgotten(world: World, tmp_path: Path) -> str:
    """Hangzhou passes a clue of Shanghai on to Nanjing, and is brought back from a backup of before that: the name of Shanghai's record."""
    hz, name = world.nodes["hz"], give(world, "某店")
    rounds(world)
    at_node(world, "hz", lambda at: bool(take_matter_up(HeldRecord.objects.get(name=name), by=li(), at=at)))
    asked = {"consent_node": "nj.mingjian.example", "consent_purpose": "check_clue"}
    at_node(world, "hz", lambda at: ask_consent(HeldRecord.objects.get(name=name), **asked, by=li(), at=at))
    rounds(world)
    head = {"consent_node": "nj.mingjian.example", "consent_answer": "given"}
    at_node(world, "sh", lambda at: answer_consent(SharedRecord.objects.get(name=name), **head, by=Officer.objects.get(username="wang"), at=at))
    rounds(world)
    hz.close()
    shutil.copytree(hz.home, tmp_path / "backup")
    sharing = Sharing("nj.mingjian.example", "check_clue", "320102")
    at_node(world, "hz", lambda at: share_clue(clue=HeldRecord.objects.get(name=name).dossier.clue, sharing=sharing, by=li(), at=at).name)
    rounds(world)
    assert at_node(world, "nj", lambda at: HeldRecord.objects.get().state) == "held"
    lay_back(hz, tmp_path / "backup")
    assert at_node(world, "hz", lambda at: SharedRecord.objects.count()) == 0
    return name


def go_on(world: World, member: str) -> None:
    """Let Hangzhou go on with a member."""
    file = at_node(world, member, lambda at: go_on_with("hz.mingjian.example", WHY, at))
    at_node(world, "hz", lambda at: bool(resume(file, WHY, at)))


def stands(world: World, name: str) -> list[tuple[str, str]]:
    def told(at: Any) -> list[tuple[str, str]]:
        record = SharedRecord.objects.get(name=name)
        return [(one.to, one.state) for copy in record.copies.all() for one in onward_of(copy)]

    return list(at_node(world, "sh", told))


def test_a_recall_goes_three_nodes_deep_through_one_that_forgot_to_whom_it_gave_and_one_that_is_silent(world: World, tmp_path: Path) -> None:
    name = passed_on_and_forgotten(world, tmp_path)
    world.parted = {frozenset(("hz", "nj")), frozenset(("sh", "nj"))}  # Nanjing is silent meanwhile
    go_on(world, "sh")
    at_node(world, "sh", lambda at: recall_record(SharedRecord.objects.get(name=name), recall_reason="clue_was_mistaken", by=li(), at=at))
    rounds(world, 3)
    assert stands(world, name) == [("nj.mingjian.example", "recall_asked")]  # Hangzhou was reminded, and named the silent one
    page = at_node(world, "sh", lambda at: browser(li()).get(SharedRecord.objects.get(name=name).get_absolute_url()).text)
    assert "已请撤回，尚未确认" in page
    assert at_node(world, "nj", lambda at: HeldRecord.objects.get().state) == "held"
    world.parted = set()
    go_on(world, "nj")
    rounds(world, 4)
    assert at_node(world, "nj", lambda at: HeldRecord.objects.get().state) == "erased"
    assert stands(world, name) == [("nj.mingjian.example", "erased")]
    at_node(world, "hz", lambda at: answer_recall(HeldRecord.objects.get(name=name), recall_answer="stopped", by=li(), at=at))
    rounds(world)
    assert at_node(world, "sh", lambda at: [one.state for one in Copy.objects.filter(record__name=name)]) == ["stopped"]
    for key in ("sh", "hz", "nj"):
        left = at_node(world, key, lambda at: list(Outgoing.objects.exclude(state="arrived").values_list("kind", "why")))
        assert not [one for one in left if one[0] in ("recall", "recall_answer", "passed_on")], (key, left)


@pytest.mark.parametrize("told", ["x", "nj.mingjian.example", "a b c", "n hz.example/clue/1\u202e", "n n\n" * 300, 7, ["a"]])
def test_a_reminder_that_is_not_understood_is_refused(told: object) -> None:
    with pytest.raises(Refusal):
        told_in(told)


def test_the_page_names_what_was_lost(world: World, tmp_path: Path) -> None:
    names = lost_its_end(world, tmp_path)
    resumed(world)
    for language, words in (("zh-hans", "恢复备份后缺失"), ("en", "Lost with a restored backup")):
        told = at_node(world, "sh", lambda at, language=language: browser(li(), language).get("/exchange").content.decode())
        assert words in told
        assert names["first"] in told


def test_a_file_for_another_of_another_or_that_was_changed_is_refused(world: World, tmp_path: Path) -> None:
    lost_its_end(world, tmp_path)
    good = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at))
    for_nanjing = at_node(world, "hz", lambda at: go_on_with("nj.mingjian.example", WHY, at))
    changed = bytearray(good)
    changed[len(good) // 3] ^= 1
    for wrong in (for_nanjing, bytes(changed), b"", b"{}", b"[" * 10**5):
        with pytest.raises(BadInput):
            at_node(world, "sh", lambda at, wrong=wrong: resume(wrong, WHY, at))
    for do in (lambda at: resume(good, " ", at), lambda at: go_on_with("hz.mingjian.example", "", at)):
        with pytest.raises(MingjianError):
            at_node(world, "sh", do)
    assert at_node(world, "sh", lambda at: Entry.objects.filter(kind="exchange_restored").count()) == 0


def written_otherwise(world: World, change: Any) -> bytes:
    """Have Hangzhou sign another file than the one that its program writes."""

    def do(at: Any) -> bytes:
        honest = go_on_with("sh.mingjian.example", WHY, at)
        read = Position.read(honest, node.register(), "sh.mingjian.example", at)
        return bytes(change(read).signed(node.keys()).data)

    return bytes(at_node(world, "hz", do))


def test_a_member_gets_no_copy_by_naming_a_record_that_it_never_had(world: World, tmp_path: Path) -> None:
    lost_its_end(world, tmp_path)

    def share_with_nanjing(at: Any) -> str:
        intake = Intake("report", "销售无证产品", title="只给南京", content="充电器无认证。", operator_address="南京市玄武区中山东路一号")
        clue = register(intake, by=li(), at=at)
        return str(share_clue(clue=clue, sharing=Sharing("nj.mingjian.example", "check_clue", "320102"), by=li(), at=at).name)

    name = at_node(world, "sh", share_with_nanjing)
    seal = "A" * 43
    false = written_otherwise(world, lambda read: replace(read, records={**read.records, name: (1, seal, ("title", "content", "operator_address"))}))
    lost = at_node(world, "sh", lambda at: resume(false, WHY, at))
    assert lost[name] == 1  # listed for an officer
    assert at_node(world, "sh", lambda at: list(Copy.objects.filter(record__name=name).values_list("peer__node", flat=True))) == ["nj.mingjian.example"]
    told = {"record_field": "title", "corrected_value": "只给南京的更正", "correction_reason": "was_wrong"}
    at_node(world, "sh", lambda at: correct_record(SharedRecord.objects.get(name=name), **told, by=li(), at=at).version)
    turn(world, 3)
    assert not at_node(world, "hz", lambda at: HeldRecord.objects.filter(name=name).exists())


def test_a_member_with_the_seal_gets_no_field_that_the_version_does_not_have(world: World, tmp_path: Path) -> None:
    names = lost_its_end(world, tmp_path)
    name = names["second"]
    at_node(world, "sh", lambda at: Copy.objects.filter(record__name=name).delete())

    def more(read: Position) -> Position:
        version, seal, fields = read.records[name]
        return replace(read, records={**read.records, name: (version, seal, (*fields, "reporter"))})

    false = written_otherwise(world, more)
    with pytest.raises(BadInput, match="reporter"):
        at_node(world, "sh", lambda at: resume(false, WHY, at))
    assert not at_node(world, "sh", lambda at: Copy.objects.filter(record__name=name).exists())


def test_no_file_uses_up_versions_or_file_numbers(world: World, tmp_path: Path) -> None:
    names = lost_its_end(world, tmp_path)
    name = names["first"]
    number = re.search(r"\d{7}", name)
    assert number
    highest = name.replace(number[0], "9999999")

    def versions(many: int) -> Any:
        return lambda read: replace(read, records={**read.records, name: (many, *read.records[name][1:])})

    def numbers(read: Position) -> Position:
        return replace(read, records={**read.records, highest: read.records[name]})

    before = at_node(world, "sh", lambda at: dict(FileNumber.objects.values_list("head", "last")))
    for change in (versions(2000), numbers, lambda read: replace(read, since=2**52)):
        false = written_otherwise(world, change)
        with pytest.raises(BadInput, match="200000"):
            at_node(world, "sh", lambda at, false=false: resume(false, WHY, at))
    false = at_node(
        world, "hz", lambda at: Position("hz.mingjian.example", "sh.mingjian.example", 1, (), {name: (2**53 - 1, "", ())}, 0, at).signed(node.keys()).data
    )
    with pytest.raises(BadInput):
        at_node(world, "sh", lambda at: resume(false, WHY, at))
    assert at_node(world, "sh", lambda at: dict(FileNumber.objects.values_list("head", "last"))) == before


def test_an_old_file_and_one_from_before_the_last_resumption_are_refused(world: World, tmp_path: Path) -> None:
    lost_its_end(world, tmp_path)
    old = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at))
    world.time += timedelta(hours=1)
    resumed(world)
    with pytest.raises(BadInput, match=r"恢复数据交换之前|before the exchange was resumed"):
        at_node(world, "sh", lambda at: resume(old, WHY, at))
    newer = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at))
    with pytest.raises(BadInput, match="7"):
        at_node(world, "sh", lambda at: resume(newer, WHY, at + timedelta(days=7, seconds=1)))
    ahead = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at + timedelta(days=2)))
    with pytest.raises(BadInput, match="7"):
        at_node(world, "sh", lambda at: resume(ahead, WHY, at))


def test_a_file_signed_with_a_key_that_is_revoked_by_now_is_refused(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost_its_end(world, tmp_path)
    file = at_node(world, "hz", lambda at: go_on_with("sh.mingjian.example", WHY, at))
    name = at_node(world, "hz", lambda at: node.keys().id_of("sign"))
    now = at_node(world, "sh", lambda at: node.register())
    world.time += timedelta(hours=2)
    revoked = replace(now, revoked={name: world.time - timedelta(hours=1)})
    monkeypatch.setattr(node, "register", lambda: revoked)
    with pytest.raises(Refusal):
        at_node(world, "sh", lambda at: resume(file, WHY, at))


def test_an_envelope_with_a_receipt_stays(world: World, tmp_path: Path) -> None:
    give(world, "第一家")
    turn(world, 2)

    def receipts(at: Any) -> list[int]:
        return list(Envelope.objects.filter(receipt__isnull=False, peer__node="hz.mingjian.example").order_by("sequence").values_list("sequence", flat=True))

    before = at_node(world, "sh", receipts)
    assert before
    empty = at_node(world, "hz", lambda at: Position("hz.mingjian.example", "sh.mingjian.example", 1, (), {}, 0, at).signed(node.keys()).data)
    at_node(world, "sh", lambda at: resume(empty, WHY, at))
    assert at_node(world, "sh", receipts) == before
    assert at_node(world, "sh", lambda at: Peer.objects.get(node="hz.mingjian.example").sent) == before[-1]
    false = at_node(world, "hz", lambda at: Position("hz.mingjian.example", "sh.mingjian.example", 1, ("0" * 64,), {}, 0, at).signed(node.keys()).data)
    with pytest.raises(BadInput, match=r"回执|receipt"):
        at_node(world, "sh", lambda at: resume(false, WHY, at))
    new = give(world, "此后的一家")
    turn(world, 2)
    assert at_node(world, "hz", lambda at: HeldRecord.objects.filter(name=new).exists())


def test_a_node_that_forgot_that_the_other_was_brought_back_takes_its_ledger_as_it_is(world: World, tmp_path: Path) -> None:
    """Both are brought back, one after the other: what the second saw of the first is of a ledger that it gave up itself, behind its backup."""
    sh, hz = world.nodes["sh"], world.nodes["hz"]
    give(world, "第一家")
    turn(world)
    hz.close(), shutil.copytree(hz.home, tmp_path / "hz")
    give(world, "第二家")
    turn(world)
    sh.close(), shutil.copytree(sh.home, tmp_path / "sh")
    lay_back(hz, tmp_path / "hz")
    file = at_node(world, "sh", lambda at: go_on_with(hz.name, WHY, at))
    at_node(world, "hz", lambda at: resume(file, WHY, at))
    turn(world, 2)
    lay_back(sh, tmp_path / "sh")
    before = at_node(world, "sh", lambda at: Peer.objects.get(node=hz.name).seen_size)
    assert before
    resumed(world)
    entry = at_node(world, "sh", lambda at: Entry.objects.filter(kind="exchange_restored").latest("index").body)
    assert f'"seen_entries":{before}' in entry  # what was given up stands in the ledger
    new = give(world, "此后的一家")
    turn(world, 3)
    assert at_node(world, "sh", lambda at: Peer.objects.get(node=hz.name).stopped_for) == ""
    assert at_node(world, "hz", lambda at: HeldRecord.objects.filter(name=new).exists())


def test_what_was_seen_stays_where_the_other_was_not_brought_back(world: World, tmp_path: Path) -> None:
    lost_its_end(world, tmp_path)
    before = at_node(world, "sh", lambda at: Peer.objects.get(node="hz.mingjian.example").seen_size)
    resumed(world)
    assert before
    assert at_node(world, "sh", lambda at: Peer.objects.get(node="hz.mingjian.example").seen_size) == before


def test_reminders_with_a_recall_make_no_node_that_lost_nothing_ask_back_what_it_will_give(world: World) -> None:
    """Shanghai recalls a record, held or never sent, and names numbers that Hangzhou has given nobody, or not yet."""
    name = give(world, "某店")
    turn(world)
    year = world.time.year
    numbers = [f"hz.mingjian.example/clue/C{year}-{nth:07d}" for nth in (1, 2, 124)]
    onward = "\n".join(f"nj.mingjian.example {one}" for one in numbers)

    def recalled(at: Any) -> list[str]:
        held, never = HeldRecord.objects.get(name=name), HeldRecord(name="sh.mingjian.example/clue/C2026-0009999", peer=node.peer("sh.mingjian.example"))
        for one in (held, never):
            recall_lost(one, onward, "clue_was_mistaken", at)
        enter("exchange_restored", at=at, node="sh.mingjian.example")
        for one in (never, held):  # restored it was, and these numbers lie behind its own counter
            recall_lost(one, onward, "clue_was_mistaken", at)
        return list(Outgoing.objects.filter(kind="recall").values_list("name", flat=True))

    assert at_node(world, "hz", recalled) == []
