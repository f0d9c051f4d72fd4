"""A letter says until when it is to be answered, and leads to its answer, at either end."""

from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import officer_of
from institutions.exchange.peers import Fake
from people import at, browser

from mingjian.core.wire.envelope import record_item, said_item
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.exchange.letters.acts import answer_letter, ask_for_assistance
from mingjian.institutions.exchange.models import Copy, HeldRecord, Peer, SharedRecord
from mingjian.institutions.exchange.services.until import last_day_of_reply, until
from mingjian.institutions.exchange.sweeps import exchange

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
CAME = at("2026-12-03 10:00")


def a_letter(hz: Fake, client: Any) -> HeldRecord:
    fields = {"letter": "杭协1号", "questions": "请核实仓库"}
    sealed, released = hz.record("assistance", fields, "X2026-0000001"), hz.given("assistance", list(fields), "assistance", now())
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    HeldRecord.objects.update(received_at=CAME, due=None)  # as one of before a day was kept
    return HeldRecord.objects.get()


@LANGUAGES
def test_a_letter_tells_the_day_until_which_it_is_to_be_answered(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    """It named the article and no day."""
    one = a_letter(peers["hz"], client)
    counted = until(one.release["reply"], CAME)  # fifteen working days
    assert counted is not None
    assert counted.due is not None
    assert f"{counted.due.at:%Y-%m-%d}" == "2026-12-24"
    reader = browser(officer_of(one), language)
    told = reader.get(one.get_absolute_url()).content.decode().partition('id="until"')[2].partition("</dd>")[0]
    assert "2026-12-24" in told
    assert "第45条" in told or "art. 45" in told.lower()
    for reply, words in (("", ("条款未定期限", "The clause sets none")), ("no/1#such", ("未定可以计算的日期", "no day that can be counted"))):
        HeldRecord.objects.update(release=one.release | {"reply": reply})
        told = reader.get(one.get_absolute_url()).content.decode().partition('id="until"')[2].partition("</dd>")[0]
        assert words[language == "en"] in told


def test_whoever_asked_is_told_the_day_once_the_letter_has_arrived(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    asked = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=CAME)
    page = browser(li)
    assert "答复期限至" not in page.get(asked.get_absolute_url()).content.decode()
    exchange(CAME)
    told = page.get(asked.get_absolute_url()).content.decode().partition("答复期限至")[2]
    assert "2026-12-24" in told[:120], told[:300]


def test_the_ledger_of_whoever_must_answer_tells_the_day(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    fields = {"letter": "杭协1号", "questions": "请核实仓库"}
    sealed, released = hz.record("assistance", fields, "X2026-0000001"), hz.given("assistance", list(fields), "assistance", now())
    reply = hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now())
    day = HeldRecord.objects.get().due
    assert day is not None
    assert Receipt.read(reply.content).told()["due"] == day.isoformat()
    recall = hz.envelope(hz.following(), [said_item("recall", sealed.head.id, do="erase", reason="wrong_node")], now())
    assert "due" not in Receipt.read(hz.post(client, recall.data, now()).content).told()


@LANGUAGES
def test_where_the_two_count_differently_the_day_of_whoever_must_answer_counts_and_both_are_shown(
    li: Any, wire: Wire, peers: dict[str, Fake], language: str
) -> None:
    """One of them lacks the notice of holidays, or an older rulebook counts otherwise: each showed its own day and neither said so."""
    peers["hz"].due = "2026-12-28"
    asked = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=CAME)
    exchange(CAME)
    assert str(Copy.objects.get().due) == "2026-12-28"
    told = browser(li, language).get(asked.get_absolute_url()).content.decode()
    assert "2026-12-28" in told
    assert "2026-12-24" in told
    assert ("对方计算的答复期限" if language != "en" else "the other node counts until") in told
    assert ("已告知延期" if language != "en" else "more time was announced") not in told


@pytest.mark.parametrize("due", ["2026-12-24", "", "soon", "2026-12-01", "2030-01-01", "2026-13-01", "2027-01-09", "2027-12-30", "2026-12-08"])
def test_the_same_day_or_one_that_the_clause_cannot_give_changes_nothing(li: Any, wire: Wire, peers: dict[str, Fake], due: str) -> None:
    peers["hz"].due = due
    ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=CAME)
    exchange(CAME)
    copy = Copy.objects.get()
    assert (str(copy.due), copy.heard) == ("2026-12-24", [])


@pytest.mark.parametrize(
    ("came", "period", "last"),
    [
        # Spring Festival 2026: 15 to 23 February off, the Saturdays before and after worked. The day begins and ends in Beijing.
        ("2026-02-10 23:59", "penalty_procedure/45#answer", "2026-03-09"),
        ("2026-02-11 00:01", "penalty_procedure/45#answer", "2026-03-10"),
        ("2026-02-10 23:59", "gov_data_sharing_reg/26#correct", "2026-03-02"),
        ("2026-02-11 00:01", "gov_data_sharing_reg/26#correct", "2026-03-03"),
        ("2026-02-14 12:00", "gov_data_sharing_reg/21#reply_conditional", "2026-03-06"),
        # Of 2027 the statutory days alone are known.
        ("2027-02-01 23:59", "penalty_procedure/45#answer", "2027-02-24"),
        ("2027-02-02 00:01", "penalty_procedure/45#answer", "2027-02-25"),
        ("2027-02-01 23:59", "gov_data_sharing_reg/26#correct", "2027-02-17"),
    ],
)
def test_terms_over_spring_festival_are_counted_by_the_day_in_beijing(came: str, period: str, last: str) -> None:
    assert str(last_day_of_reply(period, at(came))) == last
    counted = until(period, at(came))
    assert counted is not None
    assert counted.due is not None
    assert ("暂计" in counted.due.basis.zh) is came.startswith("2027")


def test_an_answer_leads_to_its_letter_and_back_at_either_end(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    theirs = a_letter(hz, client)
    ours = answer_letter(theirs, letter_answer="属实", by=officer_of(theirs), at=now())
    reader = browser(officer_of(theirs))
    assert f'href="{theirs.get_absolute_url()}"' in reader.get(ours.get_absolute_url()).content.decode()
    assert f'href="{ours.get_absolute_url()}"' in reader.get(theirs.get_absolute_url()).content.decode()
    asked = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    exchange(now())
    reply, back = (
        hz.record("answer", {"letter": asked.name, "answer": "查无此人"}, "Y2026-0000001"),
        hz.given("answer", ["letter", "answer"], "assistance", now()),
    )
    hz.post(client, hz.envelope(back, [record_item(reply, back)], now()).data, now())
    HeldRecord.objects.update(department=li.department)
    came = HeldRecord.objects.get(kind="answer")
    assert f'href="{asked.get_absolute_url()}"' in browser(li).get(came.get_absolute_url()).content.decode()
    assert f'href="{came.get_absolute_url()}"' in browser(li).get(asked.get_absolute_url()).content.decode()
    HeldRecord.objects.filter(pk=came.pk).update(peer=Peer.objects.get_or_create(node="nj.example")[0])  # of whom it was not asked
    assert f'href="{asked.get_absolute_url()}"' not in browser(li).get(came.get_absolute_url()).content.decode()
    assert SharedRecord.objects.count() == 2
