"""What another node took up is ended here by one step, whose papers stand in its form."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, MORNING, a_clue
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.wire.envelope import said_item
from mingjian.institutions.exchange.acts import recall_record, share_clue
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.exchange.services.endings import called_for
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def taken_up_at_hangzhou(li: Any, hz: Fake, client: Any) -> SharedRecord:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    exchange(now())
    said = hz.envelope(hz.following(), [said_item("hand_over_answer", record.name, did="taken_up")], now())
    assert hz.post(client, said.data, now()).status_code == 200
    return record


@LANGUAGES
def test_the_head_ends_what_another_node_took_up_without_typing(li: Any, wire: Wire, peers: dict[str, Fake], client: Any, language: str) -> None:
    """The clue went on to read that its officer was to accept it, and its clock ran on."""
    record = taken_up_at_hangzhou(li, peers["hz"], client)
    dossier, head = record.dossier, browser(Officer.objects.get(username="wang"), language)
    assert dossier is not None
    address = f"/clues/{dossier.number}"
    turn = browser(li, language).get(address).content.decode()
    assert ("移送" if language == "zh-hans" else "Transfer") in turn.partition('class="turn')[2].partition("</section>")[0]
    for reader in (head, browser(li, language)):  # whose own line of the clue stands on the same page
        home = reader.get("/").content.decode()
        assert f'href="{address}#step-transfer"' in home
        assert ("本方待办结" if language == "zh-hans" else "our part is to be ended") in home
    page = head.get(address).content.decode()
    assert 'value="market_regulator" selected' in page
    turn = page.partition('class="turn')[2].partition("</p>")[0]
    assert re.findall(r'href="#step-(\w+)"', turn) == ["transfer"]
    summary = page.partition('id="step-transfer"')[2].partition("</summary>")[0]
    assert ("待您办结" if language == "zh-hans" else "called for") in summary
    assert "承办人建议" not in summary  # nobody here proposed it
    reason = re.search(r'<textarea[^>]*name="transfer-reason"[^>]*>([^<]*)<', page)
    assert reason is not None
    assert ("已核实" if language == "zh-hans" else "verified") in reason[1]
    assert record.name in reason[1]
    body = re.search(r'name="transfer-receiving_body" value="([^"]+)"', page)
    assert body is not None
    assert "hz.example" in body[1]
    papers = {"transfer_kind": "market_regulator", "receiving_body": body[1], "reason": reason[1].strip()}
    take(dossier, "transfer", by=Officer.objects.get(username="wang"), at=MORNING + timedelta(days=1), given=papers)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.deadlines.filter(name="check", closed_at=None).count()) == ("transferred", 0)
    assert called_for(dossier) == {}


def test_nothing_is_proposed_before_it_is_taken_up_or_once_it_is_recalled(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    record = taken_up_at_hangzhou(li, peers["hz"], client)
    assert record.dossier is not None
    assert set(called_for(record.dossier)) == {"transfer"}
    recall_record(record, recall_reason="clue_was_mistaken", by=li, at=now())
    assert called_for(record.dossier) == {}
