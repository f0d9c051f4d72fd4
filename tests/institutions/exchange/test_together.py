"""Many records of one envelope are written together, and what becomes of each is what becomes of it alone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.peers import Fake

from mingjian.core.wire.envelope import record_item, said_item
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Copy, HeldRecord, Outgoing
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.exchange.work import arrivals

FIELDS = {"letter": "杭协1号", "questions": "请核实仓库"}


def letters(hz: Fake, numbers: range) -> list[dict[str, Any]]:
    released = hz.given("assistance", list(FIELDS), "assistance", now())
    return [record_item(hz.record("assistance", {**FIELDS, "letter": f"杭协{n}号"}, f"X2026-{n:07d}"), released) for n in numbers]


def send(hz: Fake, client: Any, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    released = hz.given("assistance", list(FIELDS), "assistance", now())
    assert hz.post(client, hz.envelope(released, items, now()).data, now()).status_code == 200
    return list(Arrival.objects.first().refused)  # type: ignore[union-attr]


def mixed(hz: Fake) -> list[dict[str, Any]]:
    """Items of every sort: new, sent before, twice in one envelope, of another's, with a broken seal, with a field too many, no record at all."""
    good, twice = letters(hz, range(10, 15)), letters(hz, range(20, 21))
    of_another = {**good[0], "record": {**good[0]["record"], "id": "nj.example/assistance/X1", "owner": "nj.example"}}
    broken = {**good[1], "closed": ["x" * 43]}
    released = hz.given("assistance", list(FIELDS), "assistance", now())
    beyond = hz.record("assistance", {**FIELDS, "reporter": "张三"}, "X2026-0000030").line({*released.names, "reporter"})
    said = said_item("recall", "hz.example/assistance/X2026-0000010", do="erase", reason="wrong_node")
    return [*good, *twice, *twice, of_another, broken, beyond, {"record": 1}, said, {"unheard_of": "x"}, *letters(hz, range(40, 42))]


def outcome() -> list[tuple[str, str, int, dict[str, str], str]]:
    return [(one.name, one.state, one.version, one.values, str(one.due)) for one in HeldRecord.objects.order_by("name")]


def test_each_is_taken_or_refused_as_if_it_came_alone(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hz = peers["hz"]
    before = letters(hz, range(12, 13))
    assert send(hz, client, before) == []
    items = mixed(hz)
    items[2] = before[0]
    refused, told = send(hz, client, items), outcome()
    assert [one["item"] for one in refused if one["why"] == "malformed_item"] == [10]
    HeldRecord.objects.all().delete()
    assert send(hz, client, before) == []
    monkeypatch.setattr(arrivals, "_together", lambda lines, bearer, at: ([], {number for number, _ in lines}))
    alone = send(hz, client, items)
    assert sorted(map(str, refused)) == sorted(map(str, alone))
    assert told == outcome()
    assert len(told) == 8


def test_many_records_ask_the_database_no_more_often_than_a_few(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    counts = []
    for numbers in (range(100, 103), range(200, 300)):
        items = letters(hz, numbers)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert send(hz, client, items) == []
        counts.append(len(asked))
    assert HeldRecord.objects.count() == 103
    assert counts[1] - counts[0] <= 4, counts


def test_packing_and_the_receipt_of_many_ask_no_more_often_than_of_few(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    counts = []
    for numbers in (range(3), range(10, 50)):
        for n in numbers:
            ask_for_assistance(to_node="hz.example", letter_number=f"沪协{n}号", letter_questions="请核实仓库", by=li, at=now())
        with CaptureQueriesContext(connection) as asked:
            exchange(now())
        counts.append(len(asked))
    assert set(Copy.objects.values_list("state", "confirmed")) == {("arrived", 1)}
    assert set(Copy.objects.values_list("due", flat=True)) != {None}
    places = Outgoing.objects.filter(envelope__sequence=2).order_by("pk").values_list("place", "state")
    assert list(places) == [(n, "arrived") for n in range(40)]
    assert counts[1] - counts[0] <= 45, counts  # one more for each that is numbered; before, six for each


def test_what_was_refused_there_is_named_item_by_item(li: Any, wire: Wire, peers: dict[str, Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.core.wire.receipt import Receipt

    made = [ask_for_assistance(to_node="hz.example", letter_number=f"沪协{n}号", letter_questions="请核实", by=li, at=now()) for n in range(4)]
    monkeypatch.setattr(Receipt, "refused", lambda self: {1: "no_clause", 3: "malformed_item"})
    exchange(now())
    assert [(one.copies.get().state, one.copies.get().word) for one in made] == [
        ("arrived", ""), ("refused", "no_clause"), ("arrived", ""), ("refused", "malformed_item"),
    ]  # fmt: skip
    monkeypatch.setattr(Receipt, "refused", lambda self: {-1: "no_member"})
    last = ask_for_assistance(to_node="hz.example", letter_number="沪协9号", letter_questions="请核实", by=li, at=now())
    exchange(now())
    assert (last.copies.get().state, last.copies.get().word) == ("refused", "no_member")
