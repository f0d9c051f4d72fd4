"""What another node passes on of a record is told to its owner, and named when the record is recalled until somebody confirms that it is gone there."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, MORNING, PHONE, a_clue, give, let_on_by_hangzhou, officer
from institutions.exchange.peers import Fake, told
from institutions.exchange.sites import Site
from people import browser

from mingjian.core.errors import StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.envelope import said_item
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.acts import answer_consent, answer_recall, ask_consent, recall_record, share_clue, take_matter_up
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.services.onward import not_confirmed
from mingjian.institutions.exchange.services.outgoing import Sharing
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.tables import RECORDS
from mingjian.office.audit.run import audit
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.record.seals import refused, seal_rows

NANJING = Sharing("nj.example", "check_clue", "320102", PHONE)
WORD = {"to": "nj.example", "number": "hz.example/clue/C2026-0000044", "on": "2026-12-02"}


def word(hz: Fake, client: Any, name: str, **more: str) -> Any:
    return hz.post(client, hz.envelope(hz.following(), [said_item("passed_on", name, **{**WORD, **more})], now()).data, now())


def recall(hz: Fake, client: Any, name: str) -> None:
    hz.post(client, hz.envelope(hz.following(), [said_item("recall", name, do="erase", reason="clue_was_mistaken")], now()).data, now())


def test_the_owner_is_told_to_whom_under_which_number_and_when(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    exchange(now())
    (item,) = peers["hz"].said("passed_on")
    assert (item["passed_on"], item["to"], item["number"]) == (held.name, "nj.example", record.name)
    assert peers["nj"].said("passed_on") == []


def test_a_recall_is_answered_with_what_was_passed_on_even_where_nothing_was_said_before(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    Outgoing.objects.filter(kind="passed_on").delete()  # as a node of before this word left it
    recall(peers["hz"], client, held.name)
    exchange(now())
    assert [item["to"] for item in peers["hz"].said("passed_on")] == ["nj.example"]


def test_the_owner_is_told_once_and_of_the_day_on_which_the_node_was_given_it(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    """The recall named the day on which the record was made, so that the owner counted one copy twice."""
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    SharedRecord.objects.filter(pk=record.pk).update(made_at=now() - timedelta(days=9))  # made for another node, days before
    exchange(now())
    recall(peers["hz"], client, held.name)
    exchange(now())
    today = local_day(now()).isoformat()
    told_ = [(item["to"], item["on"], item.get("state", "")) for item in peers["hz"].said("passed_on")]
    assert told_ == [("nj.example", today, ""), ("nj.example", today, "recall_asked")]


def test_another_day_corrects_the_day_and_what_went_on_behind_a_holder_is_said_of_the_node_that_passed_it_on(
    li: Any, wire: Wire, peers: dict[str, Fake], client: Any
) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    word(peers["hz"], client, record.name, on="2026-11-20")
    word(peers["hz"], client, record.name)
    word(peers["hz"], client, record.name, to="wx.example", number="nj.example/clue/C2026-0000009")
    word(peers["hz"], client, record.name, to="hf.example", number="1234")
    word(peers["hz"], client, record.name, number=f"{settings.NODE}/clue/C1")  # known here
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)
    assert [(one.by, one.to, one.on.day) for one in not_confirmed(SharedRecord.objects.get())] == [
        ("hz.example", "nj.example", 2),
        ("nj.example", "wx.example", 2),
        ("hz.example", "hf.example", 2),
    ]


@pytest.mark.parametrize("answer", [None, "stopped", "kept"])
def test_what_was_recalled_goes_on_to_nobody(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, answer: str | None) -> None:
    held, clue, by = let_on_by_hangzhou(peers["hz"], client)
    recall(peers["hz"], client, held.name)
    if answer:
        held.refresh_from_db()
        answer_recall(held, recall_answer=answer, keep_ground="evidence_in_case" if answer == "kept" else "", by=by, at=now())
    with pytest.raises(StepRefused, match="已被其撤回"):
        share_clue(clue=clue, sharing=NANJING, by=by, at=now())


def test_what_the_owner_says_of_a_record_that_was_taken_up_is_no_difference_to_an_audit(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    """No act of this node changed it: the envelope did, and an officer who had to do with it before made an audit look at all of its columns."""
    held, _, by = let_on_by_hangzhou(peers["hz"], client)
    seal_rows(now())
    recall(peers["hz"], client, held.name)
    held.refresh_from_db()
    assert held.state == HeldRecord.State.RECALLED
    assert [one.text.en for one in audit().found if one.about == held.name] == []
    answer_recall(held, recall_answer="stopped", by=by, at=now())
    seal_rows(now())
    assert [one.text.en for one in audit().found if one.about == held.name] == []
    assert refused() is None


def test_page_panel_and_table_of_the_owner_name_the_copy_that_the_recall_does_not_reach(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    for _ in range(2):
        assert told(word(peers["hz"], client, record.name)) is not None
    copy = record.copies.get()
    assert copy.passed_on == [WORD]  # said twice, kept once
    page = browser(li).get(record.get_absolute_url()).content.decode()
    assert "转交 nj.example" in page
    assert "撤回未达" not in page
    assert not_confirmed(record) == []
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=MORNING)
    exchange(MORNING)
    peers["hz"].post(client, peers["hz"].envelope(peers["hz"].following(), [said_item("recall_answer", record.name, did="erased")], now()).data, now())
    record = SharedRecord.objects.get(pk=record.pk)
    assert [(one.by, one.to, one.number, one.on.isoformat()) for one in not_confirmed(record)] == [("hz.example", *WORD.values())]
    page = browser(li).get(record.get_absolute_url()).content.decode()
    assert 'id="not-reached"' in page
    assert f"转交 nj.example，编号 {WORD['number']}：撤回未达" in page  # of which nothing was told since: a node of before this word
    column = next(one for one in RECORDS.columns if one.heading.zh == "已转交至")
    assert "nj.example 2026-12-02" in said(column.of(record))
    assert "not reached by the recall" in column.of(record).en
    assert "撤回未达" in browser(li).get(Clue.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"to": ""}, {"to": "x" * 201}, {"to": "nj\n.example"}, {"number": "n" * 301}, {"on": "gestern"}, {"on": "2026-13-01"}, {"number": "名\x00"}],
)
def test_a_word_that_is_not_understood_changes_nothing(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    word(peers["hz"], client, record.name, **wrong)
    assert record.copies.get().passed_on == []


def test_only_whoever_has_a_copy_says_that_he_passed_it_on(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=MORNING)
    exchange(MORNING)
    word(peers["nj"], client, record.name)
    assert list(Copy.objects.values_list("passed_on", flat=True)) == [[]]


# Three real nodes.


def take_and_ask() -> bool:
    held = HeldRecord.objects.get(kind="clue")
    take_matter_up(held, by=officer(), at=now())
    ask_consent(HeldRecord.objects.get(), consent_node="nj.mingjian.example", consent_purpose="check_clue", by=officer(), at=now())
    return True


def let_on() -> bool:
    record, head = SharedRecord.objects.get(), Officer.objects.get(username="wang")
    answer_consent(record, consent_node="nj.mingjian.example", consent_answer="given", by=head, at=now())
    return True


def pass_on() -> str:
    clue = Clue.objects.get()
    onward = Sharing("nj.mingjian.example", "check_clue", "320102", PHONE)
    return share_clue(clue=clue, sharing=onward, by=officer(), at=now()).name


def take_back() -> bool:
    recall_record(SharedRecord.objects.get(), recall_reason="clue_was_mistaken", by=officer(), at=now())
    return True


def send() -> bool:
    exchange(now() + timedelta(hours=2))
    return True


def answer() -> bool:
    answer_recall(HeldRecord.objects.get(), recall_answer="stopped", by=officer(), at=now())
    return True


@pytest.mark.slow
def test_over_three_nodes_a_recall_reaches_the_copy_that_was_passed_on_and_its_owner_is_told_so(sites: dict[str, Site]) -> None:
    """It stopped at the first receiver, while the copy behind it stayed readable."""
    sh, hz, nj = sites["sh"], sites["hz"], sites["nj"]
    for site in sites.values():
        site.serve()
    sh.run(give)
    sh.run(send)
    hz.run(take_and_ask)
    hz.run(send)
    sh.run(let_on)
    sh.run(send)
    number = hz.run(pass_on)
    hz.run(send)
    assert sh.run(lambda: [[one["to"], one["number"]] for copy in Copy.objects.all() for one in copy.passed_on]) == [["nj.mingjian.example", number]]
    assert sh.run(lambda: [one.to for one in not_confirmed(SharedRecord.objects.get())]) == []  # nothing is recalled yet
    sh.run(take_back)
    sh.run(send)
    hz.run(answer)
    hz.run(send)
    asked = sh.run(lambda: [[one.by, one.to, one.state] for one in not_confirmed(SharedRecord.objects.get())])
    assert asked == [["hz.mingjian.example", "nj.mingjian.example", "recall_asked"]]
    assert nj.run(lambda: [[one.state, bool(one.values)] for one in HeldRecord.objects.all()]) == [["erased", False]]
    nj.run(send)
    hz.run(send)
    assert sh.run(lambda: [[copy.state, [one["state"] for one in copy.passed_on]] for copy in Copy.objects.all()]) == [["stopped", ["erased"]]]
    assert sh.run(lambda: len(not_confirmed(SharedRecord.objects.get()))) == 0
    for site in sites.values():
        assert site.run(lambda: [one.text.en for one in audit().found]) == []
