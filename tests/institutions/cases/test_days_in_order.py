"""No day of service lies before what it follows, as the ledger tells it; what was taken back holds nothing up."""

from datetime import datetime, timedelta

import pytest
from people import at, certify, people
from proofs import approve_notice, prove

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-24 09:30")
NOTICE = {"penalty_intended": "没收并罚款五万元", "hearing_right": "no_right", "served_on": "2026-11-24"}
SUIT_PAPERS = {"court_ruling": "驳回诉讼请求"}


@pytest.fixture
def who() -> dict[str, Officer]:
    found = people("li", "wang")
    certify(*found.values())
    return found


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    return filed(who, MORNING)


def filed(who: dict[str, Officer], on: datetime) -> Case:
    return file_case(Filing("某案", who["li"], who["wang"], None, "某鞋行", "销售假冒注册商标的商品"), by=who["wang"], at=on)


def stand(case: Case, **tracks: str) -> None:
    case.dossier.state = {**case.dossier.state, **tracks}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    prove(case.dossier, case.dossier.opened_by, MORNING)


def test_a_penalty_is_not_served_before_it_was_decided(who: dict[str, Officer], case: Case) -> None:
    stand(case, main="discussed")
    case.act, case.field = "trademark_infringement", "other"
    case.save()
    take(case.dossier, "decide_penalty", by=who["wang"], at=MORNING, given={"penalty": "没收", "registered_in": "here"})
    with pytest.raises(StepRefused) as refused:
        take(case.dossier, "serve", by=who["li"], at=MORNING + timedelta(days=1), given={"service_mode": "direct", "served_on": "2026-11-23"})
    assert "2026-11-23" in refused.value.text.zh
    assert "不能早于“决定处罚”之日（2026-11-24）" in refused.value.text.zh
    assert "2026-11-23" in refused.value.text.en
    take(case.dossier, "serve", by=who["li"], at=MORNING + timedelta(days=1), given={"service_mode": "direct", "served_on": "2026-11-24"})


def test_an_answer_does_not_come_before_what_it_answers_though_that_was_entered_late(who: dict[str, Officer]) -> None:
    case = filed(who, MORNING - timedelta(days=30))
    stand(case, main="served", remedy="uncontested")
    take(case.dossier, "receive_suit", by=who["li"], at=MORNING, given={"document_number": "行初1号", "served_on": "2026-11-20"})
    with pytest.raises(StepRefused, match="2026-11-20"):
        take(case.dossier, "dismiss_suit", by=who["li"], at=MORNING, given={**SUIT_PAPERS, "served_on": "2026-11-19"})
    take(case.dossier, "dismiss_suit", by=who["li"], at=MORNING, given={**SUIT_PAPERS, "served_on": "2026-11-22"})


def test_a_notice_that_was_taken_back_is_entered_again_with_its_own_day(who: dict[str, Officer], case: Case) -> None:
    stand(case, main="reviewed")
    approve_notice(case.dossier, who["li"], who["wang"], MORNING, penalty_intended=NOTICE["penalty_intended"])
    take(case.dossier, "inform", by=who["li"], at=MORNING, given=NOTICE)
    later = MORNING + timedelta(days=2)
    take(case.dossier, "withdraw_notice", by=who["wang"], at=later, given={"reason": "金额写错"})
    take(case.dossier, "inform", by=who["li"], at=later, given=NOTICE)


def test_where_the_same_hands_enter_both_nothing_was_told_before_it_was_entered(who: dict[str, Officer], case: Case) -> None:
    """One officer alone let a party's time lapse before it was told: the day of service was typed a year before the step that it follows."""
    stand(case, main="served", remedy="uncontested")
    with pytest.raises(StepRefused, match="不能早于“立案”之日"):
        take(case.dossier, "receive_suit", by=who["li"], at=MORNING, given={"document_number": "行初1号", "served_on": "2025-11-20"})
