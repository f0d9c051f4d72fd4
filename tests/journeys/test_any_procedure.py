"""Procedures that no institution has taken up yet, walked by officers of several departments in a browser, from their sheets alone, in both languages."""

from pathlib import Path

import pytest
from django.utils.timezone import localtime, now
from journeys.casework import constables
from journeys.desk import Desks, desks
from packs import waive_all
from people import people
from playwright.sync_api import expect

from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.office.models import Dossier, Officer

__all__ = ["desks"]  # a fixture, found by its name


def states(number: str) -> dict[str, str]:
    state = Dossier.objects.get(number=number).state
    assert isinstance(state, dict)
    return state


@pytest.mark.usefixtures("transactional_db")
def test_a_suspected_crime_is_transferred_refused_reconsidered_and_filed_under_supervision(desks: Desks) -> None:
    people("li", "wang")
    constables()
    today = localtime(now()).date().isoformat()
    officer, head, police, procurator = desks.seat("li"), desks.seat("wang", "en"), desks.seat("min", "en"), desks.seat("gao")
    number = officer.open(
        "crime_transfer", "某鞋店涉嫌销售假冒注册商标的商品", suspicion="三个月售出八百双", crime="销售假冒注册商标的商品罪", sales_amount="80000.50"
    )
    officer.take(number, "write_report", transfer_report="两人到场核实")
    expect(officer.page.locator("#waiting")).to_contain_text("等待第二签名")
    expect(officer.page.locator("#waiting")).to_contain_text("桐庐县局")
    head.take(number, "write_report")
    head.take(number, "approve_transfer")
    waive_all(Dossier.objects.get(number=number), Officer.objects.get(username="wang"), now())
    officer.take(number, "transfer", police_department="桐庐县公安局", papers_listed="移送书、清单")
    police.take(number, "accept_transfer", receipt="Receipt 1")
    police.take(number, "refuse_case", declined_ground="insufficient", reason="The amount is not proven.", served_on=today)
    expect(police.page.locator("#waiting")).to_contain_text("Ask for reconsideration")
    expect(police.page.locator("#waiting")).to_contain_text("County")
    officer.take(number, "request_reconsideration", reason="数额已达标准")
    police.take(number, "uphold_refusal", reason="Upheld.", served_on=today)
    officer.take(number, "propose_supervision", procuratorate="桐庐县检察院", reason="应当立案")
    procurator.take(number, "demand_reasons")
    procurator.take(number, "order_filing", reason="不立案理由不成立")
    assert states(number) == {"filing": "reconsidered", "supervision": "filing_ordered", "goods": "nothing_to_hand_over"}
    expect(procurator.page.locator("[aria-labelledby=standing]")).to_contain_text("检察监督")
    police.take(number, "open_case", document_number="2026-17")
    procurator.take(number, "end_supervision")
    officer.take(number, "receive_filing_notice", document_number="2026-17", served_on=today)
    officer.take(number, "hand_over_goods", goods_list="鞋八百双", receipt="已签收")
    head.take(number, "hand_over_goods")
    officer.take(number, "conclude")
    expect(officer.page.locator("body")).to_contain_text("卷宗已办结")
    officer.verify(number)


@pytest.mark.usefixtures("transactional_db")
def test_a_complaint_is_handed_over_mediated_while_a_test_stops_the_clock_and_settled(desks: Desks) -> None:
    told = Intake(complained_of="某鞋店", demand="退一赔三", facts="三双鞋系假货", complainant=Consumer("张某某"))
    number = register(told, by=people("li", "zhao")["li"], at=now()).number
    receiver, mediator = desks.seat("li"), desks.seat("zhao", "en")
    receiver.page.goto(f"/complaints/{number}")
    expect(receiver.page.locator("[aria-labelledby=deadlines]")).to_contain_text("决定受理期限")
    expect(receiver.page.locator("#history ~ ol")).not_to_contain_text("张某某")
    receiver.take(number, "hand_over", department="淳安县局", reason="公示地址在淳安")
    expect(receiver.page.locator("[aria-labelledby=steps]")).to_contain_text("您可以查阅")
    mediator.take(number, "accept_complaint")
    mediator.take(number, "start_mediation", both_consent="Both agreed by telephone.")
    mediator.take(number, "commission_test", test_kind="appraisal", tester="Provincial laboratory")
    expect(mediator.page.locator("[aria-labelledby=deadlines]")).to_contain_text("Suspended since")
    mediator.take(number, "receive_test", test_result="Counterfeit.")
    mediator.take(number, "record_agreement", settlement="Refund and threefold damages.", settlement_form="written")
    mediator.take(number, "close_complaint")
    assert Dossier.objects.get(number=number).is_closed
    mediator.verify(number)


@pytest.mark.usefixtures("transactional_db")
def test_another_region_is_asked_for_assistance_and_answers_with_a_file(desks: Desks, tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"  # type: ignore[attr-defined]
    people("li", "wang", "zhou")
    (tmp_path / "笔录.txt").write_text("无人经营", "utf-8")
    officer, head, asked = desks.seat("li"), desks.seat("wang"), desks.seat("zhou", "en")
    number = officer.open("assistance", "核实某鞋店实际经营地", questions="登记地址是否有人经营？")
    officer.take(number, "send", asked_department="射洪市局", letter_number="写错的文号")
    officer.take_back("文号有误")
    officer.take(number, "send", asked_department="射洪市局", letter_number="桐市监协〔2026〕1号")
    assert Dossier.objects.get(number=number).state == "drafted"
    head.take(number, "send")
    expect(head.page.locator("#waiting")).to_contain_text("射洪市局")
    asked.take(number, "receive_letter")
    expect(asked.page.locator("[aria-labelledby=deadlines]")).to_contain_text("15 working days left")
    asked.take(number, "answer_request", answer="Nobody trades there.", evidence=str(tmp_path / "笔录.txt"))
    officer.see(number)
    expect(officer.page.locator("[aria-labelledby=files]")).to_contain_text("笔录.txt")
    officer.take(number, "confirm")
    assert Dossier.objects.get(number=number).is_closed
    officer.verify(number)
