"""The provision that a case says was broken: cited by the law of the day of the act, and asked for where the rulebook does not hold it."""

from datetime import date

import pytest
from people import at, browser, certify

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.facts import facts_of_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.publication.services.redaction import masked_decision
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
OF_THEN = "反不正当竞争法第八条"  # of the law as it stood until 15 October 2025; that of today has none on file
BELOW = "作出处罚决定前请在下面登记"


def case_of(who: Who, ground: str = "") -> Case:
    certify(who["li"], who["wang"])
    told = Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id="S9", suspected_ground=ground)
    clue = register(told, by=who["li"], at=MORNING)
    return file_case(Filing("青禾鞋行案", who["li"], who["wang"], clue, "青禾鞋行"), by=who["wang"], at=MORNING)


def page(officer: Officer, case: Case) -> str:
    told: str = browser(officer).get(f"/cases/{case.number}").content.decode()
    return told


def test_it_is_cited_by_the_law_of_the_day_of_the_act_that_is_typed_beside_it(who: Who) -> None:
    case = case_of(who)
    sent = {"case-acted_on": "2022-06-01", "case-broken": OF_THEN, "case-party_name": "青禾鞋行"}
    assert browser(who["li"]).post(f"/cases/{case.number}/describe", sent).status_code == 302
    case.refresh_from_db()
    assert case.broken == "aucl/8"
    assert "《中华人民共和国反不正当竞争法》第8条</cite>" in page(who["li"], case)


def test_documents_and_the_public_are_told_the_law_of_the_act_and_not_that_of_the_decision(who: Who) -> None:
    case = case_of(who)
    describe_case(case, told={"acted_on": date(2022, 6, 1), "broken": "aucl/8"}, by=who["li"], at=MORNING)
    enter("decide_penalty", at=MORNING, by=who["wang"], dossier=case.dossier, papers={"penalty": "罚款"})
    cited = "《中华人民共和国反不正当竞争法》第八条"
    assert (masked_decision(case).ground, facts_of_case(case.dossier)["case"]["broken"]) == (cited, cited)


def test_what_a_clue_says_in_words_that_the_rulebook_does_not_hold_is_asked_for_before_it_is_refused(who: Who) -> None:
    case = case_of(who, "商标法的有关规定")
    told = page(who["li"], case)
    assert ("<bdi>商标法的有关规定</bdi>" in told, "规则库未收录" in told, BELOW in told) == (True, True, True)
    describe_case(case, told={"broken": "trademark_law/57"}, by=who["li"], at=MORNING)
    assert "规则库未收录" not in page(who["li"], case)


def test_whoever_can_enter_nothing_is_not_sent_below(who: Who) -> None:
    case = case_of(who)
    assert BELOW in page(who["li"], case)
    Officer.objects.filter(pk=who["li"].pk).update(roles=["legal_reviewer"])
    told = page(Officer.objects.get(pk=who["li"].pk), case)
    assert ("尚未登记" in told, BELOW in told) == (True, False)
