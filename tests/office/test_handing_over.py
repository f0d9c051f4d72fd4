"""A procedure is walked from its sheet alone: the sheet says which department holds the dossier next, and which may act beside it."""

import pytest
from people import at, department_of, people

from mingjian.core.errors import NotFound, NotPermitted
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.steps import Opening, open_dossier, take

pytestmark = pytest.mark.django_db
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
    take(dossier, "transfer", by=who["li"], at=MORNING, given={"police_department": police.pk, "papers_listed": "移送书"})
    take(dossier, "accept_transfer", by=constable, at=MORNING, given={"receipt": "回执"})
    assert dossier.department == department_of("county")
    assert dossier.state == {"filing": "accepted", "supervision": "no_supervision", "goods": "nothing_to_hand_over"}
