"""The opinion of a right holder is evidence of its own kind: who gave it, by what right and method, of which goods, and how they differ."""

from datetime import timedelta

import pytest
from identified import IDENTIFIED
from make import make_clue
from people import at, browser, certify

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
RESULT = {"test_result": "系假冒，" + "与正品逐项不符。" * 60}


def commissioned(who: Who, kind: str) -> Dossier:
    dossier = make_clue(who["li"], at=MORNING).dossier
    take(dossier, "accept", by=who["li"], at=MORNING)
    take(dossier, "commission_test", by=who["li"], at=MORNING, given={"test_kind": kind, "tester": "青松公司"})
    return dossier


@pytest.mark.parametrize("missing", sorted(IDENTIFIED))
def test_each_thing_that_it_is_weighed_by_is_asked_for_by_name(who: Who, missing: str) -> None:
    dossier = commissioned(who, "identification")
    told = {**RESULT, **{name: value for name, value in IDENTIFIED.items() if name != missing}}
    with pytest.raises(StepRefused, match=f"缺少“{rulebook().papers[missing].label.zh.split('（')[0]}"):
        take(dossier, "receive_test", by=who["li"], at=MORNING, given=told)
    take(dossier, "receive_test", by=who["li"], at=MORNING, given={**told, missing: IDENTIFIED[missing]})


def test_one_word_is_no_identification_and_the_page_says_what_is_missing(who: Who) -> None:
    dossier = commissioned(who, "identification")
    given = {"receive_test-test_result": "假", "receive_test-seen": str(dossier.steps_taken), "receive_test-key": "a"}
    reply = browser(who["li"]).post(f"/dossiers/{dossier.number}/steps/receive_test", given)
    assert reply.status_code == 409
    assert "权利人辨认意见缺少" in reply.text
    assert "请刷新后再办" not in reply.text
    dossier.refresh_from_db()
    assert dossier.state == "awaiting_test"


def test_a_test_by_a_laboratory_needs_none_of_it(who: Who) -> None:
    dossier = commissioned(who, "testing")
    take(dossier, "receive_test", by=who["li"], at=MORNING, given={"test_result": "不合格"})
    dossier.refresh_from_db()
    assert dossier.state == "accepted"


def test_in_a_case_too_and_the_party_is_heard_on_it(who: Who) -> None:
    certify(who["li"], who["wang"])
    dossier = file_case(Filing("鞋行案", who["li"], who["wang"]), by=who["wang"], at=MORNING).dossier
    for one in ("li", "wang"):
        take(dossier, "investigate", by=who[one], at=MORNING)
    take(dossier, "commission_test", by=who["li"], at=MORNING, given={"test_kind": "identification", "tester": "青松公司"})
    with pytest.raises(StepRefused, match="权利人辨认意见缺少"):
        take(dossier, "receive_test", by=who["li"], at=MORNING, given=RESULT)
    take(dossier, "receive_test", by=who["li"], at=MORNING, given={**RESULT, **IDENTIFIED})
    counter = {"told_how": "letter", "counter_opinion": "所售为平行进口，防伪码已被撕去。"}
    take(dossier, "tell_test_result", by=who["li"], at=MORNING + timedelta(hours=1), given=counter)
