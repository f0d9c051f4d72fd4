"""A platform's clue reaches the authority that is competent: with its clock, and without the platform reading the check."""

import re
from dataclasses import replace

import pytest
from journeys.world import make_findings
from people import at, browser, department_of

from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.handover.services.recipients import addressee_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import clue_visible_to, clues_reported_by, dispatched_to
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db]
TOLD = Intake(
    source="platform",
    suspected_act="销售假冒注册商标的商品",
    platform="yunjishi",
    shop_id="s77",
    content="标称名牌保温杯，价格不足市价一成",
    operator_address="浙江省杭州市淳安县千岛湖镇",
)
MORNING = at("2026-11-23 09:30")


@pytest.fixture
def clue(who: dict[str, Officer]) -> Clue:
    return register(TOLD, by=who["clerk"], at=MORNING)


def _report(clue: Clue, by: Officer, to: str) -> None:
    take(clue.dossier, "report", by=by, at=MORNING, given={"department": department_of(to).pk})
    clue.dossier.refresh_from_db()


def running(clue: Clue) -> list[tuple[str, str]]:
    return [(one.name, one.due_with.name_zh if one.due_with else "") for one in clue.dossier.deadlines.filter(closed_at__isnull=True)]


def test_no_clock_of_the_check_hangs_with_a_platform(clue: Clue, who: dict[str, Officer]) -> None:
    assert running(clue) == []
    assert register(replace(TOLD, shop_id="s78"), by=who["li"], at=MORNING).dossier.deadlines.filter(name="check").exists()


@pytest.mark.both_databases
def test_who_is_competent_is_read_off_the_operators_place_else_the_platforms_seat(clue: Clue, who: dict[str, Officer]) -> None:
    assert addressee_of(clue, MORNING.date()).department == department_of("neighbour")
    placeless = register(replace(TOLD, shop_id="s79", operator_address=""), by=who["clerk"], at=MORNING)
    found = addressee_of(placeless, MORNING.date())
    assert found.department == department_of("city")
    assert "平台住所地" in found.why.zh


def test_where_the_node_knows_no_body_it_is_said_and_none_is_proposed(clue: Clue) -> None:
    holder = clue.dossier.department
    holder.region = "650100"
    holder.save()
    clue.operator_address = "四川省成都市"
    found = addressee_of(clue, MORNING.date())
    assert found.department is None
    assert "请自行选择" in found.why.zh


@pytest.mark.both_databases
def test_reported_in_one_click_the_clock_hangs_with_the_authority(clue: Clue, who: dict[str, Officer]) -> None:
    page = browser(who["clerk"]).get(clue.get_absolute_url()).content.decode()
    assert re.search(rf'value="{department_of("neighbour").pk}"\s+checked', page)
    assert "拟报送" in page
    assert "报送有管辖权的部门" in page
    _report(clue, who["clerk"], "neighbour")
    assert clue.dossier.state == "reported"
    assert running(clue) == [("check", "淳安县局")]
    assert list(dispatched_to(who["zhao"])) == [clue.dossier]


def test_a_report_goes_to_authorities_alone(clue: Clue, who: dict[str, Officer]) -> None:
    with pytest.raises(StepRefused, match=r"不是执法部门|已在该部门|没有|不能"):
        _report(clue, who["clerk"], "platform")


@pytest.mark.parametrize(
    ("step", "name", "given"), [("withdraw_report", "clerk", {"reason": "误报"}), ("return_report", "zhao", {"missing_material": "交易明细"})]
)
def test_taken_back_or_returned_no_clock_runs_and_it_may_be_reported_again(
    clue: Clue, who: dict[str, Officer], step: str, name: str, given: dict[str, object]
) -> None:
    _report(clue, who["clerk"], "neighbour")
    take(clue.dossier, step, by=who[name], at=MORNING, given=given)
    clue.dossier.refresh_from_db()
    assert (clue.dossier.state, clue.dossier.department) == ("registered", department_of("platform"))
    assert running(clue) == []
    assert not clues_reported_by(who["clerk"]).exists()
    _report(clue, who["clerk"], "county")
    assert running(clue) == [("check", "桐庐县局")]


def test_once_accepted_the_platform_reads_what_it_told_and_how_it_stands_and_no_record(clue: Clue, who: dict[str, Officer]) -> None:
    _report(clue, who["clerk"], "neighbour")
    assert clue_visible_to(who["clerk"], clue.number) == clue
    take(clue.dossier, "accept", by=who["zhao"], at=MORNING, given={"note": "内部意见不外传"})
    with pytest.raises(NotFound):
        clue_visible_to(who["clerk"], clue.number)
    page = browser(who["clerk"]).get(clue.get_absolute_url()).content.decode()
    assert "核查中" in page
    assert "淳安县局" in page
    assert "标称名牌保温杯" in page
    assert "内部意见不外传" not in page
    assert browser(who["clerk"]).get(f"/api/clues/{clue.number}").status_code == 404


@pytest.mark.both_databases
def test_the_list_of_what_we_reported_is_for_its_platform_and_may_be_taken_along(clue: Clue, who: dict[str, Officer]) -> None:
    _report(clue, who["clerk"], "neighbour")
    take(clue.dossier, "accept", by=who["zhao"], at=MORNING)
    take(clue.dossier, "hand_over", by=who["zhao"], at=MORNING, given={"department": department_of("county").pk, "reason": "经营地在桐庐"})
    ours = browser(who["clerk"])
    assert clue.number in ours.get("/clues/reported").content.decode()
    assert "本单位报送的线索" in ours.get("/clues").content.decode()
    assert clue.number in b"".join(ours.get("/clues/reported?as=csv").streaming_content).decode("utf-8-sig")
    assert clue.number not in browser(who["li"]).get("/clues/reported").content.decode()


def test_the_finding_of_a_clue_from_another_department_is_named_and_no_dead_link(who: dict[str, Officer]) -> None:
    _, finding = make_findings(who["li"])
    clue = take_up(finding, by=who["li"], at=MORNING)
    take(clue.dossier, "hand_over", by=who["wang"], at=MORNING, given={"department": department_of("neighbour").pk, "reason": "经营地在贵县"})
    for name, is_linked in (("li", True), ("zhao", False)):
        page = browser(who[name]).get(clue.get_absolute_url()).content.decode()
        assert f"发现 {finding.pk}" in page
        assert (f'href="/findings/{finding.pk}"' in page) is is_linked
