"""A letter belongs to the dossier that it is asked for: nobody types what that says, and answers and files come back to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import CODE, a_clue
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.errors import NotPermitted
from mingjian.core.wire.envelope import record_item
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Officer

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@LANGUAGES
def test_a_letter_is_asked_for_a_clue_with_whom_it_is_about_filled_in(li: Any, wire: Wire, language: str) -> None:
    clue = a_clue(li)
    clue.operator_code = CODE
    clue.save()
    page = browser(li, language)
    at = f"/exchange/letters/new?for={clue.number}"
    assert at in page.get(clue.get_absolute_url()).content.decode()
    form = page.get(at).content.decode()
    assert 'value="杭州某科技公司"' in form
    assert f'value="{CODE}"' in form
    told = {"node": "hz.example", "questions": "请核实仓库", "subject": "杭州某科技公司", "dossier": clue.number}
    shown = page.post("/exchange/letters/new", {**told, "look": "1"}).content.decode()
    mark = shown.partition('name="shown" value="')[2].partition('"')[0]
    assert page.post("/exchange/letters/new", {**told, "shown": mark, "send": "1"}).status_code == 302
    letter = SharedRecord.objects.get()
    assert letter.dossier == clue.dossier
    assert "letter" not in letter.versions.get().values
    assert letter.get_absolute_url() in page.get(clue.get_absolute_url()).content.decode()


def test_the_answer_and_the_day_stand_at_the_dossier_and_on_the_deadlines_of_whoever_asked(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    clue, hz = a_clue(li), peers["hz"]
    letter = ask_for_assistance(to_node="hz.example", letter_questions="请核实仓库", letter_for=clue.number, by=li, at=now())
    exchange(now())
    page = browser(li)
    Copy.objects.update(due=localdate() + timedelta(days=3))
    docket = page.get("/docket").content.decode()
    assert letter.get_absolute_url() in docket
    assert "答复，已逾期" not in docket
    Copy.objects.update(due=localdate() - timedelta(days=1))
    assert "答复，已逾期" in page.get("/docket").content.decode()
    assert "答复期限至" in page.get(clue.get_absolute_url()).content.decode()
    fields = {"letter": letter.name, "answer": "属实" * 300}
    sealed, released = hz.record("answer", fields, "Y1"), hz.given("answer", list(fields), "assistance", now())
    assert hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now()).status_code == 200
    text = page.get(clue.get_absolute_url()).content.decode()
    assert HeldRecord.objects.get().get_absolute_url() in text
    assert letter.get_absolute_url() not in page.get("/docket").content.decode()


def test_nobody_asks_for_anothers_dossier(li: Any, wire: Wire) -> None:
    clue = a_clue(li)
    with pytest.raises(NotPermitted):
        ask_for_assistance(to_node="hz.example", letter_questions="请核实", letter_for=clue.number, by=Officer.objects.get(username="sun"), at=now())
    outsider = browser(Officer.objects.get(username="zhou"))
    assert outsider.get(f"/exchange/letters/new?for={clue.number}").status_code == 404


@LANGUAGES
def test_a_letter_goes_to_several_nodes_at_once_or_to_none(li: Any, wire: Wire, language: str) -> None:
    page = browser(li, language)
    told = {"node": ["hz.example", "nj.example"], "questions": "请核实仓库"}
    shown = page.post("/exchange/letters/new", {**told, "look": "1"}).content.decode()
    assert 'id="seen"' in shown
    assert 'id="seen2"' in shown
    mark = shown.partition('name="shown" value="')[2].partition('"')[0]
    assert page.post("/exchange/letters/new", {**told, "node": ["hz.example"], "shown": mark, "send": "1"}).status_code == 409
    assert page.post("/exchange/letters/new", {**told, "shown": mark, "send": "1"}).status_code == 302
    assert set(Copy.objects.values_list("peer__node", flat=True)) == {"hz.example", "nj.example"}
