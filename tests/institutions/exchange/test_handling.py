"""What another node gave goes on only as its handling code lets it: refused, with its owner's consent, or free among members; back to its owner always."""

from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import a_clue, consent, taken_up_of_hangzhou
from institutions.exchange.peers import Fake
from people import browser

from mingjian.core.agreement.sheet import ONWARD
from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import HANDLING
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.handling_codes import check_onward, handling_of
from mingjian.institutions.exchange.services.outgoing import Sharing, preview


def put(held: HeldRecord, code: str) -> None:
    HeldRecord.objects.filter(pk=held.pk).update(release={**held.release, "onward": code})


def test_every_onward_rule_of_agreements_has_its_code_and_what_is_unknown_is_the_strictest() -> None:
    assert set(HANDLING) == set(ONWARD)
    assert handling_of({}) == handling_of({"onward": "invented"}) == handling_of(None) == HANDLING["never"]


def test_it_goes_on_as_its_code_says_and_back_to_its_owner_always(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, _by = taken_up_of_hangzhou(peers["hz"], client)
    assert HeldRecord.objects.get().release["onward"] == "ask_owner"  # as the clause has it under which it came
    with pytest.raises(StepRefused, match="征得其同意"):
        check_onward(clue.dossier, "nj.example")
    consent(peers["hz"], client, held.name)
    check_onward(clue.dossier, "nj.example")
    with pytest.raises(StepRefused, match="征得其同意"):
        check_onward(clue.dossier, "wx.example")  # for one node is for no other
    check_onward(clue.dossier, "hz.example")
    for code in ("never", "within_body"):
        put(held, code)
        with pytest.raises(StepRefused, match="不能转交"):
            check_onward(clue.dossier, "nj.example")
        check_onward(clue.dossier, "hz.example")
    put(held, "members")
    check_onward(clue.dossier, "nj.example")
    check_onward(a_clue(li).dossier, "nj.example")  # one's own


def test_the_list_before_sending_refuses_it_too_and_the_page_names_the_code(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    held, clue, by = taken_up_of_hangzhou(peers["hz"], client)
    with pytest.raises(StepRefused):
        preview(clue, Sharing("nj.example", "check_clue", "320100"), now())
    page = browser(by).get(f"/exchange/held/{held.pk}")
    assert "转交须经提供方同意" in page.content.decode()
