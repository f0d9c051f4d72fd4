"""A procedure is walked from its sheet alone: the sheet says which department holds the dossier next, and which may act beside it."""

import pytest
from django.test import Client
from packs import waive_all
from people import at, department_of, people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.sheet import BODIES
from mingjian.office.dossiers import transition
from mingjian.office.dossiers.docket import dossiers_that_came, dossiers_waiting_on_others
from mingjian.office.dossiers.offers import may_take
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take, take_back
from mingjian.office.institution import Kept
from mingjian.office.models import Department, Dossier, Officer, Seat
from mingjian.office.record import ledger

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = at("2026-06-01 09:00")


def opened(procedure: str, by: Officer, given: dict[str, object]) -> Dossier:
    assert by.department is not None
    return open_dossier(Opening(procedure, "测〔2026〕1号", "某鞋店"), by=by, department=by.department, at=MORNING, given=given)


def test_a_letter_of_assistance_hands_the_dossier_to_whoever_is_asked_and_the_sender_confirms() -> None:
    who = people("li", "wang", "zhao", "qian")
    dossier = opened("assistance", who["li"], {"questions": "核实实际经营地"})
    asked = {"asked_department": department_of("neighbour").pk, "letter_number": "协1号"}
    with pytest.raises(NotFound):
        take(dossier, "receive_letter", by=who["zhao"], at=MORNING)
    take(dossier, "send", by=who["li"], at=MORNING, given=asked)
    assert dossier.department == department_of("county")  # one signature: nothing has happened yet
    take(dossier, "send", by=who["wang"], at=MORNING)
    assert (dossier.department, dossier.sender, dossier.state) == (department_of("neighbour"), department_of("county"), "requested")
    with pytest.raises(NotPermitted):
        take(dossier, "receive_letter", by=who["li"], at=MORNING)
    assert dict(Seat.objects.filter(dossier=dossier).values_list("department__code", "is_beside")) == {
        department_of("county").code: True,
        department_of("neighbour").code: False,
    }
    assert list(dossiers_waiting_on_others(who["li"])) == [dossier]
    take(dossier, "receive_letter", by=who["zhao"], at=MORNING)
    take(dossier, "answer_request", by=who["zhao"], at=MORNING, given={"answer": "无人经营"})
    take(dossier, "confirm", by=who["li"], at=MORNING)
    assert dossier.is_closed


def test_the_police_act_beside_the_department_that_transfers_to_them() -> None:
    who = people("li", "wang")
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level="county", region="330122")
    constable = Officer.objects.create(username="min", name_zh="闵", name_en="Min", department=police, duty="work", roles=["police"])
    dossier = opened("crime_transfer", who["li"], {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"})
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    with pytest.raises(NotFound):
        take(dossier, "accept_transfer", by=constable, at=MORNING, given={"receipt": "回执"})
    waive_all(dossier, who["wang"], MORNING)
    take(dossier, "transfer", by=who["li"], at=MORNING, given={"police_department": police.pk, "papers_listed": "移送书"})
    take(dossier, "accept_transfer", by=constable, at=MORNING, given={"receipt": "回执"})
    assert dossier.department == department_of("county")
    assert dossier.state == {"filing": "accepted", "supervision": "no_supervision", "goods": "nothing_to_hand_over"}


def asked_for_help() -> tuple[dict[str, Officer], Dossier]:
    who = people("li", "wang", "zhao")
    dossier = opened("assistance", who["li"], {"questions": "核实实际经营地"})
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    return who, dossier


@pytest.mark.parametrize("name", ["li", "wang"])
def test_a_first_signature_is_taken_back_or_sent_back_and_the_step_begins_anew(name: str) -> None:
    who, dossier = asked_for_help()
    entry = take_back(dossier, "send", "文号有误", by=who[name], at=MORNING)
    assert entry.kind == "send:taken_back"
    assert "文号有误" in entry.body
    assert not dossier.proposals.exists()
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协2号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    assert dossier.state == "requested"


def test_a_signature_is_taken_back_once_under_a_key_and_the_key_stands_for_nothing_else() -> None:
    who, dossier = asked_for_help()
    entry = take_back(dossier, "send", "文号有误", by=who["li"], at=MORNING, key="k")
    assert take_back(dossier, "send", " 文号有误 ", by=who["li"], at=MORNING, key="k") == entry
    for told in ({"reason": "另一理由"}, {"name": "answer"}):
        with pytest.raises(StepRefused, match="请求编号"):
            take_back(dossier, **{"name": "send", "reason": "文号有误", **told}, by=who["li"], at=MORNING, key="k")
    papers = {"asked_department": department_of("neighbour").pk, "letter_number": "协2号"}
    with pytest.raises(StepRefused, match="请求编号"):
        take(dossier, "send", by=who["li"], at=MORNING, given=papers, key="k")
    assert not dossier.proposals.exists()


def test_a_signature_is_not_taken_back_by_others_without_a_reason_or_twice() -> None:
    who, dossier = asked_for_help()
    with pytest.raises(NotFound):
        take_back(dossier, "send", "x", by=who["zhao"], at=MORNING)
    second = Officer.objects.create(username="sun2", department=who["li"].department, duty="work", roles=["officer"])
    with pytest.raises(NotPermitted):
        take_back(dossier, "send", "x", by=second, at=MORNING)
    with pytest.raises(BadInput):
        take_back(dossier, "send", " ", by=who["li"], at=MORNING)
    take_back(dossier, "send", "x", by=who["li"], at=MORNING)
    with pytest.raises(StepRefused):
        take_back(dossier, "send", "x", by=who["li"], at=MORNING)
    with pytest.raises(StepRefused):
        take_back(dossier, "nothing", "x", by=who["li"], at=MORNING)


def test_a_police_transfer_goes_to_the_police_alone() -> None:
    who = people("li", "wang")
    dossier = opened("crime_transfer", who["li"], {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"})
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    take(dossier, "approve_transfer", by=who["wang"], at=MORNING)
    with pytest.raises(StepRefused):
        take(dossier, "transfer", by=who["li"], at=MORNING, given={"police_department": department_of("neighbour").pk, "papers_listed": "移送书"})


def test_whoever_investigated_is_not_offered_the_step_that_checks_it() -> None:
    sheet = rulebook().versions("admin_case")[-1]
    barred = next(step for step in sheet.steps.values() if step.not_by and step.side == "holder")
    who = people("li")
    Officer.objects.update(roles=[*barred.by, "officer", "head"])
    officer = Officer.objects.get()
    dossier = opened("admin_case", officer, {"handlers": "甲、乙"})
    assert may_take(barred, dossier, officer, None)
    ledger.append({"kind": barred.not_by[0]}, kind=barred.not_by[0], at=MORNING, dossier=dossier, officer=who["li"])
    assert not may_take(barred, dossier, officer, None)


def test_the_kinds_of_body_are_those_of_departments() -> None:
    assert sorted(BODIES) == sorted(Department.Kind.values)


def test_what_came_to_a_department_is_told_until_somebody_works_on_it() -> None:
    who, dossier = asked_for_help()
    every = rulebook().procedures()
    take(dossier, "send", by=who["wang"], at=MORNING)
    assert list(dossiers_that_came(who["zhao"], every)) == [dossier]
    assert list(dossiers_waiting_on_others(who["li"])) == [dossier]
    assert not dossiers_that_came(who["li"], every).exists()
    assert not dossiers_that_came(who["zhao"], ["retention"]).exists()
    take(dossier, "receive_letter", by=who["zhao"], at=MORNING)
    assert dossier.officer == who["zhao"]
    assert not dossiers_that_came(who["zhao"], every).exists()
    assert not dossiers_waiting_on_others(who["zhao"]).exists()


def test_whoever_is_asked_to_act_beside_the_holder_is_told_and_does_not_wait_on_others() -> None:
    who = people("li", "wang")
    police = Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level="county", region="330122")
    constable = Officer.objects.create(username="min", name_zh="闵", name_en="Min", department=police, duty="work", roles=["police"])
    dossier = opened("crime_transfer", who["li"], {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"})
    Seat.objects.create(dossier=dossier, department=police, since=MORNING)
    assert list(dossiers_that_came(constable, ["crime_transfer"])) == [dossier]
    assert not dossiers_waiting_on_others(constable).exists()
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(constable, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "转来的卷宗" in client.get("/").content.decode()


@pytest.mark.parametrize("names_worker", [False, True])
def test_a_body_of_one_step_does_not_change_who_works_on_the_dossier_after_another(names_worker: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    held = Kept("assistance", page="dossier", shows="", opened_at="", names_worker=names_worker)
    monkeypatch.setattr("mingjian.office.dossiers.transition.kept", lambda procedure: held)
    monkeypatch.setitem(transition._bodies, ("assistance", "confirm"), lambda dossier, *, by, at: done.append(dossier.number))
    who = people("li", "wang", "zhao")
    dossier = opened("assistance", who["li"], {"questions": "核实实际经营地"})
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    take(dossier, "receive_letter", by=who["zhao"], at=MORNING)
    assert (done, dossier.officer) == ([], None if names_worker else who["zhao"])  # the manifest decides, and no body was asked
    take(dossier, "answer_request", by=who["zhao"], at=MORNING, given={"answer": "无人经营"})
    take(dossier, "confirm", by=who["li"], at=MORNING)
    assert done == [dossier.number]
