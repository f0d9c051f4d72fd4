"""The closed lists of the exchange: what an officer may choose is what another node understands, and the acts that do not suit a record are not open."""

from typing import Any

import pytest
from django.utils.timezone import now
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, a_clue, officer_of
from institutions.exchange.peers import Fake

from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.wire import words
from mingjian.core.wire.envelope import record_item
from mingjian.institutions.exchange.acts import share_clue, take_matter_up
from mingjian.institutions.exchange.letters.acts import answer_letter
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.office.acts.offers import acts_open
from mingjian.office.acts.things import find

LISTS = {
    "record_field": words.FIELDS,
    "correction_reason": words.CORRECTIONS,
    "recall_reason": words.RECALLS,
    "decline_reason": words.DECLINES,
    "keep_ground": words.KEEPS,
    "extension_ground": words.EXTENSIONS,
    "letter_refusal": words.REFUSALS,
}


@pytest.mark.parametrize("paper", LISTS)
def test_what_an_officer_may_choose_is_the_closed_list(paper: str) -> None:
    assert dict(rulebook().papers[paper].options) == LISTS[paper]


def test_a_recall_is_answered_as_other_nodes_understand_it() -> None:
    assert {key for key, _ in rulebook().papers["recall_answer"].options} == {words.STOPPED, words.KEPT}


def test_a_letter_is_answered_and_not_taken_up(li: Any, wire: Wire, peers: dict[str, Fake], client: Any) -> None:
    hz = peers["hz"]
    sealed = hz.record("assistance", {"letter": "杭协1号", "questions": "请核实"})
    released = hz.given("assistance", ["letter", "questions"], "assistance", now())
    hz.post(client, hz.envelope(released, [record_item(sealed, released)], now()).data, now())
    letter = HeldRecord.objects.get()
    by = officer_of(letter)
    assert [act.name for act in acts_open(letter, by)] == ["answer_letter", "answer_in_part", "extend_letter", "refuse_letter"]
    with pytest.raises(StepRefused, match="不是移交"):
        take_matter_up(letter, by=by, at=now())
    answer_letter(letter, letter_answer="属实", by=by, at=now())
    assert letter.state == "answered"
    assert acts_open(letter, by) == []


def test_a_shared_record_is_corrected_and_recalled_until_it_is_recalled_and_found_by_its_number_alone(li: Any, wire: Wire) -> None:
    record = share_clue(clue=a_clue(li), sharing=HANGZHOU, by=li, at=now())
    assert [act.name for act in acts_open(record, li)] == ["correct_record", "recall_record"]
    assert find("shared_record", record.number, li) == record
    for wrong in ("0", "x", "9" * 30, "²"):
        with pytest.raises(NotFound):
            find("shared_record", wrong, li)
