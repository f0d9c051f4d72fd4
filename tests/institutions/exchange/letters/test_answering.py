"""How soon each member answers what it is asked: the median of a year, seen by every authority, with what still waits."""

from datetime import timedelta

import pytest
from people import at, browser, department_of

from mingjian.institutions.exchange.letters.services.answers import answering
from mingjian.institutions.exchange.models import Copy, Peer, SharedRecord
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
SENT = at("2026-11-02 09:00")


def letter(who: Who, number: str) -> Dossier:
    dossier = open_dossier(Opening("assistance", number, "某店"), by=who["li"], department=department_of("county"), at=SENT, given={"questions": "核实"})
    take(dossier, "send", by=who["li"], at=SENT, given={"asked_department": department_of("neighbour").pk, "letter_number": number})
    take(dossier, "send", by=who["wang"], at=SENT)
    return dossier


def answered(who: Who, number: str, days: int) -> None:
    dossier = letter(who, number)
    take(dossier, "receive_letter", by=who["zhao"], at=SENT)
    take(dossier, "answer_request", by=who["zhao"], at=SENT + timedelta(days=days), given={"answer": "已核实"})


def test_the_median_of_a_year_is_told_with_what_waits_and_letters_taken_back_left_out(who: Who) -> None:
    for number, days in (("协1", 1), ("协2", 3), ("协3", 10)):
        answered(who, number, days)
    letter(who, "协4")
    back = letter(who, "协5")
    take(back, "withdraw", by=who["li"], at=SENT + timedelta(days=1), given={"reason": "不再需要"})
    (row,) = answering(SENT + timedelta(days=30))
    assert (row.name, row.asked, row.median_days, len(row.waits), row.oldest) == (department_of("neighbour").name, 4, 3.0, 1, SENT)
    assert answering(SENT + timedelta(days=400)) == []
    page = browser(who["zhou"]).get("/exchange/answers").text
    assert "淳安县局" in page
    file = browser(who["zhou"]).get("/exchange/answers?as=csv")
    assert "淳安县局" in b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert browser(who["clerk"]).get("/exchange/answers").status_code == 404
    assert 'href="/exchange/answers"' in browser(who["li"]).get("/exchange").text


def test_letters_to_other_nodes_count_by_what_became_of_them(who: Who) -> None:
    peer = Peer.objects.create(node="north.example")
    for n, (state, days) in enumerate((("answered", 4), ("refused", 2), ("arrived", 9))):
        record = SharedRecord.objects.create(
            name=f"x/assistance/{n}", kind="assistance", title="t", department=department_of("county"), by=who["li"], made_at=SENT
        )
        Copy.objects.create(record=record, peer=peer, region="330100", state=state, since=SENT + timedelta(days=days))
    (row,) = answering(SENT + timedelta(days=30))
    assert (row.name, row.is_node, row.median_days, len(row.waits)) == ("north.example", True, 3.0, 1)
