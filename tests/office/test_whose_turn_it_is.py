"""The line that a page begins with names nobody who could not act, and nobody where nothing is waited for."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from django.utils.translation import override
from journeys.world import make_dossiers
from people import at, browser, department_of
from proofs import approve_notice

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.awaits import keep_awaiting
from mingjian.office.dossiers.offers import one_of
from mingjian.office.dossiers.opening import Opening, Request, open_any, open_dossier
from mingjian.office.dossiers.queue import dossiers_awaiting
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Officer, Proposal, Seat
from mingjian.office.web import home as home_page
from mingjian.office.web.news import Line, News, besides, came_to_us

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-23 09:30")


def test_a_countys_clue_names_no_platform_clerk(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="inspection", suspected_act="虚假宣传", content="网店页面所称与实物不符"), by=who["li"], at=MORNING)
    for name in ("li", "wang", "sun"):
        page = browser(who[name]).get(f"/clues/{clue.number}").content.decode()
        assert clue.number in page
        assert "平台经办人" not in page
        assert "报送有管辖权的部门</p>" not in page


def test_a_platforms_clue_waits_for_no_officer_of_an_authority(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="platform", suspected_act="虚假宣传", content="网店页面所称与实物不符"), by=who["clerk"], at=MORNING)
    told = shown(clue.dossier, who["clerk"], MORNING)
    assert told.turn is not None
    assert told.turn.is_mine
    assert told.turn.steps[0].name == "report"
    assert not told.waiting


def _frozen(who: dict[str, Officer]) -> tuple[Dossier, Officer]:
    body = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    jing = Officer.objects.create(username="jing", name_zh="警", department=body, duty="work", roles=["police"])
    given: dict[str, Any] = {"evidence_source": "https://example.cn/item/17", "reason": "固定售假页面"}
    dossier = open_dossier(
        Opening("electronic_evidence", "证〔2026〕1号", "某鞋店页面"), by=who["li"], department=department_of("county"), at=MORNING, given=given
    )
    dossier.state = "frozen"
    dossier.save()
    Seat.objects.create(dossier=dossier, department=body, since=MORNING)
    return dossier, jing


def test_frozen_evidence_is_nobodys_turn_until_its_release_is_due(who: dict[str, Officer]) -> None:
    dossier, jing = _frozen(who)
    assert shown(dossier, jing, MORNING).turn is None
    assert shown(dossier, who["li"], MORNING).turn is None
    assert not dossiers_awaiting(jing)
    take(dossier, "order_release", by=jing, at=MORNING, given={"reason": "不再需要"})
    told = shown(Dossier.objects.get(pk=dossier.pk), jing, MORNING).turn
    assert told is not None
    assert told.is_mine
    assert [one.name for one in told.steps] == ["release"]


@pytest.fixture
def proposed(who: dict[str, Officer]) -> tuple[Officer, Dossier]:
    """A procurator whom the supervision of a transfer waits for."""
    transfer = make_dossiers(who, MORNING)["transfer"]
    body = Department.objects.create(name_zh="桐庐县检察院", name_en="Procuratorate", kind="procuratorate", level="county", region="330122")
    jian = Officer.objects.create(username="jian", name_zh="检", department=body, duty="work", roles=["procurator"])
    Seat.objects.create(dossier=transfer, department=body, since=MORNING)
    assert isinstance(transfer.state, dict)
    transfer.state = {**transfer.state, sheet_of(transfer).states["supervision_proposed"].track: "supervision_proposed"}
    transfer.save()
    keep_awaiting(transfer, MORNING)
    return jian, transfer


def test_what_waits_for_an_officer_stands_once_on_their_home(proposed: tuple[Officer, Dossier]) -> None:
    jian, transfer = proposed
    assert list(dossiers_awaiting(jian)) == [transfer]
    home = browser(jian).get("/").content.decode()
    assert home.count(f'href="/dossiers/{transfer.number}') == 1
    assert 'id="mine"' in home


def test_what_waits_beyond_the_lines_of_the_page_is_told_as_having_come(proposed: tuple[Officer, Dossier], monkeypatch: pytest.MonkeyPatch) -> None:
    jian, transfer = proposed
    monkeypatch.setattr(home_page, "LINES", 0)
    assert [transfer.number in line.sub for line in came_to_us(jian).lines] == [True]
    assert browser(jian).get("/").content.decode().count(f'href="/dossiers/{transfer.number}') == 1


def test_reasons_that_were_demanded_are_the_turn_of_the_police_and_once_late_of_the_procurator(proposed: tuple[Officer, Dossier]) -> None:
    jian, transfer = proposed
    Proposal.objects.filter(dossier=transfer).delete()  # the county's half-signed report
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    jing = Officer.objects.create(username="jing", name_zh="警", department=police, duty="work", roles=["police"])
    Seat.objects.create(dossier=transfer, department=police, since=MORNING)
    take(transfer, "demand_reasons", by=jian, at=MORNING, given={"served_on": "2026-11-23"})
    asks, asked, late = (
        shown(Dossier.objects.get(pk=transfer.pk), one, day).turn for one, day in ((jian, MORNING), (jing, MORNING), (jian, at("2026-12-20 09:00")))
    )
    assert asks is not None
    assert asked is not None
    assert late is not None
    assert (asks.is_mine, asks.departments, asks.deadline and asks.deadline.name) == (False, [police], "explain")
    assert [step.name for step in asks.steps] == ["give_reasons"], "what the police do, and not what the procurator may do meanwhile"
    assert (asked.is_mine, [step.name for step in asked.steps][:1]) == (True, ["give_reasons"])
    assert (late.is_mine, [step.name for step in late.steps][:1]) == (True, ["order_filing"])


def test_any_one_of_several_roles_is_said_with_one_or() -> None:
    with override("zh-hans"):
        assert [one_of(names) for names in ([], ["甲"], ["甲", "乙"], ["甲", "乙", "丙"])] == ["", "甲", "甲或者乙", "甲、乙或者丙"]


def test_a_count_loses_only_what_is_shown_elsewhere() -> None:
    lines = [Line("甲", "/a"), Line("乙", "/b")]
    told = besides([News("x", lines, "/x", "7"), News("y", lines, "/y", "1000+")], {"/a"})
    assert [(part.count, [line.url for line in part.lines]) for part in told] == [("6", ["/b"]), ("1000+", ["/b"])]


def _informed(who: dict[str, Officer]) -> Dossier:
    """A case whose party was told on Monday what is intended: it has five working days to answer."""
    opening = Opening("admin_case", "A2026-0000009", "某鞋店")
    dossier = open_dossier(opening, by=who["wang"], department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"})
    dossier.state = {**dossier.state, "main": "reviewed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    intended = {"penalty_intended": "罚款一万元", "hearing_right": "no_right", "served_on": "2026-11-23"}
    approve_notice(dossier, who["li"], who["wang"], MORNING, penalty_intended=intended["penalty_intended"])
    take(dossier, "inform", by=who["li"], at=MORNING, given=intended)
    return dossier


def test_a_partys_days_wait_for_the_party_and_once_waived_for_whoever_decides(who: dict[str, Officer]) -> None:
    dossier, later = _informed(who), at("2026-12-03 09:00")
    for name in ("li", "wang"):
        turn = shown(dossier, who[name], MORNING).turn
        assert turn is not None
        assert (turn.is_mine, [role.zh for role in turn.roles]) == (False, ["当事人"])
        assert turn.deadline is not None
        assert turn.deadline.name == "answer_notice"
    who["wang"].roles = ["officer", "head"]
    officer, head = (shown(dossier, who[name], later).turn for name in ("li", "wang"))
    assert officer is not None
    assert head is not None
    assert (officer.is_mine, [step.name for step in officer.steps][:1], officer.deadline and officer.deadline.name) == (False, ["decide_penalty"], "decide")
    assert (head.is_mine, head.steps[0].name, head.deadline and head.deadline.name) == (True, "decide_penalty", "decide")


def _standing(who: dict[str, Officer], **tracks: str) -> Dossier:
    """A case that stands somewhere on each track, two heads and a reviewer being there."""
    who["wang"].roles = ["officer", "head"]
    who["wang"].save()
    opening = Opening("admin_case", "A2026-0000010", "某鞋店")
    dossier = open_dossier(opening, by=who["wang"], department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"})
    dossier.state = {**dossier.state, **tracks}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    return dossier


def _steps_told(dossier: Dossier, officer: Officer, day: datetime = MORNING) -> tuple[bool, list[str]]:
    turn = shown(Dossier.objects.get(pk=dossier.pk), officer, day).turn
    assert turn is not None
    return turn.is_mine, [step.name for step in turn.steps]


def test_a_head_is_asked_to_close_an_investigation_before_to_break_it_off(who: dict[str, Officer]) -> None:
    dossier = _standing(who, main="investigating")
    assert _steps_told(dossier, who["wang"])[1] == ["finish_investigation"]


def test_the_review_is_waited_for_and_not_the_party_whose_order_to_correct_runs_beside_it(who: dict[str, Officer]) -> None:
    dossier = _standing(who, main="investigation_closed")
    who["li"].roles = ["officer", "legal_reviewer"]
    who["li"].save()
    told = {"correction_facts": "下架", "served_on": "2026-11-23", "correct_until": "2026-11-27"}
    for name in ("li", "wang"):
        take(dossier, "order_correction", by=who[name], at=MORNING, given=told if name == "li" else {})
    take(dossier, "submit_for_legal_review", by=who["li"], at=MORNING, given={"legal_review_ground": "complex"})
    lu = Officer.objects.create(username="lu", name_zh="陆", department=who["li"].department, duty="work", roles=["officer"])
    assert _steps_told(dossier, lu) == (False, ["review_legally"])


def test_after_the_notice_the_heads_discussion_is_waited_for_first(who: dict[str, Officer]) -> None:
    dossier = _standing(who, main="legally_reviewed")
    told = {"penalty_intended": "罚款一万元", "hearing_right": "no_right", "served_on": "2026-11-23"}
    approve_notice(dossier, who["li"], who["wang"], MORNING, penalty_intended=told["penalty_intended"])
    take(dossier, "inform_after_legal_review", by=who["li"], at=MORNING, given=told)
    for name in ("li", "wang"):
        assert _steps_told(dossier, who[name], MORNING + timedelta(days=14))[1][0] == "discuss_collectively"


def test_a_closed_case_waits_for_the_party_whose_days_run(who: dict[str, Officer]) -> None:
    dossier = _standing(who, main="decided")
    take(dossier, "serve", by=who["li"], at=MORNING, given={"service_mode": "direct", "served_on": "2026-11-23"})
    dossier.state = {**dossier.state, "main": "closed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.is_closed = True
    dossier.save()
    dossier.deadlines.exclude(name__in=["sue", "apply_for_reconsideration"]).update(closed_at=MORNING)
    turn = shown(Dossier.objects.get(pk=dossier.pk), who["li"], MORNING).turn
    assert turn is not None
    assert (turn.is_mine, [role.zh for role in turn.roles], turn.steps) == (False, ["当事人"], [])


def test_whoever_dispatched_a_clue_reads_that_it_waits_to_be_accepted_and_not_to_be_refused(who: dict[str, Officer]) -> None:
    told = Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1")
    clue = register(told, by=who["li"], at=now()).dossier
    take(clue, "dispatch", by=who["li"], at=now(), given={"department": department_of("neighbour").pk})
    page = browser(who["li"]).get(f"/clues/{clue.number}").content.decode()
    line = " ".join(re.sub("<[^>]*>", " ", page[page.index('class="turn') :].partition("</p>")[0]).split())
    assert "等淳安县局" in line
    assert "： 接收 还剩" in line


def test_what_a_platform_reports_is_offered_to_be_accepted_before_to_be_sent_back(who: dict[str, Officer]) -> None:
    told = Intake(source="platform", suspected_act="虚假宣传", platform="yunjishi", shop_id="S1", content="网店页面所称与实物不符")
    clue = register(told, by=who["clerk"], at=MORNING).dossier
    take(clue, "report", by=who["clerk"], at=MORNING, given={"department": department_of("county").pk})
    page = browser(who["li"]).get(f"/clues/{clue.number}").content.decode()
    steps = re.findall(r'<details class="step" id="step-(\w+)"( open)?', page)
    assert steps[0][0] == "accept"
    turn = page[page.index('class="turn') :].partition("</p>")[0]
    assert "#step-accept" in turn
    assert "#step-return_report" not in turn
    assert ("return_report", "") in steps  # nor does the form that sends it back stand open


def test_a_clock_on_another_track_is_told_before_a_report_that_one_of_two_signed(proposed: tuple[Officer, Dossier]) -> None:
    """The procurator, and the police whose clock ran, read that a signature of the county was waited for."""
    jian, transfer = proposed
    assert Proposal.objects.filter(dossier=transfer).exists()
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Police", kind="police", level="county", region="330122")
    jing = Officer.objects.create(username="jing", name_zh="警", department=police, duty="work", roles=["police"])
    Seat.objects.create(dossier=transfer, department=police, since=MORNING)
    take(transfer, "demand_reasons", by=jian, at=MORNING, given={"served_on": "2026-11-23"})
    asks, asked = (shown(Dossier.objects.get(pk=transfer.pk), one, MORNING).turn for one in (jian, jing))
    assert asks is not None
    assert asked is not None
    assert (asks.is_mine, asks.departments, asks.signs) == (False, [police], False)
    assert (asked.is_mine, asked.steps[0].name) == (True, "give_reasons")
    wang = Officer.objects.get(username="wang")
    signs = shown(Dossier.objects.get(pk=transfer.pk), wang, MORNING).turn  # the department whose signature is waited for reads that first
    assert signs is not None
    assert (signs.is_mine, signs.signs, signs.steps[0].name) == (True, True, "write_report")


def test_whoever_is_asked_to_assist_is_asked_to_receive_before_to_refuse_and_reads_what_is_asked(who: dict[str, Officer]) -> None:
    who["zhao"].roles = ["officer", "head"]
    request = open_any(Request("assistance", "协查：仓库", papers={"questions": "请核查三号仓由谁经营"}), by=who["li"], at=MORNING)
    letter = {"asked_department": department_of("neighbour").pk, "letter_number": "协1号"}
    take(request, "send", by=who["li"], at=MORNING, given=letter)
    signs = shown(request, who["wang"], MORNING).before
    assert signs is not None
    assert "请核查三号仓由谁经营" in [told.value for told in signs.papers]  # whoever signs the letter has it before them
    take(request, "send", by=who["wang"], at=MORNING, given=letter)
    request.refresh_from_db()
    asked, asks = shown(request, who["zhao"], MORNING), shown(request, who["li"], MORNING)
    assert asked.turn is not None
    assert (asked.turn.is_mine, asked.turn.steps[0].name, asked.steps[0].step.name) == (True, "receive_letter", "receive_letter")
    assert "refuse_assistance" not in asked.stand_open()
    assert asked.before is not None
    assert [told.value for told in asked.before.papers][:1] == ["请核查三号仓由谁经营"]
    assert asks.turn is not None
    assert (asks.turn.is_mine, asks.turn.steps[0].name) == (False, "receive_letter")


def test_the_notice_of_filing_is_received_before_the_transfer_is_concluded(who: dict[str, Officer]) -> None:
    transfer = make_dossiers(who, MORNING)["transfer"]
    Proposal.objects.filter(dossier=transfer).delete()
    assert isinstance(transfer.state, dict)
    transfer.state = {**transfer.state, "filing": "criminal_filed"}
    transfer.save()
    transfer.deadlines.update(closed_at=MORNING)
    told = shown(Dossier.objects.get(pk=transfer.pk), who["li"], MORNING)
    assert told.turn is not None
    for named in ([step.name for step in told.turn.steps], [one.step.name for one in told.steps]):
        assert named.index("receive_filing_notice") < named.index("conclude")


def test_a_clue_is_asked_to_be_accepted_before_to_be_declined_or_passed_on(who: dict[str, Officer]) -> None:
    """The next county read: decline, accept, give back; and the county of a clue of its own: pass on, accept."""
    told = Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1")
    clue = register(told, by=who["li"], at=MORNING).dossier
    own = shown(clue, who["li"], MORNING).turn
    assert own is not None
    assert (own.is_mine, own.steps[0].name) == (True, "accept")
    take(clue, "dispatch", by=who["li"], at=MORNING, given={"department": department_of("neighbour").pk})
    there = shown(Dossier.objects.get(pk=clue.pk), who["zhao"], MORNING).turn
    assert there is not None
    assert (there.is_mine, there.steps[0].name) == (True, "accept")
