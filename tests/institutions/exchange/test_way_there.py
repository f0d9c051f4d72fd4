"""From a clue here to another node and back: the list before sending, the envelope, the proven receipt, correction and recall, each confirmed or silent."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, MORNING, PHONE, a_clue
from institutions.exchange.peers import SHEET, Fake, in_force
from people import people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.reasons import Refusal, reason_of
from mingjian.core.wire.sealed_record import read_line
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.acts import correct_record, give_envelope_up, recall_record, share_clue
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer, SharedRecord
from mingjian.institutions.exchange.services import node, outbox
from mingjian.institutions.exchange.services.outgoing import Sharing, preview
from mingjian.institutions.exchange.services.trace import state_of, way_of
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work import packer
from mingjian.office.models import Entry
from mingjian.office.record import ledger


def ended(node: str, pack: Any) -> Any:
    """Return a `pack` that finds no valid key of a node."""

    def refusing(released: Any, *arguments: Any, **named: Any) -> Any:
        if released.to.node == node:
            raise Refusal("unknown_key", node)
        return pack(released, *arguments, **named)

    return refusing


def at_most(items: int, pack: Any) -> Any:
    """Return a `pack` that takes so many items and no more."""

    def refusing(released: Any, lines: Any, **named: Any) -> Any:
        if len(lines) > items:
            raise Refusal("too_large")
        return pack(released, lines, **named)

    return refusing


def shared(li: Any, sharing: Sharing = HANGZHOU) -> SharedRecord:
    return share_clue(clue=a_clue(li), sharing=sharing, by=li, at=MORNING)


def test_the_list_before_sending_is_what_the_other_node_then_sees(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    clue = a_clue(li)
    rows, _ = preview(clue, HANGZHOU, MORNING)
    expected = {row.field: row.value for row in rows if row.value}
    assert {row.field: row.rule for row in rows}["phone"] == "mask_middle"
    share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    (record,) = peers["hz"].said("record")
    seen = {name.partition("~")[0]: value for name, value in read_line(record).values.items()}
    assert seen == expected
    assert seen["phone"] == "138****5678"
    assert seen["address"] == "杭州市西湖区……"
    assert len(peers["hz"].said("hand_over")) == 1


def test_no_byte_that_leaves_holds_what_is_not_given(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    shared(li)
    exchange(MORNING)
    everything = b"".join(peers["hz"].came) + json.dumps([[c.release, *c.items] for c in peers["hz"].taken], ensure_ascii=False).encode()
    opened = json.dumps([read_line(one).values for one in peers["hz"].said("record")], ensure_ascii=False).encode()
    for secret in (PHONE, "张三丰", "13700001111", "文三路", "reporter"):
        assert secret.encode() not in everything + opened
    assert "充电器".encode() in opened
    assert peers["nj"].came == []


def test_numbers_in_the_texts_are_masked_whoever_they_are_of(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    """A clue whose reporter was not entered told their number in its content, while the page said that it was taken out."""
    content = "李某，13700002222，li.si@mail.example，微信 lisi_88 反映：充电器无认证"
    told = {"title": "找 13700002222", "platform": "甲网", "shop_id": "S1", "operator_address": "杭州市西湖区文三路一号"}
    intake = Intake("report", "销售无证产品", content=content, **told)
    clue = register(intake, by=li, at=MORNING)
    rows, _ = preview(clue, HANGZHOU, MORNING)
    share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    opened = json.dumps([read_line(one).values for one in peers["hz"].said("record")], ensure_ascii=False)
    for text in (opened, " ".join(row.value for row in rows)):
        assert not any(secret in text for secret in ("13700002222", "li.si", "lisi_88"))
        assert "充电器无认证" in text


def test_a_receipt_is_proven_and_the_ledger_has_each_stage(li: Any, wire: Wire) -> None:
    record = shared(li)
    exchange(MORNING)
    copy = record.copies.get()
    assert (copy.state, copy.confirmed) == (Copy.State.ARRIVED, 1)
    kinds = list(Entry.objects.order_by("index").values_list("kind", flat=True))
    assert [one for one in kinds if one in {"record_released", "envelope_packed", "envelope_confirmed"}] == [
        "record_released", "envelope_packed", "envelope_confirmed",
    ]  # fmt: skip
    assert not any(secret in body for body in Entry.objects.values_list("body", flat=True) for secret in (PHONE, "张三丰"))
    ledger.checkpoint(MORNING)
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())


def test_keys_and_clauses_hold_from_midnight_in_beijing(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    """The first night of a register is the day before in UTC: nothing went until eight in the morning, and the round ended in an error."""
    night = datetime(2026, 11, 30, 18, tzinfo=UTC)
    share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=night)
    exchange(night)
    assert len(peers["hz"].taken) == 1


def test_a_node_whose_key_has_ended_keeps_no_other_waiting_and_the_item_says_so(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: Any) -> None:
    record = shared(li)
    ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实", by=li, at=MORNING)
    with monkeypatch.context() as patched:
        patched.setattr(packer, "pack", ended("hz.example", packer.pack))
        exchange(MORNING)
    item = Outgoing.objects.filter(name=record.name, kind="record").get()
    assert (item.state, item.why) == (Outgoing.State.QUEUED, "unknown_key")
    assert way_of(item).reason.said.zh == "签名密钥不在名册中，或不在有效期内。"
    assert len(peers["nj"].taken) == 1
    exchange(MORNING)
    assert (Outgoing.objects.get(pk=item.pk).state, way_of(Outgoing.objects.get(pk=item.pk)).reason) == (Outgoing.State.ARRIVED, None)


def test_what_one_envelope_does_not_take_goes_in_two(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    shared(li)
    monkeypatch.setattr(packer, "pack", at_most(1, packer.pack))
    exchange(MORNING)
    assert [len(one.items) for one in peers["hz"].taken] == [1, 1]
    shared(li)
    monkeypatch.setattr(packer, "pack", at_most(0, packer.pack))
    exchange(MORNING)
    assert set(Outgoing.objects.exclude(state=Outgoing.State.ARRIVED).values_list("state", "why")) == {("refused", "too_large")}


def test_the_same_thing_goes_once_and_to_whom_it_may(li: Any, wire: Wire) -> None:
    record = shared(li)
    clue = record.dossier.clue
    with pytest.raises(StepRefused, match="已有此记录"):
        share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    cases = [(Sharing("nj.example", "check_clue", "330106"), "not_the_place"), (Sharing("hz.example", "check_clue"), "place_unknown")]
    cases += [(Sharing("hz.example", "joint_action", "330106"), "no_clause")]
    for sharing, why in cases:
        with pytest.raises(Refusal) as refused:
            share_clue(clue=clue if sharing.node != "hz.example" else a_clue(li), sharing=sharing, by=li, at=MORNING)
        assert refused.value.why == why
    assert Outgoing.objects.count() == 2
    with pytest.raises(BadInput):
        share_clue(clue=clue, sharing=Sharing("hz.example", "check_clue", "33"), by=li, at=MORNING)


def test_whoever_may_not_does_not(li: Any, wire: Wire) -> None:
    from mingjian.office.models import Officer

    clue = a_clue(li)
    for name, error in (("clerk", NotPermitted), ("zhao", StepRefused), ("auditor", NotPermitted)):
        with pytest.raises(error):
            share_clue(clue=clue, sharing=HANGZHOU, by=Officer.objects.get(username=name), at=MORNING)
    assert Outgoing.objects.count() == 0


def test_a_sheet_that_the_members_did_not_sign_lets_nothing_go(li: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.institutions.exchange.services import outbox

    record = shared(li)
    monkeypatch.setattr(outbox, "sheet_of", lambda one: (SHEET, False))
    exchange(MORNING)  # the agreement is asked again when it is packed
    assert set(Outgoing.objects.values_list("state", "why")) == {("refused", "not_signed")}
    assert record.copies.get().state == Copy.State.REFUSED
    assert Envelope.objects.count() == 0


def test_while_a_node_is_away_the_page_says_why_and_nothing_comes_twice(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    wire.away = {"hz.example"}
    record = shared(li)
    exchange(MORNING)
    item = Outgoing.objects.filter(name=record.name, kind="record").get()
    way = way_of(item)
    assert not way.has_arrived
    assert way.reason.said.zh == "对方未应答：网络不通或已停机。"
    assert "已尝试 1 次" in way.events[-1].said.zh
    peer = Peer.objects.get(node="hz.example")
    assert peer.next_try_at is not None
    assert MORNING <= peer.next_try_at <= MORNING + timedelta(minutes=1)
    assert "1 次未送达" in state_of(peer, MORNING).zh
    wire.away, wire.lost_receipts = set(), {"hz.example"}
    later = MORNING + timedelta(hours=2)
    exchange(later)  # it comes, and the answer is lost
    wire.lost_receipts = set()
    exchange(later + timedelta(hours=2))
    assert way_of(Outgoing.objects.get(pk=item.pk)).has_arrived
    assert len(peers["hz"].came) == 2
    assert peers["hz"].came[0] == peers["hz"].came[1]
    assert len(peers["hz"].taken) == 1
    assert Entry.objects.filter(kind="envelope_confirmed").count() == 1


def test_what_does_not_arrive_in_three_days_is_on_a_desk_and_still_tried(li: Any, wire: Wire) -> None:
    from mingjian.office.models import Officer

    wire.away = {"hz.example"}
    shared(li)
    for days in range(5):
        exchange(MORNING + timedelta(days=days))
    stuck = queries.stuck(li).get()
    with pytest.raises(NotPermitted):
        give_envelope_up(stuck, by=li, at=MORNING)
    give_envelope_up(stuck, by=Officer.objects.get(username="wang"), at=MORNING + timedelta(days=5))
    wire.away = set()
    exchange(MORNING + timedelta(days=6))
    assert Envelope.objects.get().state == Envelope.State.ARRIVED
    assert Entry.objects.filter(kind="envelope_given_up").count() == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, b""), "peer_fails"), ((422, b'{"why":"bad_signature"}'), "bad_signature"), ((422, b'{"why":"<script>"}'), "peer_fails"),
        ((200, b"{}"), "receipt_false"), ((200, b"[" * 9000), "receipt_false"), ((302, b""), "peer_fails"),
    ],
)  # fmt: skip
def test_whatever_a_node_answers_is_a_reason_of_the_list(li: Any, wire: Wire, answer: tuple[int, bytes], why: str) -> None:
    wire.answers["hz.example"] = answer
    shared(li)
    exchange(MORNING)
    envelope = Envelope.objects.get()
    assert (envelope.state, envelope.why, envelope.receipt) == (Envelope.State.DELAYED, why, None)


def test_a_ledger_that_was_rewritten_stops_the_exchange_and_is_entered(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    shared(li)
    exchange(MORNING)
    peers["hz"].ledger[0] = b'{"kind":"another beginning"}'
    ask_for_assistance(to_node="hz.example", letter_number="协1号", letter_questions="请核实", by=li, at=MORNING)
    exchange(MORNING)
    assert Peer.objects.get(node="hz.example").stopped_for == "ledger_parted"
    assert Entry.objects.filter(kind="exchange_stopped").count() == 1
    first, second, _ = queries.fork_of("hz.example").verify(peers["hz"].signer.verifier)  # and anybody can see why
    assert (first.size, second.size) == (2, 3)
    with pytest.raises(NotFound):
        queries.fork_of("nj.example")
    assert queries.not_arrived(li).get().kind == "record"
    assert "停止数据交换" in state_of(Peer.objects.get(node="hz.example"), MORNING).zh
    assert way_of(queries.not_arrived(li).get()).again is None  # it is not tried again


def test_a_correction_reaches_the_copy_and_brings_no_more_fields(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    record = shared(li)
    exchange(MORNING)
    correct_record(record, record_field="phone", corrected_value="13987654321", correction_reason="was_wrong", by=li, at=MORNING)
    with pytest.raises(BadInput):
        correct_record(record, record_field="phone~mask_middle", corrected_value="1", correction_reason="was_wrong", by=li, at=MORNING)
    exchange(MORNING)
    first, second = (read_line(one) for one in peers["hz"].said("record"))
    assert second.head.version == 2
    assert second.head.before == first.head.fields
    assert set(second.values) == set(first.values)
    assert second.values["phone~mask_middle"] == "139****4321"
    assert record.copies.get().confirmed == 2


def test_a_correction_reaches_the_copy_after_its_clause_has_ended(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows a record goes wherever the record is; nothing new does."""
    record = shared(li)
    exchange(MORNING)
    sheet, is_signed = node.sheet_of(node.register())
    ended = replace(sheet, ends=MORNING.date() - timedelta(days=1))
    monkeypatch.setattr(outbox, "sheet_of", lambda _: (ended, is_signed))
    correct_record(record, record_field="title", corrected_value="更正", correction_reason="was_wrong", by=li, at=MORNING)
    with pytest.raises(Refusal, match="ended"):
        ask_for_assistance(to_node="hz.example", letter_number="协1号", letter_questions="请核实", by=li, at=MORNING)
    exchange(MORNING)
    assert [read_line(one).head.version for one in peers["hz"].said("record")] == [1, 2]


def test_a_recall_is_confirmed_or_named_as_silent(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = shared(li)
    exchange(MORNING)
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)
    exchange(MORNING)
    assert [one["reason"] for one in peers["hz"].said("recall")] == ["clue_was_mistaken"]
    assert [one.peer.node for one in queries.silent(record)] == ["hz.example"]
    from django.utils.timezone import now

    hz = peers["hz"]
    answer = hz.envelope(hz.following(), [said_item("recall_answer", record.name, did="erased")], now())
    assert hz.post(client, answer.data, now()).status_code == 200
    assert record.copies.get().state == Copy.State.ERASED
    assert queries.silent(record) == []
    with pytest.raises(StepRefused):
        correct_record(record, record_field="title", corrected_value="别的", correction_reason="was_wrong", by=li, at=MORNING)
    with pytest.raises(StepRefused):
        recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)


def test_what_went_to_the_wrong_node_is_given_anew_to_another_and_to_none_twice(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    """After a recall it could be given to nobody, not even to the node that it was for."""
    clue = a_clue(li)
    to_nanjing = replace(HANGZHOU, node="nj.example", place="320102")
    wrong = share_clue(clue=clue, sharing=to_nanjing, by=li, at=MORNING)
    correct_record(wrong, record_field="platform", corrected_value="丙网", correction_reason="was_wrong", by=li, at=MORNING)
    exchange(MORNING)
    recall_record(wrong, recall_reason="wrong_node", by=li, at=MORNING)
    exchange(MORNING)
    right = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    wrong.refresh_from_db()
    assert (right.name, wrong.state, right.state) == (f"{wrong.name}-2", "recalled", "given")
    assert right.versions.get().values["platform"] == "丙网"  # what was corrected before does not go out wrong again
    assert json.loads(Entry.objects.filter(kind="record_released").last().body)["after_recall_of"] == wrong.name
    (came,) = [read_line(one) for one in peers["hz"].said("record")]
    assert came.head.id == right.name
    assert queries.anew(right) == (wrong, None)
    assert queries.anew(wrong) == (None, right)
    for again in (to_nanjing, HANGZHOU):  # the one was asked to erase it, the other has it
        with pytest.raises(StepRefused):
            share_clue(clue=clue, sharing=again, by=li, at=MORNING)
        with pytest.raises(StepRefused):
            preview(clue, again, MORNING)
    assert len(peers["nj"].said("hand_over")) == 1


def test_a_clue_that_was_recalled_for_what_it_said_goes_to_nobody(li: Any, wire: Wire) -> None:
    clue = a_clue(li)
    record = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)
    with pytest.raises(StepRefused):
        share_clue(clue=clue, sharing=replace(HANGZHOU, node="nj.example", place="320102"), by=li, at=MORNING)


def test_what_is_recalled_before_it_is_packed_does_not_leave(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    record = shared(li)
    recall_record(record, recall_reason="released_by_mistake", by=li, at=MORNING)
    exchange(MORNING)
    assert (peers["hz"].taken, queries.silent(record), list(queries.not_arrived(li))) == ([], [], [])
    copy = record.copies.get()
    assert (copy.state, copy.word, str(copy.stands)) == (Copy.State.REFUSED, "recalled_before", "未发出")


def test_a_correction_that_is_not_packed_does_not_leave_after_a_recall_and_the_recall_does(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    record = shared(li)
    exchange(MORNING)
    correct_record(record, record_field="title", corrected_value="另一说法", correction_reason="was_wrong", by=li, at=MORNING)
    recall_record(record, recall_reason="released_by_mistake", by=li, at=MORNING)
    exchange(MORNING)
    assert (len(peers["hz"].said("record")), len(peers["hz"].said("recall"))) == (1, 1)
    assert [one.peer.node for one in queries.silent(record)] == ["hz.example"]


def test_without_a_register_nothing_is_done(db: None) -> None:
    assert exchange(MORNING) is None
    people("li")


def test_who_reported_it_goes_in_no_correction_either(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    record = shared(li)
    exchange(MORNING)
    told = "张三丰（13700001111）称发热，证件 310101199001011234"
    correct_record(record, record_field="content", corrected_value=told, correction_reason="was_wrong", by=li, at=MORNING)
    exchange(MORNING)
    _, second = (read_line(one) for one in peers["hz"].said("record"))
    assert "称发热" in second.values["content"]
    for secret in ("张三丰", "13700001111", "310101199001011234"):
        assert secret not in second.values["content"]
        assert secret not in json.dumps(record.versions.get(version=2).values, ensure_ascii=False)


def test_a_node_that_left_keeps_no_other_waiting_and_what_was_for_it_says_so(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: Any) -> None:
    record = shared(li)
    wire.away.add("hz.example")
    exchange(MORNING)
    correct_record(record, record_field="title", corrected_value="别的", correction_reason="was_wrong", by=li, at=MORNING)
    ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实", by=li, at=MORNING)
    left = replace(in_force(), members={name: one for name, one in in_force().members.items() if name != "hz.example"})
    for module in (packer, node):
        monkeypatch.setattr(module, "register", lambda: left)
    monkeypatch.setattr(outbox, "in_force", lambda: left)
    exchange(MORNING + timedelta(hours=2))
    assert len(peers["nj"].taken) == 1
    packed, queued = Outgoing.objects.filter(name=record.name, kind="record")
    assert (packed.envelope.why, way_of(packed).reason) == ("no_member", reason_of("no_member"))
    assert (queued.state, queued.why) == (Outgoing.State.REFUSED, "no_member")


def test_what_waits_while_the_rulebook_lacks_the_sheet_says_so_and_goes_later(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: Any) -> None:
    record = shared(li)

    def lacking(*asked: Any) -> Any:
        raise NotFound("规则库没有这份协议。", "The rulebook has no such agreement.")

    with monkeypatch.context() as patched:
        patched.setattr(node, "agreement_known", lacking)
        exchange(MORNING)
    assert set(Outgoing.objects.filter(name=record.name).values_list("state", "why")) == {("queued", "sheet_missing")}
    exchange(MORNING)
    assert len(peers["hz"].taken) == 1


def test_what_was_refused_can_be_given_again(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    clue = a_clue(li)
    record = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    with monkeypatch.context() as patched:
        patched.setattr(packer, "pack", at_most(0, packer.pack))
        exchange(MORNING)
    assert record.copies.get().state == Copy.State.REFUSED
    assert share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING) == record
    exchange(MORNING)
    assert (record.copies.get().state, len(peers["hz"].said("record"))) == (Copy.State.ARRIVED, 1)
