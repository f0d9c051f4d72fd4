"""What comes from other nodes: taken once, refused item by item for reasons of the list, and answered with a proof of this node's ledger."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import VALUES, officer_of
from institutions.exchange.peers import Fake, in_force, told
from people import at

from mingjian.core.agreement.masks import with_masks
from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.encoding import encoded
from mingjian.core.wire.envelope import Envelope, read_envelope, record_item, said_item
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt, Seen
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.acts import answer_recall, decline_matter, recall_record, take_matter_up
from mingjian.institutions.exchange.letters.acts import answer_letter, ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, HeldRecord, Outgoing, Peer, Rejection
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry

ODD = b'["AAAAAAAAAAAAAAAAAAAAAA", "title", "\\ud800"]'  # half a pair of UTF-16


@pytest.fixture
def hz(peers: dict[str, Fake]) -> Fake:
    return peers["hz"]


def clue_of(hz: Fake, moment: datetime) -> tuple[Any, Envelope]:
    """Send a clue of Hangzhou here, with the hand-over of the matter; give the sealed record and the envelope."""
    sealed = hz.record("clue", with_masks(VALUES, {"phone": {"mask_middle"}}))
    released = hz.given("clue", list(VALUES), "check_clue", moment)
    return sealed, hz.envelope(released, [record_item(sealed, released), said_item("hand_over", sealed.head.id)], moment)


def held(number: int = 0) -> HeldRecord:
    return HeldRecord.objects.order_by("pk")[number]


def refused(reply: Any) -> list[dict[str, Any]]:
    assert reply.status_code == 200, reply.content
    found: list[dict[str, Any]] = Receipt.read(reply.content).told()["refused"]
    return found


def test_an_envelope_is_taken_once_and_its_receipt_is_proven(li: Any, hz: Fake, client: Any) -> None:
    sealed, envelope = clue_of(hz, now())
    first, again = (hz.post(client, envelope.data, now()) for _ in range(2))
    receipt = Receipt.read(first.content)
    receipt.covers(envelope.id, envelope.header)
    own = in_force().member("sh.example")
    checkpoint = receipt.verify(own, None)
    later = Receipt.read(again.content)
    assert later.entry == receipt.entry
    assert refused(first) == []
    assert (HeldRecord.objects.count(), Arrival.objects.count(), Entry.objects.filter(kind="envelope_arrived").count()) == (1, 1, 1)
    assert held().values["phone~mask_middle"] == "138****5678"
    assert (held().closed, held().is_handed_over, held().name) == (1, True, sealed.head.id)
    more = hz.envelope(hz.following(), [said_item("status", "x")], now())
    continued = Receipt.read(hz.post(client, more.data, now(), seen=checkpoint.size, heard=later.verify(own, None).size).content)
    assert continued.since == checkpoint.size
    now_signed, told = continued.verify(own, Seen(checkpoint.size, checkpoint.root)), later.verify(own, None)
    continued.verify_heard(Seen(told.size, told.root), now_signed)  # the one checkpoint continues both
    with pytest.raises(Refusal, match="does not continue"):
        continued.verify_heard(Seen(told.size, b"x" * 32), now_signed)


def test_what_no_clause_gives_is_refused_here_even_if_the_sender_sent_it(li: Any, hz: Fake, client: Any) -> None:
    released = hz.given("clue", ["title"], "check_clue", now())
    whole = hz.record("clue", {**VALUES, "reporter": "张三丰"})
    for names in ({"title", "phone"}, {"title", "reporter"}):
        made = hz.envelope(released, [whole.line(names)], now())
        assert refused(hz.post(client, made.data, now())) == [{"item": 0, "why": "clause_forbids_field"}]
    assert HeldRecord.objects.count() == 0
    assert not any("张三丰" in body for body in Entry.objects.values_list("body", flat=True))


def test_each_item_is_refused_by_itself_and_the_stream_goes_on(li: Any, hz: Fake, peers: dict[str, Fake], client: Any) -> None:
    sealed = hz.record("clue", VALUES)
    released = hz.given("clue", list(VALUES), "check_clue", now())
    line = record_item(sealed, released)
    anothers = peers["nj"].record("clue", VALUES)
    items = [{"unheard": 1}, {**line, "open": line["open"][1:]}, record_item(anothers, released)]
    items += [said_item("recall", anothers.head.id, do="erase", reason="wrong_node"), said_item("hand_over", "hz.example/clue/none")]
    items += [said_item("recall", sealed.head.id, reason="because"), said_item("recall_answer", "sh.example/clue/X", did="erased"), line]
    answer = refused(hz.post(client, hz.envelope(released, items, now()).data, now()))
    assert [one["why"] for one in answer] == ["unknown_kind", "seal_broken", "not_the_owner", "not_the_owner", "not_held", "malformed_item", "not_held"]
    assert [one["item"] for one in answer] == list(range(7))
    assert held().name == sealed.head.id
    assert Peer.objects.get(node="hz.example").received == 1


def test_a_gap_is_told_with_the_number_that_is_missing_and_nothing_is_taken(li: Any, hz: Fake, client: Any) -> None:
    _, first = clue_of(hz, now())
    second = hz.envelope(hz.following(), [said_item("status", "x")], now())
    reply = hz.post(client, second.data, now())
    assert (reply.status_code, told(reply)["why"], told(reply)["expected"]) == (409, "gap", 1)
    assert Arrival.objects.count() == 0
    assert [hz.post(client, one.data, now()).status_code for one in (first, second)] == [200, 200]


def test_an_envelope_that_follows_another_than_the_one_taken_is_asked_back_to_that_one(li: Any, hz: Fake, client: Any) -> None:
    _, first = clue_of(hz, now())
    assert hz.post(client, first.data, now()).status_code == 200
    hz.sent.clear()
    other, second = (hz.envelope(hz.following(), [said_item("status", "x")], now()) for _ in range(2))
    reply = hz.post(client, second.data, now())
    assert (reply.status_code, told(reply)["why"], told(reply)["expected"]) == (409, "gap", 1)
    assert told(hz.post(client, other.data, now()))["why"] == "sequence_forks"


def test_two_envelopes_of_one_number_stop_the_exchange_on_record(li: Any, hz: Fake, client: Any) -> None:
    _, first = clue_of(hz, now())
    assert hz.post(client, first.data, now()).status_code == 200
    hz.sent.clear()
    other = hz.envelope(hz.following(), [said_item("status", "x")], now())
    reply = hz.post(client, other.data, now())
    assert (reply.status_code, told(reply)["why"]) == (422, "sequence_forks")
    assert Peer.objects.get(node="hz.example").stopped_for == "sequence_forks"
    assert Entry.objects.filter(kind="exchange_stopped").count() == 1
    third = hz.envelope(hz.following(), [said_item("status", "x")], now())
    assert told(hz.post(client, third.data, now()))["why"] == "sequence_forks"
    assert hz.post(client, first.data, now()).status_code == 200  # what has an entry stays proven


def test_two_contents_of_one_version_are_both_not_used(li: Any, hz: Fake, client: Any) -> None:
    _, first = clue_of(hz, now())
    hz.post(client, first.data, now())
    released = hz.given("clue", list(VALUES), "check_clue", now())
    other = hz.envelope(released, [record_item(hz.record("clue", {**VALUES, "title": "另一说法"}), released)], now())
    assert refused(hz.post(client, other.data, now())) == [{"item": 0, "why": "version_forks"}]
    assert held().values["title"] == "某店涉嫌售假"


def test_what_proves_nothing_is_named_moves_nothing_and_enters_nothing(li: Any, hz: Fake, peers: dict[str, Fake], client: Any) -> None:
    _, envelope = clue_of(hz, now())
    before = Entry.objects.count()
    whole = envelope.data
    changed = whole[:-1] + bytes([whole[-1] ^ 1])
    head = read_envelope(whole)
    forged = Envelope(Signed(head.signed.type, head.signed.payload).signed_by([peers["nj"].keys.sign]), head.body).data
    assert told(hz.post(client, changed, now()))["why"] == "body_changed"
    assert told(hz.post(client, forged, now()))["why"] == "unknown_key"
    assert told(hz.post(client, b"nothing", now()))["why"] == "not_readable"
    assert told(client.post("/exchange/v1/envelopes", data=whole, content_type="x/y"))["why"] == "bad_signature"
    late = hz.post(client, whole, now() - timedelta(days=2))
    assert (late.status_code, told(late)["why"]) == (403, "clocks_differ")
    assert {one.why for one in Rejection.objects.all()} == {"body_changed", "unknown_key", "not_readable", "bad_signature", "clocks_differ"}
    assert (Entry.objects.count(), HeldRecord.objects.count(), Peer.objects.filter(received__gt=0).count()) == (before, 0, 0)
    assert client.get("/exchange/v1/envelopes").status_code in (302, 405)  # nothing is told to whoever only asks


def test_only_the_newest_of_what_proves_nothing_is_kept(li: Any, hz: Fake, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.institutions.exchange.work import arrivals

    monkeypatch.setattr(arrivals, "KEPT_REJECTIONS", 3)
    for _ in range(6):
        hz.post(client, b"nothing", now())
    assert Rejection.objects.count() == 3


def test_a_matter_is_taken_up_as_a_clue_and_the_sender_is_told(li: Any, hz: Fake, wire: Wire, client: Any) -> None:
    sealed, envelope = clue_of(hz, now())
    hz.post(client, envelope.data, now())
    officer = officer_of(held())
    clue = take_matter_up(held(), by=officer, at=now())
    assert (clue.source, clue.original_number, clue.suspected_act) == (Clue.Source.OTHER_DEPARTMENT, sealed.head.id, "销售假冒商品")
    exchange(now())
    assert [(one["hand_over_answer"], one["did"]) for one in hz.said("hand_over_answer")] == [(sealed.head.id, "taken_up")]
    for again in (lambda: take_matter_up(held(), by=officer, at=now()), lambda: decline_matter(held(), decline_reason="not_our_place", by=officer, at=now())):
        with pytest.raises(StepRefused):
            again()


def test_a_recall_erases_what_nobody_took_up_and_waits_for_an_officer_otherwise(li: Any, hz: Fake, wire: Wire, client: Any) -> None:
    sealed, envelope = clue_of(hz, now())
    hz.post(client, envelope.data, now())
    recall = hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="clue_was_mistaken")], now())
    assert refused(hz.post(client, recall.data, now())) == []
    assert (held().state, held().values) == (HeldRecord.State.ERASED, {})
    exchange(now())
    assert [one["did"] for one in hz.said("recall_answer")] == ["erased"]
    released = hz.given("clue", list(VALUES), "check_clue", now())
    late = hz.envelope(released, [record_item(sealed, released)], now())
    assert refused(hz.post(client, late.data, now())) == [{"item": 0, "why": "recalled_before"}]

    other = hz.record("clue", VALUES, "C2026-0000010")
    hz.post(client, hz.envelope(released, [record_item(other, released), said_item("hand_over", other.head.id)], now()).data, now())
    taken = HeldRecord.objects.get(name=other.head.id)
    take_matter_up(taken, by=officer_of(taken), at=now())
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", other.head.id, do="erase", reason="wrong_node")], now()).data, now())
    taken.refresh_from_db()
    assert (taken.state, bool(taken.values)) == (HeldRecord.State.RECALLED, True)
    assert queries.to_decide(officer_of(taken)).get() == taken
    answer_recall(taken, recall_answer="kept", keep_ground="evidence_in_case", by=officer_of(taken), at=now())
    exchange(now())
    assert hz.said("recall_answer")[-1]["ground"] == "evidence_in_case"


def test_a_recall_that_comes_first_keeps_the_record_out(li: Any, hz: Fake, wire: Wire, client: Any) -> None:
    sealed = hz.record("clue", VALUES)
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="wrong_node")], now()).data, now())
    released = hz.given("clue", list(VALUES), "check_clue", now())
    late = hz.envelope(released, [record_item(sealed, released)], now())
    assert refused(hz.post(client, late.data, now())) == [{"item": 0, "why": "recalled_before"}]
    assert held().values == {}


def test_a_correction_replaces_and_an_older_version_never_comes_back(li: Any, hz: Fake, client: Any) -> None:
    first = hz.record("clue", VALUES)
    released = hz.given("clue", list(VALUES), "check_clue", now())
    hz.post(client, hz.envelope(released, [record_item(first, released)], now()).data, now())
    second = hz.record("clue", {**VALUES, "title": "更正后"}, version=2, before=first.head.fields)
    fields = [name for name in VALUES if name != "phone"]
    assert refused(hz.post(client, hz.envelope(hz.following(fields), [record_item(second, hz.following(fields))], now()).data, now())) == []
    assert (held().values["title"], held().version, bool(held().corrected_at)) == ("更正后", 2, True)
    assert refused(hz.post(client, hz.envelope(released, [record_item(first, released)], now()).data, now())) == []
    assert held().values["title"] == "更正后"
    third = hz.record("clue", VALUES, version=3, before=second.head.fields)
    more = hz.envelope(hz.following(["phone"]), [third.line({"title", "phone"})], now())
    assert refused(hz.post(client, more.data, now())) == [{"item": 0, "why": "clause_forbids_field"}]


def test_a_letter_is_answered_and_an_answer_belongs_to_its_letter(li: Any, hz: Fake, wire: Wire, client: Any) -> None:
    letter = hz.record("assistance", {"letter": "杭协1号", "questions": "请核实仓库地址"}, "X2026-0000001")
    released = hz.given("assistance", ["letter", "questions"], "assistance", now())
    hz.post(client, hz.envelope(released, [record_item(letter, released)], now()).data, now())
    answer_letter(held(), letter_answer="属实", by=officer_of(held()), at=now())
    exchange(now())
    (answer,) = hz.said("record")
    assert answer["record"]["kind"] == "answer"
    with pytest.raises(StepRefused):
        answer_letter(held(), letter_answer="又一次", by=officer_of(held()), at=now())

    asked = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实", letter_phone="13812345678", by=li, at=now())
    exchange(now())
    reply = hz.record("answer", {"letter": asked.name, "answer": "查无此人"}, "Y2026-0000001")
    back = hz.given("answer", ["letter", "answer"], "assistance", now())
    assert refused(hz.post(client, hz.envelope(back, [record_item(reply, back)], now()).data, now())) == []
    assert asked.copies.get().state == Copy.State.ANSWERED
    assert [one.values["answer"] for one in queries.answers_to(asked)] == ["查无此人"]


def test_nobody_elses_record_is_moved_by_an_answer(li: Any, hz: Fake, peers: dict[str, Fake], wire: Wire, client: Any) -> None:
    asked = ask_for_assistance(to_node="nj.example", letter_number="沪协1号", letter_questions="请核实", by=li, at=now())
    exchange(now())
    reply = hz.record("answer", {"letter": asked.name, "answer": "假冒的答复"}, "Y2026-0000002")
    back = hz.given("answer", ["letter", "answer"], "assistance", now())
    hz.post(client, hz.envelope(back, [record_item(reply, back)], now()).data, now())
    assert asked.copies.get().state == Copy.State.ARRIVED
    assert queries.answers_to(asked) == []


def test_an_envelope_that_cannot_be_opened_is_refused_as_a_whole_and_counted(li: Any, hz: Fake, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.core.wire.keys import NodeKeys

    _, envelope = clue_of(hz, at("2026-12-01 09:00"))
    monkeypatch.setattr(node, "keys", lambda: NodeKeys.new("sh.example"))
    assert refused(hz.post(client, envelope.data, now())) == [{"item": -1, "why": "cannot_open"}]
    assert Outgoing.objects.count() == 0


def test_whatever_a_member_writes_into_an_item_is_refused_by_itself(li: Any, hz: Fake, wire: Wire, client: Any) -> None:
    sealed = hz.record("clue", VALUES)
    released = hz.given("clue", list(VALUES), "check_clue", now())
    line = record_item(sealed, released)
    other = hz.record("finding", VALUES, number="F1")
    items: list[dict[str, Any]] = [{**line, "open": [encoded(b'["AA", "title", "x"]'), *line["open"][1:]]}, {**line, "open": [encoded(ODD), *line["open"][1:]]}]
    items += [{**record_item(other, released), "record": {**other.head.told(), "kind": "clue"}}]
    items += [record_item(hz.record("clue", VALUES, number="C" * 400), released)]
    items += [said_item("recall", sealed.head.id) | {"reason": ["wrong_node"]}, said_item("recall", f"hz.example/clue/{'C' * 400}", reason="wrong_node")]
    items += [said_item("recall_answer", "sh.example/clue/X\0", did="erased"), line]
    answer = refused(hz.post(client, hz.envelope(released, items, now()).data, now()))
    assert [one["why"] for one in answer] == [*["malformed_item"] * 6, "not_held"]
    assert held().values["title"] == VALUES["title"]
    unseen = replace(released, place="31\0")
    told_so = refused(hz.post(client, hz.envelope(unseen, [line], now()).data, now()))
    assert told_so == [{"item": -1, "why": "malformed_item"}]


def test_an_envelope_of_the_last_second_of_the_calendar_is_none(li: Any, hz: Fake, client: Any) -> None:
    _, envelope = clue_of(hz, now())
    told_late = {**json.loads(envelope.signed.payload), "made_at": "9999-12-31T23:59:59+00:00"}
    signed = Signed(envelope.signed.type, canonical(told_late)).signed_by([hz.keys.sign])
    reply = hz.post(client, Envelope(signed, envelope.body).data, now())
    assert (reply.status_code, told(reply)["why"]) == (422, "not_readable")


def test_a_fault_of_this_node_is_told_as_one_and_the_envelope_comes_again(li: Any, hz: Fake, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, envelope = clue_of(hz, now())
    with monkeypatch.context() as patched:
        patched.setattr(node, "agreement_known", lacking)
        reply = hz.post(client, envelope.data, now())
    assert (reply.status_code, told(reply)["why"], Arrival.objects.count()) == (503, "peer_fails", 0)
    assert refused(hz.post(client, envelope.data, now())) == []


def lacking(*asked: Any) -> Any:
    raise NotFound("规则库没有这份协议。", "The rulebook has no such agreement.")


def test_an_answer_on_its_way_hides_no_recall_and_its_correction_no_time(li: Any, hz: Fake, peers: dict[str, Fake], wire: Wire, client: Any) -> None:
    nj, moment = peers["nj"], now()
    letters = [ask_for_assistance(to_node="nj.example", letter_number=f"沪协{one}号", letter_questions="请核实", by=li, at=moment) for one in (1, 2)]
    exchange(moment)
    recall_record(letters[0], recall_reason="released_by_mistake", by=li, at=moment)
    released = nj.given("answer", ["letter", "answer"], "assistance", moment, place="")
    firsts = [nj.record("answer", {"letter": one.name, "answer": "属实"}, number=f"Y{one.pk}") for one in letters]
    assert refused(nj.post(client, nj.envelope(released, [record_item(one, released) for one in firsts], moment).data, moment)) == []
    assert [one.peer.node for one in queries.silent(letters[0])] == ["nj.example"]
    answered = letters[1].copies.get()
    assert answered.state == Copy.State.ANSWERED
    follows, late = nj.following(["letter", "answer"]), {"letter": letters[1].name, "answer": "不属实"}
    second = nj.record("answer", late, number=f"Y{letters[1].pk}", version=2, before=firsts[1].head.fields)
    assert refused(nj.post(client, nj.envelope(follows, [record_item(second, follows)], moment).data, moment)) == []
    assert letters[1].copies.get().since == answered.since


def test_what_a_sender_tells_of_its_own_terms_is_not_kept_but_what_was_decided_here(li: Any, hz: Fake, client: Any) -> None:
    sealed = hz.record("clue", with_masks(VALUES, {"phone": {"mask_middle"}}))
    decided = hz.given("clue", list(VALUES), "check_clue", now())
    told = replace(decided, onward="members", keep_months=240, clauses=("evidence",), reply="")
    assert refused(hz.post(client, hz.envelope(told, [record_item(sealed, told)], now()).data, now())) == []
    kept = held().release
    assert (kept["onward"], kept["keep_months"], kept["clauses"], kept["reply"]) == ("ask_owner", 12, list(decided.clauses), decided.reply)
    assert kept["purpose"] == "check_clue"
    until = held().keep_until
    assert until is not None
    assert until < localdate() + timedelta(days=400)
