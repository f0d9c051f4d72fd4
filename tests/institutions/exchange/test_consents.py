"""Consent to passing a record on is a word of its owner that came over the exchange, for one node, and is withdrawn as it was given."""

from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, PHONE, a_clue, consent, let_on_by_hangzhou, taken_up_of_hangzhou
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.errors import MingjianError, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.wire import words
from mingjian.core.wire.envelope import said_item
from mingjian.institutions.exchange.acts import answer_consent, ask_consent, share_clue, withdraw_consent
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.outgoing import Sharing, preview
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
NANJING = Sharing("nj.example", "check_clue", "320102", PHONE)


def ask(hz: Fake, client: Any, name: str, **told: str) -> None:
    item = said_item("consent_ask", name, **{"to": "nj.example", "purpose": "check_clue", **told})
    assert hz.post(client, hz.envelope(hz.following(), [item], now()).data, now()).status_code == 200


def given(li: Any) -> SharedRecord:
    record: SharedRecord = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    return record


def head() -> Officer:
    return Officer.objects.get(username="wang")


def test_the_lists_of_papers_and_words_are_the_same() -> None:
    assert {key for key, _ in rulebook().papers["consent_answer"].options} == {words.GIVEN, words.REFUSED}
    assert {key for key, _ in rulebook().papers["consent_purpose"].options} < set(words.PURPOSES)


@LANGUAGES
def test_a_holder_asks_waits_and_passes_on_once_the_owner_consents(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    """Any text passed for a consent."""
    hz = peers["hz"]
    held, clue, by = taken_up_of_hangzhou(hz, client)
    with pytest.raises(StepRefused, match="征得其同意"):
        preview(clue, NANJING, now())
    ask_consent(held, consent_node=" 南京 ", consent_purpose="file_case", by=by, at=now())
    exchange(now())
    (item,) = hz.said("consent_ask")
    assert (item["consent_ask"], item["to"], item["purpose"]) == (held.name, "nj.example", "file_case")
    held.refresh_from_db()
    with pytest.raises(StepRefused, match="尚未答复"):
        ask_consent(held, consent_node="nj.example", consent_purpose="file_case", by=by, at=now())
    for did in ("refused", "given"):
        consent(hz, client, held.name, did)
        page = browser(by, language).get(held.get_absolute_url()).content.decode()
        assert f'data-consent="{did}"' in page
    assert "T2026-0000001" in page
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    assert '"owner_consent":"T2026-0000001"' in Entry.objects.get(kind="record_released", body__contains=record.name).body
    held.refresh_from_db()
    with pytest.raises(StepRefused, match="已同意"):
        ask_consent(held, consent_node="nj.example", consent_purpose="file_case", by=by, at=now())


def test_no_consent_is_needed_for_its_owner_and_none_for_who_is_no_member(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, _, by = taken_up_of_hangzhou(peers["hz"], client)
    for node in ("hz.example", "elsewhere.example", "sh.example", "南京\u202e"):
        with pytest.raises(MingjianError):
            ask_consent(held, consent_node=node, consent_purpose="check_clue", by=by, at=now())
    HeldRecord.objects.update(release={**held.release, "onward": "never"})
    with pytest.raises(StepRefused, match="处理代码"):
        ask_consent(HeldRecord.objects.get(), consent_node="nj.example", consent_purpose="check_clue", by=by, at=now())


@LANGUAGES
def test_the_owners_head_is_asked_at_home_and_answers_under_a_number(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    hz, record = peers["hz"], given(li)
    with pytest.raises(StepRefused, match="没有待答复"):
        answer_consent(record, consent_node="nj.example", consent_answer="given", by=head(), at=now())
    ask(hz, client, record.name)
    ask(hz, client, record.name)
    with pytest.raises(NotPermitted):
        answer_consent(record, consent_node="nj.example", consent_answer="given", by=li, at=now())
    reader = browser(head(), language)
    assert f"{record.get_absolute_url()}#consents" in reader.get("/").content.decode()
    page = reader.get(record.get_absolute_url()).content.decode()
    assert 'value="nj.example"' in page  # the form knows which node is asked for
    with pytest.raises(StepRefused, match="没有持有副本的节点"):
        answer_consent(record, consent_node="wx.example", consent_answer="given", by=head(), at=now())
    answer_consent(record, consent_node="nj.example", consent_answer="given", by=head(), at=now())
    exchange(now())
    (item,) = hz.said("consent")
    assert (item["to"], item["did"], item["number"][:6]) == ("nj.example", "given", f"T{now().year}-")
    assert Copy.objects.get().is_consent_open is False
    assert f"{record.get_absolute_url()}#consents" not in reader.get("/").content.decode()
    ask(hz, client, record.name)  # asked again though it was given: nothing to answer
    assert Copy.objects.get().is_consent_open is False
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_a_withdrawn_consent_asks_back_what_went_there_and_nothing_else(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, clue, by = let_on_by_hangzhou(hz, client)
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    exchange(now())
    consent(hz, client, held.name, "withdrawn")
    exchange(now())
    (asked,) = nj.said("recall")
    assert (asked["recall"], asked["reason"]) == (record.name, "consent_withdrawn")
    record.refresh_from_db()
    assert record.state == "given"
    answer = nj.envelope(nj.following(), [said_item("recall_answer", record.name, did="erased")], now())
    assert nj.post(client, answer.data, now()).status_code == 200
    assert Copy.objects.get().state == "erased"
    exchange(now())
    assert [item.get("state", "") for item in hz.said("passed_on")] == ["", "recall_asked", "erased"]
    with pytest.raises(StepRefused):
        preview(clue, NANJING, now())
    held.refresh_from_db()
    assert held.state == "taken_up"
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


def test_the_owner_withdraws_from_whom_it_gave(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, record = peers["hz"], given(li)
    with pytest.raises(StepRefused, match="没有已作出"):
        withdraw_consent(record, consent_node="nj.example", by=head(), at=now())
    ask(hz, client, record.name)
    answer_consent(record, consent_node="nj.example", consent_answer="given", by=head(), at=now())
    withdraw_consent(record, consent_node="nj.example", by=head(), at=now())
    exchange(now())
    assert [item["did"] for item in hz.said("consent")] == ["given", "withdrawn"]


def test_what_rests_on_anothers_record_is_let_on_only_where_that_one_consents_too(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, nj = peers["hz"], peers["nj"]
    held, clue, by = let_on_by_hangzhou(hz, client)
    record = share_clue(clue=clue, sharing=NANJING, by=by, at=now())
    exchange(now())
    item = said_item("consent_ask", record.name, to="wx.example", purpose="check_clue")
    assert nj.post(client, nj.envelope(nj.following(), [item], now()).data, now()).status_code == 200
    of_department = next(one for one in Officer.objects.filter(department=held.department) if "head" in one.roles)
    with pytest.raises(StepRefused, match="征得其同意"):
        answer_consent(record, consent_node="wx.example", consent_answer="given", by=of_department, at=now())
    consent(hz, client, held.name, to="wx.example")
    answer_consent(record, consent_node="wx.example", consent_answer="given", by=of_department, at=now())


@pytest.mark.parametrize("wrong", [{"to": ""}, {"to": "x" * 201}, {"purpose": "because"}, {"to": "a\u202eb"}])
def test_a_question_that_is_not_understood_is_not_kept(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]) -> None:
    record = given(li)
    ask(peers["hz"], client, record.name, **wrong)
    ask(peers["nj"], client, record.name)  # has no copy
    assert Copy.objects.get().consents == []


def test_only_the_owner_consents(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, _, _ = taken_up_of_hangzhou(peers["hz"], client)
    consent(peers["nj"], client, held.name)
    for did in ("asked", "perhaps"):
        consent(peers["hz"], client, held.name, did)
    assert HeldRecord.objects.get().consents == []
