"""A hearing is held on its day and chaired by nobody who investigated; a fine is paid in a sum and on a day."""

from typing import Any

import pytest
from people import at
from proofs import prove

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.balance import fine_owed
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


@pytest.fixture
def case(who: Who) -> Case:
    names = {"li": "李鉴", "wang": "王局长", "qian": "法小鉴"}
    for name, zh in names.items():
        Officer.objects.filter(pk=who[name].pk).update(certificate=f"浙{name}", name_zh=zh, department=who["li"].department)
        who[name].refresh_from_db()
    Officer.objects.filter(pk=who["qian"].pk).update(roles=["legal_reviewer"])
    who["qian"].refresh_from_db()
    return file_case(Filing("某鞋店售假案", who["li"], who["wang"]), by=who["wang"], at=MORNING)


def stands(case: Case, state: str) -> None:
    case.dossier.state = {**case.dossier.state, "main": state}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    prove(case.dossier, case.dossier.opened_by, MORNING)


def test_a_hearing_is_not_entered_before_its_day_nor_without_one(case: Case, who: Who) -> None:
    stands(case, "awaiting_hearing")
    report = {"hearing_report": "事实成立。"}
    with pytest.raises(StepRefused, match="请先办理“确定听证日期”"):
        take(case.dossier, "hold_hearing", by=who["qian"], at=MORNING, given=report)
    take(case.dossier, "schedule_hearing", by=who["li"], at=MORNING, given={"hearing_on": "2026-11-17"})
    with pytest.raises(StepRefused, match="“听证日期”是 2026-11-17，到该日才能"):
        take(case.dossier, "hold_hearing", by=who["qian"], at=at("2026-11-16 23:59"), given=report)
    take(case.dossier, "schedule_hearing", by=who["li"], at=MORNING, given={"hearing_on": "2026-11-20"})
    with pytest.raises(StepRefused, match="2026-11-20"):
        take(case.dossier, "hold_hearing", by=who["qian"], at=at("2026-11-17 09:00"), given=report)
    take(case.dossier, "hold_hearing", by=who["qian"], at=at("2026-11-20 09:00"), given=report)
    assert case.dossier.state["main"] == "heard"


@pytest.mark.parametrize(
    "written", ["李鉴", "李 鉴（执法一科）", "主持人：王局长，记录员：法小鉴", "Li", "执法一科李鉴科长", "由李鉴主持", "ＬＩ", "李鉴和陈某"]
)
def test_no_investigator_chairs_the_hearing(case: Case, who: Who, written: str) -> None:
    stands(case, "awaiting_hearing")
    with pytest.raises(StepRefused, match="不得主持听证"):
        take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": written})


def test_the_reviewer_chairs_it_only_with_the_reason_and_a_stranger_freely(case: Case, who: Who) -> None:
    stands(case, "under_review")
    take(case.dossier, "review", by=who["qian"], at=MORNING, given={"review_opinion": "事实清楚。"})
    stands(case, "awaiting_hearing")
    with pytest.raises(StepRefused, match="没有读到条文（未核实）"):
        take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": "法小鉴"})
    take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": "市局法规处陈某"})
    take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": "法小鉴", "reason": "本局没有其他公职律师。"})


def decided(case: Case, who: Who, **more: Any) -> None:
    stands(case, "discussed")
    take(case.dossier, "decide_penalty", by=who["wang"], at=MORNING, given={"penalty": "没收违法所得。", "registered_in": "here", **more})
    take(case.dossier, "serve", by=who["li"], at=MORNING, given={"service_mode": "direct", "served_on": "2026-11-02"})


def test_payment_is_entered_with_sum_and_day_and_held_against_the_fine(case: Case, who: Who) -> None:
    Case.objects.filter(pk=case.pk).update(act="trademark_infringement", field="clothing_shoes")
    case.dossier.refresh_from_db()
    stands(case, "served")
    _enter_fine(case, who)
    assert fine_owed(case.dossier) == 200000
    with pytest.raises(BadInput, match="尚应缴 200,000 元"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"note": "已缴清"})
    paid = {"fine_paid": "20000", "fine_paid_on": "2026-11-02"}
    with pytest.raises(StepRefused, match="本次缴纳 20,000 元，应缴 200,000 元"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given=paid)
    with pytest.raises(StepRefused, match="不能晚于办理之日"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"fine_paid": "200000", "fine_paid_on": "2026-12-01"})
    take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"fine_paid": "200000", "fine_paid_on": "2026-11-02"})
    assert case.dossier.state["main"] == "performed"


def _enter_fine(case: Case, who: Who) -> None:
    """Enter a decision with a fine as the ledger holds one, whatever the range of the law is."""
    enter("decide_penalty", at=MORNING, by=who["wang"], dossier=case.dossier, papers={"fine": "200000"})


def test_without_a_fine_no_sum_is_asked_for(case: Case, who: Who) -> None:
    decided(case, who)
    take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"note": "没收物品已上缴。"})
    assert case.dossier.state["main"] == "performed"


@pytest.mark.parametrize("written", ["李鉴明", "陈李鉴", "Oliver Green", "Li Wei", "王局长春（市局）", "Li-Anne Wu"])
def test_whoever_only_has_a_part_of_an_investigators_name_chairs_it(case: Case, who: Who, written: str) -> None:
    stands(case, "awaiting_hearing")
    take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": written})
    assert case.dossier.state["main"] == "awaiting_hearing"


def test_of_two_officers_the_longer_name_is_read_first(case: Case, who: Who) -> None:
    Officer.objects.filter(pk=who["zhao"].pk).update(name_zh="李鉴和", department=who["li"].department)
    stands(case, "awaiting_hearing")
    take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": "李鉴和"})
    with pytest.raises(StepRefused, match="不得主持听证"):
        take(case.dossier, "name_chair", by=who["wang"], at=MORNING, given={"hearing_chair": "李鉴和、李鉴"})


def test_a_payment_of_no_fine_is_refused_and_one_that_instalments_paid_off_needs_no_sum(case: Case, who: Who) -> None:
    paid = {"fine_paid": "20000", "fine_paid_on": "2026-11-02"}
    decided(case, who)
    with pytest.raises(StepRefused, match="没有决定罚款"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given=paid)
    with pytest.raises(BadInput, match="请填写缴款日期"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={"fine_paid": "20000", "note": "另案并缴"})
    stands(case, "deferred")
    with pytest.raises(StepRefused, match="没有决定罚款"):
        take(case.dossier, "record_instalment", by=who["li"], at=MORNING, given={"amount_paid": "50000"})
    _enter_fine(case, who)
    with pytest.raises(StepRefused, match="多于尚应缴的 200,000 元"):
        take(case.dossier, "record_instalment", by=who["li"], at=MORNING, given={"amount_paid": "200000.01"})
    take(case.dossier, "record_instalment", by=who["li"], at=MORNING, given={"amount_paid": "200000"})
    assert fine_owed(case.dossier) == 0
    with pytest.raises(StepRefused, match="本次缴纳 20,000 元，应缴 0 元"):
        take(case.dossier, "record_payment", by=who["li"], at=MORNING, given=paid)
    take(case.dossier, "record_payment", by=who["li"], at=MORNING, given={})
    assert case.dossier.state["main"] == "performed"
