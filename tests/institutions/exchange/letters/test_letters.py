"""A letter between nodes: shown before it goes, one due day at both ends, answered in parts, extended, refused for a reason of the list."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import officer_of
from institutions.exchange.peers import Fake, told
from people import browser

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.wire.envelope import record_item, said_item
from mingjian.institutions.exchange.acts import correct_record
from mingjian.institutions.exchange.letters.acts import answer_in_part, answer_letter, ask_for_assistance, extend_letter, refuse_letter
from mingjian.institutions.exchange.letters.services.answers import answering
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
QUESTIONS = "请核实该店实际经营地、仓库与法定代表人；近三个月进货来源。\r\nBitte prüfen: Straße №5，①②，🏬" + "补充说明，" * 300
WRITTEN = {"node": "hz.example", "letter": "沪协〔2026〕1号", "questions": QUESTIONS, "subject": "杭州某科技公司", "phone": "13812345678"}


def a_letter(hz: Fake, client: Any, number: str = "X2026-0000001") -> HeldRecord:
    fields = {"letter": "杭协1号", "questions": "请核实仓库"}
    sealed, released = hz.record("assistance", fields, number), hz.given("assistance", list(fields), "assistance", now())
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    return HeldRecord.objects.get(name=sealed.head.id)


def asked(li: Any) -> SharedRecord:
    made: SharedRecord = ask_for_assistance(to_node="hz.example", letter_number="沪协1号", letter_questions="请核实仓库", by=li, at=now())
    exchange(now())
    return made


def say(hz: Fake, client: Any, name: str, **more: str) -> dict[str, Any]:
    reply = hz.post(client, hz.envelope(hz.following(), [said_item("letter_word", name, **more)], now()).data, now())
    assert reply.status_code == 200
    return told(reply)


def answer(hz: Fake, client: Any, letter: str, number: str, text: str) -> str:
    fields = {"letter": letter, "answer": text}
    sealed, released = hz.record("answer", fields, number), hz.given("answer", list(fields), "assistance", now())
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    return sealed.head.id


# Before it goes.


@LANGUAGES
def test_a_letter_shows_who_will_see_what_before_it_goes(li: Any, wire: Wire, language: str) -> None:
    """The first press sent it, and the telephone was masked unseen."""
    page = browser(li, language)
    shown = page.post("/exchange/letters/new", {**WRITTEN, "look": "1"})
    assert shown.status_code == 200
    assert SharedRecord.objects.count() == 0
    text = shown.content.decode()
    assert "138****5678" in text.partition('id="seen"')[2]
    mark = text.partition('name="shown" value="')[2].partition('"')[0]
    for wrong in ({}, {"shown": "x"}, {"shown": mark, "subject": "另一家公司"}):
        again = page.post("/exchange/letters/new", {**WRITTEN, "send": "1", **wrong})
        assert (again.status_code, SharedRecord.objects.count()) == (409, 0)
        assert 'id="another"' in again.content.decode()
    assert page.post("/exchange/letters/new", {**WRITTEN, "send": "1", "shown": mark}).status_code == 302
    assert SharedRecord.objects.get().title == QUESTIONS.split("\r\n")[0][:300]


@pytest.mark.parametrize("part", ["letter", "questions", "subject", "code"])
@pytest.mark.parametrize("number", ["联系人 138-1234-5678", "号码330106199003071234", "０５７１－８７６５４３２１"])
@LANGUAGES
def test_a_number_in_a_free_text_does_not_leave(li: Any, wire: Wire, part: str, number: str, language: str) -> None:
    """It left as it was written."""
    if part == "code" and len(number) > 20:
        number = number[-18:]
    reply = browser(li, language).post("/exchange/letters/new", {**WRITTEN, part: number, "look": "1"})
    text = reply.content.decode()
    assert reply.status_code in (400, 422)
    assert ("电话或者身份证号" if language == "zh-hans" else "telephone or identity numbers") in text
    assert "***" in text.partition("data-refused")[2][:200]
    assert SharedRecord.objects.count() == 0


def test_a_correction_of_a_letter_is_read_in_the_same_way(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    with pytest.raises(BadInput, match="电话"):
        correct_record(asked(li), record_field="questions", corrected_value="请联系 13812345678", correction_reason="was_wrong", by=li, at=now())


def test_an_answer_gives_a_number_on_a_ground_alone_and_the_ledger_says_which(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    letter = a_letter(peers["hz"], client)
    by = officer_of(letter)
    with pytest.raises(BadInput, match=r"138\*+78.*依据"):
        answer_letter(letter, letter_answer="仓库联系人电话 13812345678", by=by, at=now())
    letter.refresh_from_db()
    assert letter.state == "held"
    answer_letter(letter, letter_answer="仓库联系人电话 13812345678", personal_ground="asked_for", by=by, at=now())
    assert '"personal_ground":"asked_for"' in Entry.objects.get(kind="record_released").body


# One due day.


@LANGUAGES
def test_home_and_deadlines_of_whoever_must_answer_name_the_day(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    """It stood on the page of the letter alone."""
    letter = a_letter(peers["hz"], client)
    assert letter.due is not None
    by = officer_of(letter)
    reader = browser(by, language)
    assert f"{letter.due:%m-%d}" in reader.get("/").content.decode().partition(letter.get_absolute_url())[2][:400]
    docket = reader.get("/docket").content.decode()
    assert f'href="{letter.get_absolute_url()}"' in docket
    assert letter.due.isoformat() in docket
    HeldRecord.objects.update(due=localdate() - timedelta(days=1))
    assert ("已逾期" if language == "zh-hans" else "was due on") in reader.get("/docket").content.decode()
    answer_letter(HeldRecord.objects.get(), letter_answer="属实", by=by, at=now())
    assert letter.get_absolute_url() not in reader.get("/docket").content.decode()


def test_whoever_asked_has_the_same_day_as_the_entry_of_the_other_ledger_says_it_came(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    record = asked(li)
    copy = record.copies.get()
    assert copy.due is not None
    assert copy.due.isoformat() in browser(li).get(record.get_absolute_url()).content.decode()


def test_more_time_is_announced_before_the_term_ends_and_holds_at_both_ends(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    letter = a_letter(hz, client)
    by, until = officer_of(letter), localdate() + timedelta(days=60)
    for wrong in (letter.due, localdate()):
        with pytest.raises(StepRefused, match="须晚于"):
            extend_letter(letter, extension_ground="complex", answer_until=wrong.isoformat() if wrong else "", by=by, at=now())
    extend_letter(letter, extension_ground="waits_for_others", answer_until=until.isoformat(), by=by, at=now())
    exchange(now())
    (item,) = hz.said("letter_word")
    assert (item["did"], item["until"], item["reason"]) == ("extended", until.isoformat(), "waits_for_others")
    letter.refresh_from_db()
    assert (letter.state, letter.due) == ("held", until)
    HeldRecord.objects.update(due=localdate() - timedelta(days=1))
    with pytest.raises(StepRefused, match="届满"):
        extend_letter(HeldRecord.objects.get(), extension_ground="complex", answer_until=until.isoformat(), by=by, at=now())
    record = asked(li)
    say(hz, client, record.name, did="extended", until=until.isoformat(), reason="large")
    copy = record.copies.get()
    assert (copy.state, copy.due) == ("arrived", until)
    page = browser(li).get(record.get_absolute_url()).content.decode()
    assert f"已告知延期至 {until.isoformat()}：请求事项较多" in page
    assert page.count(until.isoformat()) >= 2
    seal_rows(now())
    assert [one.text.en for one in audit().found] == []


# Parts and refusals.


def test_a_part_goes_first_and_the_letter_waits_for_the_rest(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    letter = a_letter(hz, client)
    by = officer_of(letter)
    part = answer_in_part(letter, letter_answer="仓库属实，进货来源另行答复。", by=by, at=now())
    exchange(now())
    letter.refresh_from_db()
    assert (letter.state, letter.settled_at) == ("held", None)
    assert hz.said("letter_word")[0]["answer"] == part.name
    order = [next(key for key in ("letter_word", "record") if key in item) for content in hz.taken for item in content.items]
    assert order == ["letter_word", "record"]
    whole = answer_letter(letter, letter_answer="进货来源：某市场。", by=by, at=now())
    page = browser(by).get(letter.get_absolute_url()).content.decode()
    assert page.count("部分答复") == 1
    assert whole.get_absolute_url() in page


def test_whoever_asked_reads_a_part_as_a_part_and_waits_on(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz, record = peers["hz"], asked(li)
    say(hz, client, record.name, did="part", answer="hz.example/answer/Y2026-0000001")
    answer(hz, client, record.name, "Y2026-0000001", "仓库属实")
    assert record.copies.get().state == "arrived"
    HeldRecord.objects.update(department=li.department)
    assert "部分答复" in browser(li).get(record.get_absolute_url()).content.decode()
    answer(hz, client, record.name, "Y2026-0000002", "其余如下")
    assert record.copies.get().state == "answered"


@LANGUAGES
def test_a_refusal_says_why_at_both_ends_and_is_for_a_head(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    hz = peers["hz"]
    letter = a_letter(hz, client)
    officer = officer_of(letter)
    of_department = Officer.objects.filter(department=letter.department, duty="work")
    officer.roles = ["officer"]
    with pytest.raises(NotPermitted):
        refuse_letter(letter, letter_refusal="not_held", by=officer, at=now())
    head = next(one for one in of_department if "head" in one.roles)
    refuse_letter(letter, letter_refusal="not_held", by=head, at=now())
    exchange(now())
    (item,) = hz.said("letter_word")
    assert (item["did"], item["reason"]) == ("refused", "not_held")
    words = "本机关没有所请求的材料" if language == "zh-hans" else "does not hold what is asked"
    assert words in browser(officer, language).get(letter.get_absolute_url()).text.replace("&#x27;", "'")
    record = asked(li)
    say(hz, client, record.name, did="refused", reason="law_forbids")
    assert record.copies.get().state == "declined"
    assert ("禁止提供" if language == "zh-hans" else "forbids giving it") in browser(li, language).get(record.get_absolute_url()).text


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"did": "gone"}, {"did": "part"}, {"did": "part", "answer": "x" * 301}, {"did": "extended", "until": "morgen", "reason": "large"},
        {"did": "extended", "until": "2026-12-31"}, {"did": "refused", "reason": "because"}, {"did": "part", "answer": "a\u202eb"},
    ],
)  # fmt: skip
def test_a_word_about_a_letter_that_is_not_understood_changes_nothing(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, wrong: dict[str, str]) -> None:
    record = asked(li)
    say(peers["hz"], client, record.name, **wrong)
    copy = record.copies.get()
    assert (copy.heard, copy.state) == ([], "arrived")


def test_only_the_node_that_was_asked_speaks_of_a_letter_and_none_of_a_clue(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = asked(li)
    say(peers["nj"], client, record.name, did="refused", reason="not_held")
    assert Copy.objects.get().state == "arrived"
    SharedRecord.objects.update(kind="clue")
    say(peers["hz"], client, record.name, did="refused", reason="not_held")
    assert Copy.objects.get().state == "arrived"


def test_the_table_of_answers_counts_what_other_nodes_asked(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    """It said that nobody was asked, though two letters had come."""
    first, _ = a_letter(peers["hz"], client), a_letter(peers["nj"], client)
    recalled = a_letter(peers["hz"], client, "X2026-0000002")
    HeldRecord.objects.filter(pk=recalled.pk).update(state="erased")
    by = officer_of(first)
    answer_in_part(first, letter_answer="一部分", by=by, at=now())
    HeldRecord.objects.filter(pk=first.pk).update(received_at=now() - timedelta(days=4))
    answer_letter(HeldRecord.objects.get(pk=first.pk), letter_answer="属实", by=by, at=now())
    (row,) = answering(now() + timedelta(minutes=1))
    assert (row.asked, row.from_nodes, row.median_days, len(row.waits), row.is_node) == (2, 2, 4.0, 1, False)
    page = browser(by).get("/exchange/answers").content.decode()
    assert "其他节点 2 件" in page
    assert Outgoing.objects.filter(kind="letter_word").count() == 1
