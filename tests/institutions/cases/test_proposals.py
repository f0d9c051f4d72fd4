"""Steps of a case begin with what its record says: nothing is proposed that it does not say, and what is proposed is read before it counts."""

from typing import Any

import pytest
from people import at, browser, certify
from proofs import complete

from mingjian.institutions.cases.facts import told_of_case
from mingjian.institutions.cases.forms import FilingForm
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.models import Penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer
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


def test_the_opinion_of_a_review_is_drafted_only_where_the_matter_has_no_gap(who: Who) -> None:
    case = filed(who)
    assert told(case, "review_drafted") == ""
    complete(case.dossier, who["li"], MORNING)
    matter = matter_of(case.dossier)
    assert matter is not None
    party = matter.party_rows.get()
    party.code = "92330122MA2B5K7T6L"
    party.save()
    assert told(case, "review_drafted").startswith("经审核，当事人涉嫌销售侵犯注册商标专用权的商品一案")
    matter.exhibit_rows.all().delete()
    assert told(case, "review_drafted") == "", "a case without proof is not said to be proven"


def test_what_is_owed_and_the_day_stand_in_the_form_of_payment(who: Who) -> None:
    case = filed(who)
    assert told(case, "fine_owed") == ""
    enter("decide_penalty", at=MORNING, by=who["wang"], dossier=case.dossier, papers={"fine": "12000", "penalty": "罚款"})
    case.dossier.state = {**case.dossier.state, "main": "served"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    page = browser(who["li"]).get(case.get_absolute_url()).content.decode()
    assert 'name="record_payment-fine_paid" value="12000.00"' in page
    assert 'name="record_payment-fine_paid_on" value="20' in page


def test_a_seizure_begins_with_keeper_place_and_power_of_the_last_of_its_kind(who: Who) -> None:
    first, second = filed(who, "甲案"), filed(who, "乙案")
    assert told(second, "kept_by_before") == ""
    enter("seize", at=MORNING, by=who["wang"], dossier=first.dossier, papers=SEIZED)
    assert [told(second, f"{name}_before") for name in ("kept_by", "kept_at", "measure_kind")] == ["所里", "物证室", "seize"]
    Case.objects.filter(pk=first.pk).update(act="fake_trading")
    Case.objects.filter(pk=second.pk).update(act="trademark_infringement")
    assert told(second, "measure_power_before") == "", "another act has its power in another law"
    Case.objects.filter(pk=first.pk).update(act="trademark_infringement")
    assert told(second, "measure_power_before") == "《商标法》第六十二条"
    assert told(first, "kept_by_before") == "", "what a case itself said is no proposal"
    Dossier.objects.filter(pk=first.dossier_id).update(department=who["zhou"].department)
    assert told(second, "kept_by_before") == "", "nor what another department did"


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
