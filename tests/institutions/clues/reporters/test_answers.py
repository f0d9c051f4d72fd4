"""Each reporter of a clue is answered, those of clues joined to it, too; what another department could not check is not handed on; silence goes up."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from kits import open_kit
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.clues.acts import add_to_clue
from mingjian.institutions.clues.grounds.acts import take_kit
from mingjian.institutions.clues.handover.queries.silence import superior_of
from mingjian.institutions.clues.handover.steps import accept, designate_unaccepted, dispatch
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.news import reporters_waiting, silent_departments
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.reporters.acts import write_to_reporters
from mingjian.institutions.clues.services.known_facts import facts_of
from mingjian.institutions.clues.steps import decide_not_to_file, join, tell_reporter
from mingjian.institutions.clues.sweeps import pass_silence_up
from mingjian.institutions.evidence.acts import write_as_buyer
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.oversight.sweeps import urge
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.sweeps import note_missed, sign
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
OVERDUE = at("2026-12-01 09:00")  # after the fifteen working days of the check
TOLD = Purchase("微信 › 群 桐庐团购", "某牌面霜", "到货后批号查不到。")


def reported(who: Who, shop: str = "s77", **told: object) -> Clue:
    by_whom = Reported(name="张小明", phone="13900000000")
    whole = {
        "source": "report",
        "suspected_act": "销售假冒注册商标的商品",
        "platform": "yunjishi",
        "shop_id": shop,
        "content": "价格不足市价一成，吊牌编号不存在",
    }
    return register(Intake(**{**whole, "reporter": by_whom, **told}), by=who["li"], at=MORNING)  # type: ignore[arg-type]


def decided(clue: Clue, who: Who, when: datetime = MORNING) -> None:
    accept(clue.dossier, by=who["li"], at=when)
    take(clue.dossier, "conclude_check", by=who["li"], at=when, given={"check_result": "未见违法事实", "proposal": "not_file"})
    decide_not_to_file(clue.dossier, by=who["wang"], at=when, not_filing_ground="no_breach", reason="未见违法事实", reporter="named")


def test_the_reporters_of_a_decided_clue_and_of_those_joined_to_it_wait_until_each_is_told(who: Who) -> None:
    first, second = reported(who), reported(who)
    join(second.dossier, by=who["li"], at=MORNING, joined_to=first.dossier.number)
    assert reporters_waiting(who["li"], MORNING) is None  # nothing is decided yet
    decided(first, who)
    told = reporters_waiting(who["li"], MORNING)
    assert told is not None
    assert told.count == "2"
    page = browser(who["li"]).get(f"/clues/{first.dossier.number}").text
    assert page.count("待答复") == 2
    assert f'name="dossier" value="{second.dossier.number}"' in page
    both = browser(who["li"]).get("/dossiers/together", {"dossier": [first.dossier.number, second.dossier.number]}).text
    assert "告知举报人" in both
    for one in (first, second):
        tell_reporter(one.dossier, by=who["li"], at=MORNING, told_how="phone", told_what="未见违法事实，不予立案。")
    assert reporters_waiting(who["li"], MORNING) is None
    second.refresh_from_db()
    assert second.feedback == "未见违法事实，不予立案。"
    assert second.dossier.state == "joined"


def test_a_clue_that_nobody_reported_owes_no_answer(who: Who) -> None:
    clue = register(Intake(source="inspection", suspected_act="销售假冒注册商标的商品", content="某店售高仿鞋"), by=who["li"], at=MORNING)
    decided(clue, who)
    assert reporters_waiting(who["li"], MORNING) is None


def test_a_buyer_is_told_on_the_receipt_and_whoever_has_none_another_way(who: Who, settings: pytest.FixtureRequest) -> None:
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]
    kit = open_kit(TOLD, department=department_of("county"), at=MORNING)
    clue = take_kit(kit, by=who["li"], at=MORNING)
    decided(clue, who)
    tell_reporter(clue.dossier, by=who["li"], at=MORNING, told_how="receipt", told_what="未见违法事实，不予立案。")
    assert [one.text for one in kit.remarks.all()] == ["未见违法事实，不予立案。"]
    other = reported(who)
    decided(other, who)
    with pytest.raises(StepRefused, match="没有回执页"):
        tell_reporter(other.dossier, by=who["li"], at=MORNING, told_how="receipt", told_what="x")


def test_a_receipt_follows_the_matter_to_its_decision_and_the_head_reads_that_a_buyer_is_behind_it(who: Who, settings: pytest.FixtureRequest) -> None:
    """It said for ever that the authority had taken it up, and the head's form that nobody had reported it."""
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]
    kit = open_kit(TOLD, department=department_of("county"), at=MORNING)
    door = Client(headers={"Accept-Language": "zh-hans"})

    def badge() -> str:
        text = door.get(f"/buyer/{kit.code}").text
        return text.partition('<div class="head__words">')[2].partition('<div class="ways">')[0]

    assert "已收到" in badge()
    clue = take_kit(kit, by=who["li"], at=MORNING)
    assert "执法部门已采用" in badge()
    accept(clue.dossier, by=who["li"], at=MORNING)
    assert '<span class="tag tag--good">核查处理中</span>' in badge()
    take(clue.dossier, "conclude_check", by=who["li"], at=MORNING, given={"check_result": "未见违法事实", "proposal": "not_file"})
    form = browser(who["wang"]).get(f"/clues/{clue.number}").text.partition('id="step-decide_not_to_file"')[2]
    assert 'value="kit" selected' in form.partition("</form>")[0]
    later = MORNING + timedelta(days=3)
    decide_not_to_file(clue.dossier, by=who["wang"], at=later, not_filing_ground="no_breach", reason="未见违法事实", reporter="kit")
    assert "已决定：不予立案" in badge()
    assert "2026-11-05" in badge()
    assert "未见违法事实" not in badge()  # why is told by an officer


def test_a_buyer_whose_clue_was_joined_to_another_reads_how_that_one_ended(who: Who, settings: pytest.FixtureRequest) -> None:
    settings.PUBLIC_DOOR = True  # type: ignore[attr-defined]
    kit, first = open_kit(TOLD, department=department_of("county"), at=MORNING), reported(who)
    clue = take_kit(kit, by=who["li"], at=MORNING)
    join(clue.dossier, by=who["li"], at=MORNING, joined_to=first.dossier.number)
    assert "不予立案" not in Client(headers={"Accept-Language": "zh-hans"}).get(f"/buyer/{kit.code}").text
    decided(first, who)
    assert "已决定：不予立案" in Client(headers={"Accept-Language": "zh-hans"}).get(f"/buyer/{kit.code}").text


def test_what_could_not_be_checked_is_not_handed_on_until_it_is_added_to(who: Who) -> None:
    clue = register(Intake(source="inspection", suspected_act="假", content="c"), by=who["li"], at=MORNING)
    with pytest.raises(StepRefused, match="内容不足") as refused:
        dispatch(clue.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    assert all(words in refused.value.text.zh for words in ("涉及的对象", "涉嫌行为（至少", "依据"))
    assert "不能分派" in browser(who["li"]).get(f"/clues/{clue.dossier.number}").text
    with pytest.raises(BadInput, match="至少填写一项"):
        add_to_clue(clue, by=who["li"], at=MORNING)
    with pytest.raises(BadInput, match="http"):
        add_to_clue(clue, by=who["li"], at=MORNING, page_address="javascript:alert(1)")
    told = {"platform_name": "yunjishi", "shop_number": "s1", "further_content": "吊牌编号不存在，价格不足市价一成。"}
    add_to_clue(clue, by=who["li"], at=MORNING, **told)
    clue.refresh_from_db()
    assert clue.content == "c\n2026-11-02 补充：吊牌编号不存在，价格不足市价一成。"
    with pytest.raises(StepRefused, match="不能改写"):
        add_to_clue(clue, by=who["li"], at=MORNING, shop_number="s2")
    with pytest.raises(NotPermitted):
        add_to_clue(clue, by=who["zhao"], at=MORNING, further_content="另有五单。")
    with pytest.raises(StepRefused, match=r"还缺：涉嫌行为"):
        dispatch(clue.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)


def test_silence_past_the_period_goes_to_the_common_superior_who_designates(who: Who) -> None:
    clue = reported(who)
    dispatch(clue.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    with pytest.raises(StepRefused, match="尚未届满"):
        designate_unaccepted(clue.dossier, by=who["sun"], at=MORNING + timedelta(days=1), department=department_of("county").pk, reason="早了")
    note_missed(MORNING + timedelta(days=1))
    assert pass_silence_up(MORNING + timedelta(days=1)) is None
    note_missed(OVERDUE)
    told = pass_silence_up(OVERDUE)
    assert told is not None
    assert "1 件" in told.zh
    assert pass_silence_up(OVERDUE + timedelta(minutes=1)) is None  # once
    assert superior_of(clue.dossier) == department_of("city")
    up = silent_departments(who["sun"], OVERDUE)
    assert up is not None
    assert [line.sub.split(" · ")[:2] for line in up.lines] == [[clue.dossier.number, department_of("neighbour").name]]
    assert silent_departments(who["zhou"], OVERDUE) is None
    assert "逾期未接收，报上一级" in browser(who["sun"]).get(f"/clues/{clue.dossier.number}/record").text
    designate_unaccepted(clue.dossier, by=who["sun"], at=OVERDUE, department=department_of("county").pk, reason="淳安县局逾期未接收")
    clue.dossier.refresh_from_db()
    assert (clue.dossier.state, clue.dossier.department) == ("designated", department_of("county"))
    assert clue.dossier.deadlines.get(closed_at=None).due_with == department_of("county")
    assert silent_departments(who["sun"], OVERDUE) is None
    assert Entry.objects.filter(kind="silence_passed_up").count() == 1


def test_an_audit_finds_each_row_held_to_an_entry(who: Who) -> None:
    kit = open_kit(TOLD, department=department_of("county"), at=MORNING)
    clue, other = take_kit(kit, by=who["li"], at=MORNING), reported(who)
    sign(MORNING)
    write_as_buyer(Kit.objects.get(), by=None, at=MORNING, buyer_remark="批号 A77")
    clue.refresh_from_db()
    write_to_reporters(clue, by=who["li"], at=MORNING, remark="已收到。")
    dispatch(other.dossier, by=who["li"], at=MORNING, department=department_of("neighbour").pk)
    note_missed(OVERDUE)
    assert pass_silence_up(OVERDUE)
    assert urge(OVERDUE)
    sign(OVERDUE)
    assert [one.text.en for one in audit().found] == []


def test_how_a_clue_was_reported_is_proposed_to_whoever_decides_on_it(who: Who) -> None:
    assert facts_of(reported(who).dossier)["reporter"] == "named"
    assert facts_of(reported(who, "s78", suspected_ground="aucl/9").dossier)["reporter"] == "named_unfair_competition"
    assert facts_of(reported(who, "s79", reporter=Reported(name="", phone="13900000000")).dossier)["reporter"] == ""
    assert facts_of(reported(who, "s80", reporter=None).dossier)["reporter"] == "none"
