"""Copies at other nodes follow a penalty: recalled where it is no more, corrected where the public reads otherwise, named where nobody could."""

from datetime import timedelta
from typing import Any

import pytest
from institutions.exchange.conftest import Wire
from institutions.exchange.matters import HANGZHOU, MORNING, a_clue
from institutions.exchange.peers import Fake
from people import browser
from proofs import prove
from published import draft_read

from mingjian.core.wire.sealed_record import read_line
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.exchange.acts import share_clue
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.institutions.publication.acts import draft_publication, release_correction, release_publication
from mingjian.institutions.publication.sweeps import call_copies_back
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer

LATER = MORNING + timedelta(days=9)


def decided(li: Officer) -> tuple[Case, SharedRecord]:
    """A case with a penalty, filed from a clue that another node has a copy of; and that record."""
    wang = Officer.objects.get(username="wang")
    wang.roles, li.certificate, wang.certificate = ["officer", "head", "principal"], "浙1", "浙2"
    li.save()
    wang.save()
    clue = a_clue(li)
    record: SharedRecord = share_clue(clue=clue, sharing=HANGZHOU, by=li, at=MORNING)
    case = file_case(Filing("某案", li, wang, None, "杭州某科技公司", "销售无证产品"), by=wang, at=MORNING)
    case.clue = clue
    case.save()
    describe_case(case, told={"broken": "trademark_law/57"}, by=li, at=MORNING)
    case.dossier.state = {**case.dossier.state, "main": "discussed"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    prove(case.dossier, li, MORNING)
    take(case.dossier, "decide_penalty", by=wang, at=MORNING, given={"penalty": "罚款五万元", "registered_in": "here"})
    return case, record


@pytest.mark.slow
def test_copies_are_recalled_in_the_name_of_whoever_undid_the_penalty(li: Any, wire: Wire, peers: dict[str, Fake], django_assert_num_queries: Any) -> None:
    case, record = decided(li)
    exchange(MORNING)
    with django_assert_num_queries(1):  # however many records others hold: those whose penalty stands are not looked at one by one
        assert call_copies_back(MORNING) is None
    wang = Officer.objects.get(username="wang")
    take(case.dossier, "revoke_penalty", by=wang, at=LATER, given={"reason": "认定有误"})
    page = browser(li).get(f"/cases/{case.number}").content.decode()
    assert "尚未撤回" in page
    said = call_copies_back(LATER)
    assert said is not None
    assert said.zh == "处罚有变，撤回记录 1 份、更正 0 份。"
    exchange(LATER)
    assert [one["reason"] for one in peers["hz"].said("recall")] == ["penalty_undone"]
    assert record.copies.get().state == Copy.State.RECALL_ASKED
    assert Entry.objects.get(kind="record_recalled").officer == wang
    assert call_copies_back(LATER) is None  # once
    page = browser(li).get(f"/cases/{case.number}").content.decode()
    assert "其他节点的副本" in page
    assert "尚未撤回" not in page


def test_a_correction_for_the_public_corrects_the_copies(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    case, record = decided(li)
    wang = Officer.objects.get(username="wang")
    publication: Any = draft_publication(case, by=li, at=MORNING)
    terms = {"display_term": "long", "repair_field": "general", "credit_class": "general"}
    release_publication(publication, draft_sha256=draft_read(publication), by=wang, at=MORNING, **terms)
    describe_case(case, told={"suspected_act": "销售未经认证的产品"}, by=li, at=LATER)
    draft_publication(case, by=li, at=LATER, reason="表述有误")
    assert call_copies_back(LATER) is None  # not before the public reads it
    publication.refresh_from_db()
    release_correction(publication, draft_sha256=draft_read(publication), by=wang, at=LATER)
    assert call_copies_back(LATER) is not None
    exchange(LATER)
    assert [read_line(one).values["act"] for one in peers["hz"].said("record")][-1] == "销售未经认证的产品"
    assert call_copies_back(LATER) is None
    assert record.versions.count() == 2


def test_whoever_may_not_recall_leaves_it_to_who_may_and_the_page_says_so(li: Any, wire: Wire, peers: dict[str, Fake]) -> None:
    case, record = decided(li)
    wang = Officer.objects.get(username="wang")
    take(case.dossier, "revoke_penalty", by=wang, at=LATER, given={"reason": "认定有误"})
    wang.roles = ["principal"]
    wang.save()
    assert call_copies_back(LATER) is None
    record.refresh_from_db()
    assert record.recalled_at is None
    assert "尚未撤回" in browser(li).get(f"/cases/{case.number}").content.decode()
