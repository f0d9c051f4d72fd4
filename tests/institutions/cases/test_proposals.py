"""Steps of a case begin with what its record says: nothing is proposed that it does not say, and what is proposed is read before it counts."""

from datetime import date
from typing import Any

import pytest
from people import at, browser, certify
from proofs import complete

from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.facts import told_of_case
from mingjian.institutions.cases.forms import FilingForm
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.proposals import forewarned
from mingjian.institutions.matters.models import Penalty
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-24 09:30")
SEIZED = {"seized_goods": "运动鞋17双", "reason": "防止转移", "measure_kind": "seize", "measure_power": "《商标法》第六十二条"}
SEIZED |= {"kept_by": "所里", "kept_at": "物证室"}


def filed(who: Who, title: str = "某案") -> Case:
    certify(who["li"], who["wang"])
    return file_case(Filing(title, who["li"], who["wang"], None, "某鞋行", "销售侵犯注册商标专用权的商品"), by=who["wang"], at=MORNING)


def told(case: Case, name: str) -> str:
    value: Any = told_of_case(Case.objects.get(pk=case.pk).dossier).get(name, "")
    return str(value() if callable(value) else value)


def test_the_right_to_a_hearing_is_proposed_where_a_fine_reaches_the_sum_and_never_denied(who: Who) -> None:
    case = filed(who)
    complete(case.dossier, who["li"], MORNING)
    assert (told(case, "hearing_told"), told(case, "hearing_ground_told")) == ("has_right", "fine")
    Penalty.objects.filter(kind="fine").update(sum="9999.99")
    assert (told(case, "hearing_told"), told(case, "hearing_ground_told")) == ("", ""), "that there is none is the officer's to say"
    Penalty.objects.filter(kind="fine").update(sum="10000")
    assert told(case, "hearing_told") == "has_right", "an individual business has the hearing of a person"
    Penalty.objects.filter(kind="fine").delete()
    assert told(case, "hearing_told") == ""


def test_goods_are_confiscated_where_the_penalty_says_so(who: Who) -> None:
    case = filed(who)
    assert told(case, "goods_fate") == ""
    complete(case.dossier, who["li"], MORNING)
    assert told(case, "goods_fate") == "confiscate"


def test_an_opinion_of_a_review_stands_blank_whatever_the_matter_holds(who: Who) -> None:
    case = filed(who)
    complete(case.dossier, who["li"], MORNING)
    steps = rulebook().sheet(case.dossier.procedure, MORNING.date()).steps
    assert [name for name in ("review", "review_legally", "review_after_hearing") if "review_opinion" in steps[name].fills] == []


def test_no_step_begins_with_a_day_of_service_or_a_payment_that_nobody_recorded(who: Who) -> None:
    for day in ("2021-07-15", "2021-09-01", "2024-01-01"):
        steps = rulebook().sheet("admin_case", date.fromisoformat(day)).steps
        drawn = {(step.name, paper) for step in steps.values() for paper, of in step.fills.items() if "@today" in of or "@fine_owed" in of}
        assert drawn == set()


def test_what_is_owed_stands_above_the_form_of_payment_and_what_was_paid_is_blank(who: Who) -> None:
    case = filed(who)
    assert list(forewarned(case.dossier, "record_payment", who["li"])) == []
    enter("decide_penalty", at=MORNING, by=who["wang"], dossier=case.dossier, papers={"fine": "12000", "penalty": "罚款"})
    case.dossier.state = {**case.dossier.state, "main": "served"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    page = browser(who["li"]).get(case.get_absolute_url()).content.decode()
    assert "尚应缴纳：12000.00 元" in page
    assert 'name="record_payment-fine_paid"' in page
    assert 'name="record_payment-fine_paid" value' not in page
    assert 'name="record_payment-fine_paid_on" value' not in page


def test_a_seizure_begins_with_nothing_of_another_case(who: Who) -> None:
    first, second = filed(who, "甲案"), filed(who, "乙案")
    enter("seize", at=MORNING, by=who["wang"], dossier=first.dossier, papers=SEIZED)
    assert set(rulebook().sheet("admin_case", MORNING.date()).steps["seize"].fills) == {"seized_goods"}
    page = browser(who["wang"]).get(second.get_absolute_url()).content.decode()
    assert "seize-seized_goods" in page
    assert "物证室" not in page


def test_the_second_investigator_is_with_whom_the_first_worked_last(who: Who) -> None:
    filed(who)
    source = file_case(Filing("丙案", who["li"], who["wang"]), by=who["wang"], at=MORNING).dossier
    assert FilingForm(who["wang"], None, source=source).initial.get("second") == who["wang"].pk
    Officer.objects.filter(pk=who["wang"].pk).update(certificate="")
    assert FilingForm(who["li"], None, source=source).initial.get("second") is None, "one without a certificate cannot investigate"


def test_today_is_known_of_any_dossier(who: Who) -> None:
    case = filed(who)
    assert len(Known(case.dossier).first(["@today"])) == 10
    assert Known(case.dossier).first(["served_on"]) == ""
    take(case.dossier, "investigate", by=who["li"], at=MORNING)
    assert Known(case.dossier).first(["@no_such_fact"]) == ""
