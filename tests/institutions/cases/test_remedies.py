"""What a decision tells of its remedies: under price rules reconsideration comes first, else the party chooses."""

from datetime import date

import pytest
from people import at, certify

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.documents.creation import a_form, draft
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


def remedy_of(who: Who, act: str, form: str = "penalty_decision") -> str:
    certify(who["li"], who["wang"])
    for officer in (who["li"], who["wang"]):
        officer.save()
    case: Case = file_case(Filing(f"{act}案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    describe_case(case, told={"act": act, "field": "clothing_shoes", "acted_on": date(2026, 10, 9)}, by=who["li"], at=MORNING)
    return str(draft(a_form(form), case.dossier, by=who["li"], at=MORNING).values["救济"])


def test_a_decision_on_price_fraud_says_that_reconsideration_comes_first(who: Who) -> None:
    told = remedy_of(who, "price_fraud")
    assert "依据《价格违法行为行政处罚规定》第二十条的规定，应当先自收到本决定书之日起60日内" in told
    assert "也可以" not in told


def test_a_decision_on_a_trade_mark_leaves_the_choice(who: Who) -> None:
    assert "也可以自收到本决定书之日起6个月内" in remedy_of(who, "trademark_infringement")


def test_an_order_to_correct_is_no_penalty_and_leaves_it_too(who: Who) -> None:
    assert "也可以" in remedy_of(who, "price_fraud", "correction_order")
