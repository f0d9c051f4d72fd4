"""What a case is said to be about: an act that the law names, or what a person wrote; never what a detector or a rule is called."""

import json

import pytest
from people import at, browser, certify, people

from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding, Rule, Run
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-24 09:30")
Who = dict[str, Officer]


@pytest.fixture
def who() -> Who:
    found = people("li", "wang")
    certify(*found.values())
    return found


def found_by(who: Who, detector: str) -> Clue:
    li = who["li"]
    run = Run.objects.create(
        detector=detector, version="1", started_at=MORNING, ended_at=MORNING, by=li, department=li.department, digest=f"{Run.objects.count():064d}"
    )
    told = {"reason_zh": "其理由", "reason_en": "Its reason", "innocent_zh": "", "innocent_en": "", "evidence_json": json.dumps({})}
    where = {"department": li.department, "found_at": MORNING, "shop": "甲网/S1"}
    finding = Finding.objects.create(run=run, detector=detector, subject_kind="shop", subject="甲网/S1", score=0.9, **where, **told)
    return take_up(finding, by=li, at=MORNING)


def filed(who: Who, clue: Clue, **more: str) -> Case:
    return file_case(Filing("某案", who["li"], who["wang"], clue, **more), by=who["wang"], at=MORNING)


@pytest.mark.parametrize(
    ("detector", "words", "act"),
    [
        ("sham_ring", "虚构交易、编造评价等虚假宣传", "fake_trading"),
        ("price_outlier", "销售侵犯注册商标专用权的商品", "trademark_infringement"),
        ("exempt_turnover", "未经登记从事经营", "unregistered_trade"),
        ("recalled_goods", "", ""),  # article 38 binds platforms, and what was found is a shop
    ],
)
def test_a_case_from_a_finding_proposes_the_act_that_the_law_names(who: Who, detector: str, words: str, act: str) -> None:
    case = filed(who, found_by(who, detector))
    assert (case.suspected_act, case.act) == (words, act)


def test_a_case_from_a_rule_does_not_take_what_the_rule_is_called(who: Who) -> None:
    li = who["li"]
    rule = Rule.objects.create(number="G2026-1", title="一比一女包", content={}, digest="0" * 64, department=li.department, written_by=li, written_at=MORNING)
    clue = found_by(who, f"rule/{rule.pk}")
    assert clue.suspected_act == "一比一女包"
    assert filed(who, clue).suspected_act == ""


def test_what_a_person_wrote_stays_as_it_was_written(who: Who) -> None:
    clue = register(Intake("inspection", "卖高仿鞋", platform="甲网", shop_id="S1", suspected_ground="trademark_law/57"), by=who["li"], at=MORNING)
    assert filed(who, clue).suspected_act == "卖高仿鞋"
    other = found_by(who, "sham_ring")
    assert filed(who, other, suspected_act="刷单").suspected_act == "刷单"


def test_the_form_of_a_filing_proposes_the_act_and_lists_those_of_the_law(who: Who) -> None:
    clue = found_by(who, "sham_ring")
    page = browser(who["wang"]).get(f"/cases/new?clue={clue.dossier.number}").content.decode()
    assert 'value="虚构交易、编造评价等虚假宣传"' in page
    assert "虚假交易团伙案" not in page
    assert '<option value="销售侵犯注册商标专用权的商品">' in page
