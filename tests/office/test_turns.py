from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from journeys.world import make_dossiers
from packs import to_police
from people import at

from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others
from mingjian.office.dossiers.queue import awaiting_signature, dossiers_awaiting, first_awaiting, first_awaiting_colleagues
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.sweeps import draw_awaiting
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = at("2026-11-24 09:30")


@pytest.fixture
def asked(who: dict[str, Officer]) -> Clue:
    """A clue for which an extension was asked."""
    clue = register(Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id="S1"), by=who["li"], at=NOW)
    take(clue.dossier, "accept", by=who["li"], at=NOW)
    take(clue.dossier, "request_extension", by=who["li"], at=NOW + timedelta(hours=1), given={"reason": "须向平台调取数据"})
    return clue


def home(officer: Officer) -> str:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    told: str = client.get("/").content.decode()
    return told


def test_a_request_waits_for_the_head_and_not_for_the_officer_who_made_it(who: dict[str, Officer], asked: Clue) -> None:
    assert list(dossiers_awaiting(who["wang"])) == [asked.dossier]
    assert not dossiers_awaiting(who["li"])
    assert first_awaiting_colleagues(who["li"], 9) == ([asked.dossier], 1)
    assert first_awaiting_colleagues(who["wang"], 9) == ([], 0)


@pytest.mark.parametrize("name", ["zhao", "qian", "sun", "zhou", "clerk", "auditor", "system"])
def test_it_waits_for_nobody_in_another_department(who: dict[str, Officer], asked: Clue, name: str) -> None:
    assert not dossiers_awaiting(who[name])
    assert first_awaiting_colleagues(who[name], 9) == ([], 0)


def test_what_waits_beyond_the_ten_most_pressing_stands_on_the_home_page_too(who: dict[str, Officer]) -> None:
    """Each has a clock, and the ten nearest clocks stand under what is due: the rest was counted and shown nowhere."""
    numbers = []
    for nth in range(23):
        clue = register(Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id=f"H{nth}"), by=who["li"], at=NOW)
        take(clue.dossier, "accept", by=who["li"], at=NOW)
        given = {"check_result": "已经核查。", "proposal": "file"}
        take(clue.dossier, "conclude_check", by=who["li"], at=NOW + timedelta(hours=1 + nth), given=given)
        numbers.append(clue.dossier.number)
    page = home(who["wang"])
    assert [number for number in numbers[:20] if number not in page] == []
    assert "/dossiers?held=waiting" in page
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(who["wang"], backend="allauth.account.auth_backends.AuthenticationBackend")
    listed = client.get("/dossiers?held=waiting").content.decode() + client.get("/dossiers?held=waiting&page=2").content.decode()
    assert [number for number in numbers if number not in listed] == []
    for nth in range(23):
        if nth > 17:
            take(Dossier.objects.get(number=numbers[nth]), "decide_to_file", by=who["wang"], at=NOW + timedelta(days=1), given={"reporter": "none"})
    assert numbers[22] not in client.get("/dossiers?held=waiting").content.decode()


def test_the_first_that_wait_are_those_that_have_waited_longest_and_all_are_counted(who: dict[str, Officer], asked: Clue) -> None:
    make_dossiers(who, NOW)
    for nth in range(3):
        clue = register(Intake(source="inspection", suspected_act="刷单", platform="yunjishi", shop_id=f"T{nth}"), by=who["li"], at=NOW)
        take(clue.dossier, "accept", by=who["li"], at=NOW)
        take(clue.dossier, "conclude_check", by=who["li"], at=NOW + timedelta(hours=5 - nth), given={"check_result": "属实", "proposal": "file"})
    waiting = sorted(dossiers_awaiting(who["wang"]), key=lambda one: (one.officer != who["wang"], one.moved_at, one.pk))  # what wang works on stands first
    assert len(waiting) > 3
    assert first_awaiting(who["wang"], 3) == (waiting[:3], len(waiting))
    signature = [one.dossier for one in awaiting_signature(who["wang"])]
    others = [one for one in [*waiting, *signature] if one not in dossiers_awaiting(who["li"])]
    theirs = sorted(others, key=lambda one: (one.officer != who["li"], one.moved_at, one.pk))
    assert first_awaiting_colleagues(who["li"], 3) == (theirs[:3], len(theirs))
    assert first_awaiting(who["zhao"], 3)[1] == dossiers_awaiting(who["zhao"]).count()


def test_what_is_decided_waits_no_longer(who: dict[str, Officer], asked: Clue) -> None:
    take(asked.dossier, "approve_extension", by=who["wang"], at=NOW + timedelta(hours=2), given={})
    assert not dossiers_awaiting(who["wang"])


def test_a_step_signed_once_waits_for_the_second_signature_of_another(who: dict[str, Officer]) -> None:
    transfer = make_dossiers(who, NOW)["transfer"]
    assert [(one.dossier, one.step.zh, one.by) for one in awaiting_signature(who["wang"])] == [(transfer, "写出移送报告", who["li"])]
    assert not awaiting_signature(who["li"])
    assert not awaiting_signature(who["zhao"])


def test_a_state_of_one_track_among_several_waits_for_the_head(who: dict[str, Officer]) -> None:
    transfer = make_dossiers(who, NOW)["transfer"]
    take(transfer, "write_report", by=who["wang"], at=NOW)
    assert transfer in dossiers_awaiting(who["wang"])
    assert transfer not in dossiers_awaiting(who["li"])


def test_the_home_page_tells_the_head_what_waits_and_the_officer_that_it_waits(who: dict[str, Officer], asked: Clue) -> None:
    make_dossiers(who, NOW)
    head, officer = home(who["wang"]), home(who["li"])
    assert "等您办理" in head
    assert "写出移送报告：li已签，请您第二签名" in head
    assert home(who["wang"]).count(f'/{asked.dossier.number}#steps"') == 1  # its clock is shown, and says that it waits for the head
    assert f'/{asked.dossier.number}"' not in head
    due = head[head.index('id="due"') :]
    assert "等您办理</span> 待批准延长" in " ".join(due.split())
    assert "待批准延长" not in officer[officer.index("等您办理") : officer.index('id="due"')]
    assert "待批准延长 · 本部门内" in " ".join(officer.split())


def test_a_clock_that_only_the_head_can_meet_is_due_for_the_head_and_waits_on_others_for_the_officer(who: dict[str, Officer], asked: Clue) -> None:
    li, wang, number = who["li"], who["wang"], asked.dossier.number
    for state in ("awaiting_extension", "checked"):
        if state == "checked":
            take(asked.dossier, "conclude_check", by=li, at=NOW + timedelta(hours=2), given={"check_result": "属实", "proposal": "file"})
        assert [one.name for one in deadlines_of_department(wang)] == ["check"]
        assert not deadlines_of_department(li).exists()
        assert [one.name for one in deadlines_of_others(li)] == ["check"]
        assert home(li).count(f'/{number}"') == 1
        assert "没有您能办理的到期事项" in home(li)  # the department has one
    li.roles = ["officer", "head"]
    assert deadlines_of_department(li).exists()
    Officer.objects.filter(department=li.department).exclude(pk=li.pk).update(is_active=False)
    li.roles = ["officer"]
    assert deadlines_of_department(li).exists()  # nobody decides there: somebody must see to it


def sent_to_the_police(who: dict[str, Officer]) -> Dossier:
    """A case that was sent to the police and is to be closed."""
    for name in ("li", "wang"):
        who[name].certificate, who[name].roles = f"浙{name}", sorted({*who[name].roles, "officer"})
        who[name].save()
    case = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "青禾鞋行"), by=who["wang"], at=NOW).dossier
    for officer in (who["li"], who["wang"]):
        take(case, "investigate", by=officer, at=NOW)
    to_police(case, who["wang"], who["li"], NOW)
    return case


def test_a_clock_that_an_officer_meets_in_many_states_stays_due_where_the_head_may_meet_it_too(who: dict[str, Officer]) -> None:
    """A case that went to the police is closed by its officer; that the head may also take it back hides no clock."""
    sent_to_the_police(who)
    for officer in (who["li"], who["wang"]):
        assert "close" in {one.name for one in deadlines_of_department(officer)}
        assert "close" not in {one.name for one in deadlines_of_others(officer)}


def test_all_that_waits_for_a_second_signature_is_named_whatever_clock_runs_beside(who: dict[str, Officer]) -> None:
    case = sent_to_the_police(who)
    correction = {"correction_facts": "未公示营业执照", "served_on": "2026-11-24"}
    for name, given in (("order_correction", correction), ("close_case", {})):
        take(case, name, by=who["li"], at=NOW, given=given)
    turn = shown(case, who["wang"], NOW).turn
    assert turn is not None
    assert ({one.name for one in turn.steps}, turn.signs) == ({"order_correction", "close_case"}, True)


def questions(officer: Officer) -> int:
    with CaptureQueriesContext(connection) as asked:
        home(officer)
    return len(asked)


def test_the_home_page_asks_no_more_however_much_waits(who: dict[str, Officer], asked: Clue) -> None:
    home(who["wang"])  # the first page of a node keeps in its shared store what later ones read there
    before = questions(who["wang"])
    for n in range(8):
        clue = register(Intake(source="inspection", suspected_act="刷单", platform="yunjishi", shop_id=f"S{n}"), by=who["li"], at=NOW)
        take(clue.dossier, "accept", by=who["li"], at=NOW)
        take(clue.dossier, "conclude_check", by=who["li"], at=NOW, given={"check_result": "属实", "proposal": "file"})
    assert questions(who["wang"]) == before


def test_what_a_page_calls_ones_turn_is_on_ones_home(who: dict[str, Officer], asked: Clue) -> None:
    make_dossiers(who, NOW)
    for officer in who.values():
        waiting = {*dossiers_awaiting(officer), *(one.dossier for one in awaiting_signature(officer))}
        mine = set()
        for dossier in dossiers_visible_to(officer):
            turn = shown(dossier, officer, NOW).turn
            mine |= {dossier} if turn and turn.is_mine else set()
        assert mine == waiting, officer.username


def test_rows_are_drawn_anew_once_where_the_sheets_say_otherwise(who: dict[str, Officer], asked: Clue) -> None:
    make_dossiers(who, NOW)
    before = set(dossiers_awaiting(who["wang"]))
    Awaiting.objects.all().delete()  # as after an upgrade from a version that had none
    assert draw_awaiting(NOW) == Dossier.objects.filter(is_closed=False).count()
    assert set(dossiers_awaiting(who["wang"])) == before
    assert draw_awaiting(NOW) == 0
