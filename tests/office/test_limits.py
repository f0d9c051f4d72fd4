"""Whoever opens a dossier, somebody can go on with it: a takedown reaches the platform, a platform and the police can answer, a demand finds its authority."""

import pytest
from people import at, department_of, people

from mingjian.core.procedure import rulebook, steps_open
from mingjian.office.demo import demo_picture
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer

pytestmark = pytest.mark.django_db
MORNING = at("2026-06-01 09:00")


def opened(procedure: str, by: Officer, given: dict[str, object]) -> Dossier:
    assert by.department is not None
    return open_dossier(Opening(procedure, "测〔2026〕1号", "某店"), by=by, department=by.department, at=MORNING, given=given)


def body(kind: str, role: str) -> Officer:
    department = Department.objects.create(name_zh=f"桐庐县{kind}", name_en=kind, kind=kind, level="county", region="330122")
    return Officer.objects.create(username=kind, name_zh="员", name_en=kind, department=department, duty="work", roles=[role])


PLACE = "云集市 › 直播间 小敏好物"


def shown(dossier: Dossier, by: Officer) -> None:
    """Seal a picture of the place before the platform is told to act, as the sheet demands."""
    picture = seal([demo_picture()], "直播间.png", dossier=dossier, by=by, at=MORNING)
    take(dossier, "show_place", by=by, at=MORNING, given={"evidence": picture.sha256, "shown_places": PLACE})


@pytest.mark.usefixtures("sealed")
def test_a_county_that_finds_an_illegal_listing_hands_it_to_the_platform_which_acts_and_reports() -> None:
    who = people("li", "clerk")
    dossier = opened("emergency_takedown", who["li"], {"illegal_listing": PLACE, "why_illegal": "无许可", "field": "general"})
    shown(dossier, who["li"])
    take(dossier, "notify_platform", by=who["li"], at=MORNING, given={"platform_department": department_of("platform").pk, "order_number": "令1号"})
    assert dossier.department == department_of("platform")
    told = {"order_number": "令1号", "measure": "delete", "records_kept": "快照", "field": "general"}
    take(dossier, "follow_order", by=who["clerk"], at=MORNING, given=told)
    take(dossier, "report", by=who["clerk"], at=MORNING, given={"report_to": "platform_market"})
    assert dossier.is_closed


@pytest.mark.usefixtures("sealed")
def test_a_platform_that_does_not_sell_it_sends_it_back_to_the_county() -> None:
    who = people("li", "clerk")
    dossier = opened("emergency_takedown", who["li"], {"illegal_listing": PLACE, "why_illegal": "无许可", "field": "general"})
    shown(dossier, who["li"])
    take(dossier, "notify_platform", by=who["li"], at=MORNING, given={"platform_department": department_of("platform").pk, "order_number": "令1号"})
    take(dossier, "return_to_authority", by=who["clerk"], at=MORNING, given={"reason": "非本平台"})
    assert (dossier.department, dossier.sender) == (department_of("county"), None)
    take(dossier, "record_outcome", by=who["li"], at=MORNING, given={"measure": "delete", "records_kept": "回函"})
    assert dossier.is_closed


def test_a_platform_that_is_asked_for_data_answers_and_the_county_confirms() -> None:
    who = people("li", "wang", "clerk")
    dossier = opened("assistance", who["li"], {"questions": "订单"})
    gate = {"request_purpose": "查明销售数量", "request_ground": "电子商务法第二十五条", "request_scope": "standard"}
    asked = {"asked_provider": department_of("platform").pk, "letter_number": "协1号", "provide_until": "2026-06-15", **gate}
    take(dossier, "ask_provider", by=who["li"], at=MORNING, given=asked)
    take(dossier, "ask_provider", by=who["wang"], at=MORNING)
    assert dossier.department == department_of("platform")
    take(dossier, "provide", by=who["clerk"], at=MORNING, given={"answer": "一千条"})
    take(dossier, "confirm", by=who["li"], at=MORNING)
    assert dossier.is_closed


def test_a_letter_taken_back_is_with_its_sender_and_goes_to_another() -> None:
    who = people("li", "wang", "zhao", "zhou")
    dossier = opened("assistance", who["li"], {"questions": "核实"})
    for department in ("neighbour", "elsewhere"):
        asked = {"asked_department": department_of(department).pk, "letter_number": "协1号"}
        take(dossier, "send", by=who["li"], at=MORNING, given=asked)
        take(dossier, "send", by=who["wang"], at=MORNING)
        if department == "neighbour":
            take(dossier, "withdraw", by=who["li"], at=MORNING, given={"reason": "对象有误"})
            assert (dossier.department, dossier.sender) == (department_of("county"), None)
    assert (dossier.department, dossier.sender) == (department_of("elsewhere"), department_of("county"))


def test_police_who_are_asked_for_assistance_receive_the_letter_and_answer() -> None:
    who = people("li", "wang")
    constable = body("police", "police")
    dossier = opened("assistance", who["li"], {"questions": "核实身份"})
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": constable.department_id, "letter_number": "协2号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    take(dossier, "receive_letter", by=constable, at=MORNING)
    take(dossier, "answer_request", by=constable, at=MORNING, given={"answer": "属实"})
    assert dossier.state == "answered"


def test_a_procurator_who_finds_a_case_that_was_not_transferred_demands_it_and_the_authority_takes_it_up() -> None:
    who = people("li", "wang")
    procurator = body("procuratorate", "procurator")
    dossier = opened("crime_transfer", procurator, {"suspicion": "金额超过标准", "crime": "销售假冒注册商标的商品罪"})
    demand = {"administration": department_of("county").pk, "opinion_text": "应当移送"}
    take(dossier, "demand_transfer", by=procurator, at=MORNING, given=demand)
    assert dossier.department == department_of("county")
    take(dossier, "take_up_demand", by=who["wang"], at=MORNING, given={"handlers": "甲、乙"})
    take(dossier, "write_report", by=who["li"], at=MORNING, given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=MORNING)
    assert dossier.state["filing"] == "report_written"  # type: ignore[index]


COLLEAGUES = {"officer", "head", "principal", "legal_reviewer", "convener", "secretariat"}
DOORS = [
    (name, role)
    for name in rulebook().procedures()
    for sheet in rulebook().versions(name)[-1:]
    if sheet.opening
    for role in sheet.steps[sheet.opening].by
    if role != "superior"
]


@pytest.mark.parametrize(("procedure", "role"), DOORS)
def test_whoever_may_open_a_procedure_may_go_on_with_it(procedure: str, role: str) -> None:
    """Of the department that opened it, somebody has a step: its opener, a colleague who heads or reviews, or the department it is for."""
    sheet = rulebook().versions(procedure)[-1]
    company = {role} | (COLLEAGUES if role in COLLEAGUES - {"legal_reviewer"} else set())
    able = [step for step in steps_open(sheet, sheet.starts, company) if step.side in ("holder", "any")]
    assert able, f"{procedure}: opened by {role}, nobody of its department has a step"
