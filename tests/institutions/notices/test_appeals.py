"""Either side appeals against what a platform decided on a notice, and somebody at the platform who had no part in it answers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from noticed import Who, captured, colleague_of, measures, of_kind, papers
from people import browser

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.notices.acts import open_operator_receipt, send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Dossier, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
WORDS = "本店所售系权利人授权经销商供货，进货单和授权书均已提交，平台没有说明为何不予采信。" * 10
ANSWER = {"appeal_outcome": "dismissed", "reason": "授权书所列门店与本店不符"}


@pytest.fixture
def case(who: Who) -> tuple[Dossier, Officer, Officer]:
    """Bring a notice with a measure, its holder and its operator, each with an account."""
    holder, seller = of_kind("青松公司", "right_holder", "right_holder"), of_kind("青禾鞋行", "operator", "operator")
    notice = send_notice(by=holder, at=now(), **papers(who, right_holder_name="青松公司"))
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    notice = Notice.objects.get(pk=notice.pk)
    measures(notice, who, at=now())
    assert notice.dossier is not None
    told = {"delivery_receipt": "站内信", "operator_department": seller.department_id}
    take(notice.dossier, "forward_notice", by=who["clerk"], at=now(), given=told)
    return notice.dossier, holder, seller


def appeal(dossier: Dossier, by: Officer, minutes: int = 0) -> None:
    take(dossier, "appeal_decision", by=by, at=now() + timedelta(minutes=minutes), given={"platform_appeal": WORDS})


def waits(dossier: Dossier) -> set[str]:
    return set(Awaiting.objects.filter(dossier=dossier).values_list("step", flat=True))


def test_another_than_who_decided_answers_and_both_sides_read_why(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, holder, seller = case
    before = waits(dossier)
    appeal(dossier, seller)
    assert waits(dossier) == before | {"answer_appeal"}  # beside what the notice waits for, which goes on
    with pytest.raises(StepRefused, match="由平台其他经办人答复"):
        take(dossier, "answer_appeal", by=who["clerk"], at=now(), given=ANSWER)
    other = colleague_of(who["clerk"])
    with pytest.raises((StepRefused, NotPermitted, NotFound)):
        take(dossier, "answer_appeal", by=holder, at=now(), given=ANSWER)
    take(dossier, "answer_appeal", by=other, at=now(), given=ANSWER)
    assert waits(dossier) == before
    for one in (holder, seller):
        page = browser(one).get(f"/dossiers/{dossier.number}").text
        assert "授权书所列门店与本店不符" in page
        assert "对平台的处理提出申诉" in page
    assert dossier.state == "measures_in_force"


def test_who_decided_is_not_offered_the_answer_and_reads_why_while_a_colleague_is(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, _holder, seller = case
    other = colleague_of(who["clerk"])
    appeal(dossier, seller)
    for one, is_offered in ((who["clerk"], False), (other, True)):
        page = browser(one).get(f"/dossiers/{dossier.number}").text
        assert ('id="step-answer_appeal"' in page and "answer_appeal-reason" in page) is is_offered
        told = {"Authorization": f"Bearer {make_key(one, 'x', at=now())}"}
        steps = Client().get(f"/api/dossiers/{dossier.number}", headers=told).json()["steps_open"]
        assert ("answer_appeal" in str(steps)) is is_offered
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    assert "申诉所针对的处理由您作出" in page
    assert dossier.number in browser(other).get("/").text
    barred = Awaiting.objects.filter(dossier=dossier, step="answer_appeal")
    assert all(f"|{who['clerk'].pk}|" in row.barred for row in barred)


def test_one_at_a_time_and_three_of_a_side(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, holder, seller = case
    other = colleague_of(who["clerk"])
    for nth in range(3):
        appeal(dossier, seller, 2 * nth)
        with pytest.raises(StepRefused, match="答复后可以再次申诉"):
            appeal(dossier, seller, 2 * nth)
        take(dossier, "answer_appeal", by=other, at=now() + timedelta(minutes=2 * nth + 1), given=ANSWER)
    with pytest.raises(StepRefused, match="至多申诉 3 次"):
        appeal(dossier, seller, 9)
    appeal(dossier, holder, 9)
    assert "answer_appeal" in waits(dossier)
    with pytest.raises((StepRefused, NotPermitted, NotFound)):
        appeal(dossier, of_kind("别家公司", "right_holder", "right_holder"), 10)


def test_a_closed_notice_is_appealed_against_too_and_waits_for_the_answer(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, _holder, seller = case
    take(dossier, "keep_without_statement", by=who["clerk"], at=now(), given={})
    assert dossier.is_closed
    appeal(dossier, seller)
    assert "answer_appeal" in waits(dossier)
    take(dossier, "answer_appeal", by=colleague_of(who["clerk"]), at=now(), given={**ANSWER, "appeal_outcome": "upheld"})
    assert "answer_appeal" not in waits(dossier)


def test_nothing_is_answered_that_nobody_appealed_against(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, _holder, _seller = case
    with pytest.raises(StepRefused):
        take(dossier, "answer_appeal", by=colleague_of(who["clerk"]), at=now(), given=ANSWER)


def test_where_all_clerks_had_a_part_the_last_to_decide_does_not_answer(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, _holder, seller = case
    other = colleague_of(who["clerk"])
    take(dossier, "keep_without_statement", by=other, at=now(), given={})
    appeal(dossier, seller, 1)
    with pytest.raises(StepRefused, match="其他经办人"):
        take(dossier, "answer_appeal", by=other, at=now() + timedelta(minutes=2), given=ANSWER)
    take(dossier, "answer_appeal", by=who["clerk"], at=now() + timedelta(minutes=2), given=ANSWER)


def test_an_appeal_about_some_rows_names_rows_that_are_there(case: tuple[Dossier, Officer, Officer], who: Who) -> None:
    dossier, _holder, seller = case
    with pytest.raises((BadInput, StepRefused)):
        take(dossier, "appeal_decision", by=seller, at=now(), given={"platform_appeal": WORDS, "target_rows": "7"})
    take(dossier, "appeal_decision", by=seller, at=now(), given={"platform_appeal": WORDS, "target_rows": "1"})
    with pytest.raises(StepRefused, match="其他经办人"):
        take(dossier, "answer_appeal", by=who["clerk"], at=now(), given=ANSWER)


@pytest.fixture
def many(who: Who) -> tuple[Dossier, Officer, Officer, Officer]:
    """Bring a notice of two rows, the first decided by the clerk, the second by a colleague; its holder and two operators with accounts."""
    names = (("青松公司", "right_holder"), ("青禾鞋行", "operator"), ("别家鞋行", "operator"))
    holder, seller, other = (of_kind(name, kind, kind) for name, kind in names)
    notice = send_notice(
        by=holder, at=now(), **papers(who, right_holder_name="青松公司", listing_addresses="https://yunjishi.example/item/7\nhttps://yunjishi.example/item/8")
    )
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    notice = Notice.objects.get(pk=notice.pk)
    measures(notice, who, at=now(), target_rows="1")
    assert notice.dossier is not None
    told = {"measure": "delete", "reason": "充分", "target_rows": "2"}
    take(notice.dossier, "measure_more", by=colleague_of(who["clerk"]), at=now(), given=told)
    for one in (seller, other):
        take(notice.dossier, "forward_notice", by=who["clerk"], at=now(), given={"delivery_receipt": "站内信", "operator_department": one.department_id})
    return notice.dossier, holder, seller, other


def about(rows: str) -> dict[str, str]:
    return {"platform_appeal": WORDS, "target_rows": rows}


def test_a_decision_after_the_appeal_changes_nobody_s_part(many: tuple[Dossier, Officer, Officer, Officer], who: Who) -> None:
    dossier, holder, _seller, _other = many
    appeal(dossier, holder)  # about both rows: both clerks had a part, the colleague the newest
    take(dossier, "lift_addresses", by=who["clerk"], at=now(), given={"target_rows": "1", "lift_ground": "mistake", "reason": "误"})
    with pytest.raises(StepRefused, match="由您作出"):
        take(dossier, "answer_appeal", by=colleague_of(who["clerk"]), at=now(), given=ANSWER)
    take(dossier, "answer_appeal", by=who["clerk"], at=now(), given=ANSWER)


def test_an_operator_appeals_about_its_own_rows_and_holds_up_no_other_side(many: tuple[Dossier, Officer, Officer, Officer], who: Who) -> None:
    dossier, holder, seller, other = many
    notice = Notice.objects.get(dossier=dossier)
    open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator=other.department.name_zh, target_rows="2")  # type: ignore[union-attr]
    with pytest.raises(StepRefused, match="第 2 行在案系其他经营者"):
        take(dossier, "appeal_decision", by=seller, at=now(), given=about("1-2"))
    with pytest.raises(StepRefused, match="写明申诉所涉的本单位网址"):
        appeal(dossier, seller)
    take(dossier, "appeal_decision", by=seller, at=now(), given=about("1"))
    take(dossier, "appeal_decision", by=other, at=now(), given=about("2"))
    appeal(dossier, holder)
    third = Officer.objects.create(username="三", name_zh="三", department=who["clerk"].department, duty="work", roles=who["clerk"].roles)
    for one in (who["clerk"], colleague_of(who["clerk"])):  # each decided what one of those who wait is against
        with pytest.raises(StepRefused, match="由您作出"):
            take(dossier, "answer_appeal", by=one, at=now(), given=ANSWER)
    take(dossier, "answer_appeal", by=third, at=now(), given=ANSWER)
    assert "answer_appeal" not in waits(dossier)
    take(dossier, "appeal_decision", by=seller, at=now(), given=about("1"))
