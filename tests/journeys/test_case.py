"""J2, the case: filed from a clue, an order to correct with its proof, amounts that warn, notice, a fine refused, decision, service, payment, closing."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from journeys.browsing import look
from journeys.casework import add_line, certified, fill, make
from playwright.sync_api import Page, expect

from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.taking import take as taken
from mingjian.office.files.keeping import seal
from mingjian.office.models import Entry, Officer
from mingjian.office.record import ledger

pytestmark = pytest.mark.slow
TODAY, EARLIER = localdate().isoformat(), (localdate() - timedelta(days=20)).isoformat()
SHOP = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "listing_url": "https://yunjishi.example/i/7", "listing_title": "复刻运动鞋"}
FIRM = {"operator_name": "桐庐青禾鞋行", "operator_code": "91330122MA2B2C3D4E", "operator_address": "桐庐县某路1号", "content": "店内销售复刻运动鞋。"}


def filed_clue(who: dict[str, Officer]) -> Clue:
    """A clue that the head decided to file."""
    clue = register(Intake(source="inspection", suspected_act="销售假冒注册商标的商品", **SHOP, **FIRM), by=who["li"], at=now())
    taken(clue.dossier, "accept", by=who["li"], at=now())
    taken(clue.dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": "购样经权利人辨认为仿品。", "proposal": "file"})
    taken(clue.dossier, "decide_to_file", by=who["wang"], at=now(), given={"reporter": "none"})
    return clue


def take(page: Page, number: str, step: str, *, refused: str = "", file: Path | None = None, **papers: str) -> None:
    """Fill in the form that the page drew for a step, and take it."""
    page.goto(f"/cases/{number}")
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, step, papers)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    if refused:
        expect(page.locator(f"#step-{step}")).to_contain_text(refused)


def sealed_proof(who: dict[str, Officer], case: Case) -> str:
    return seal(["订单号,金额\n1,199".encode()], "交易明细.csv", dossier=case.dossier, by=who["li"], at=now()).sha256


@pytest.mark.usefixtures("sealed")
def test_from_a_clue_to_a_paid_fine_and_every_document(seat: Callable[..., Page], check_accessible: Callable[[Page], None]) -> None:
    who = certified()
    clue = filed_clue(who)
    head, officer = seat("wang"), seat("li")
    head.goto(f"/clues/{clue.dossier.number}")
    head.get_by_role("link", name="建立卷宗：行政处罚普通程序").click()
    expect(head.locator("[name=party_name]")).to_have_value("桐庐青禾鞋行")
    head.locator("[name=first]").select_option(label="li（浙A-li）")
    head.locator("[name=second]").select_option(label="wang（浙A-wang）")
    look(head, "case-filing", check_accessible)
    with head.expect_navigation():
        head.get_by_role("button", name="立案").click()
    case = Case.objects.get()
    number = case.number
    text = make(head, number, "filing_approval")
    assert all(words in text for words in ("桐庐青禾鞋行", "91330122MA2B2C3D4E", "浙A-li", "《市场监督管理行政处罚程序规定》第19条"))

    describe(officer, number)
    take(officer, number, "investigate")
    take(head, number, "investigate")
    assert "浙A-wang" in make(officer, number, "scene_record")
    watch_the_line(officer, who, case, check_accessible)
    correct(officer, head, number)
    penalise(officer, head, number, check_accessible)
    close(officer, head, number, check_accessible)
    ledger.checkpoint(now())
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())


def describe(officer: Page, number: str) -> None:
    """Say which act, field and crime."""
    officer.goto(f"/cases/{number}")
    officer.get_by_text("登记当事人、案由和罪名").click()
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": "2026-10-09"}
    fill(officer.locator("form[action$=describe]"), "case", told)
    with officer.expect_navigation():
        officer.locator("form[action$=describe] button").click()


def watch_the_line(officer: Page, who: dict[str, Officer], case: Case, check: Callable[[Page], None]) -> None:
    """82 % of the line warns on the case's page and above the deadlines; a sham order counts both ways until it is settled."""
    number, proof = case.number, sealed_proof(who, case)
    line = {"amount_kind": "sold", "goods_name": "运动鞋", "quantity": "137", "unit_price": "300", "price_basis": "actual"}
    add_line(officer, number, **line, amount_proofs="deadbeef01")
    expect(officer.locator("main")).to_contain_text("不在案")
    add_line(officer, number, **line, amount_proofs=proof[:16])
    sham = {"amount_kind": "sham", "quantity": "20", "reason": "sham_ring：买家互购"}
    add_line(officer, number, **{**line, **sham}, amount_proofs=proof)
    officer.goto(f"/cases/{number}")
    expect(officer.locator("main")).to_contain_text("案值已达销售假冒注册商标的商品罪追诉标准的 82 %")
    expect(officer.locator("main")).to_contain_text("存疑部分全部剔除时为 70 %")
    look(officer, "case-amounts", check)
    officer.goto("/docket")
    expect(officer.locator("main")).to_contain_text(f"{number}：案值已达")
    look(officer, "case-docket", check)


def correct(officer: Page, head: Page, number: str) -> None:
    take(officer, number, "order_correction", correction_facts="立即停止销售侵权商品，下架链接。", served_on=TODAY, correct_until=TODAY)
    take(head, number, "order_correction")
    text = make(officer, number, "correction_order")
    assert "下架链接" in text
    assert "《中华人民共和国行政处罚法》第28条" in text
    take(officer, number, "record_correction", note="重新取证，链接已下架。")


def penalise(officer: Page, head: Page, number: str, check: Callable[[Page], None]) -> None:
    """Report, review, notice, statement, discussion; a fine outside the law is refused with the article; then the decision."""
    take(officer, number, "finish_investigation", final_report="当事人销售假冒运动鞋137双。", discretion_reasons="初次违法，配合调查。")
    take(head, number, "finish_investigation")
    assert "运动鞋" in make(officer, number, "investigation_report")
    take(officer, number, "submit_for_legal_review", legal_review_ground="complex")
    take_review(head, number)
    step = "inform_after_legal_review"
    take(officer, number, step, penalty_intended="罚款60000元，没收侵权商品。", hearing_right="no_right", served_on=EARLIER)
    notice = make(officer, number, "penalty_notice")
    assert re.search(r"5个工作日内陈述、申辩", notice)
    assert "罚款60000元" in notice
    take(officer, number, "record_statement", party_statement="无异议。")
    take(head, number, "discuss_collectively", discussion_record="同意拟处罚意见，无少数意见。")
    taken(Case.objects.get().dossier, "discuss_collectively", by=Officer.objects.get(username="shen"), at=now())
    wrong = {"penalty": "罚款", "registered_in": "here", "fine": "9999999", "discretion_reasons": "初次违法。"}
    take(head, number, "decide_penalty", refused="不在法定幅度之内（《商标法》第60条）", **wrong)
    look(head, "case-fine-refused", check)
    take(head, number, "decide_penalty", **{**wrong, "penalty": "罚款60000元，没收侵权商品。", "fine": "60000"})
    decision = make(head, number, "penalty_decision")
    assert "60,000.00元" in decision
    assert "60日内申请行政复议" in decision
    assert "《中华人民共和国商标法》第60条" in decision


def take_review(head: Page, number: str) -> None:
    """The head reviews nothing that they investigated: another reviewer of the department does."""
    county = Officer.objects.get(username="li").department
    reviewer = Officer.objects.create(username="shen", name_zh="沈审", department=county, roles=["legal_reviewer", "head"])
    taken(Case.objects.get().dossier, "review_legally", by=reviewer, at=now(), given={"review_opinion": "同意。"})


def close(officer: Page, head: Page, number: str, check: Callable[[Page], None]) -> None:
    take(officer, number, "serve", service_mode="direct", served_on=TODAY)
    assert "处罚〔" in make(officer, number, "service_receipt")
    take(officer, number, "record_payment", note="已缴至指定银行。")
    make(officer, number, "closing_approval")
    take(officer, number, "close_case")
    take(head, number, "close_case")
    assert "行政处罚决定书" in make(officer, number, "file_index")
    officer.goto(f"/cases/{number}")
    look(officer, "case-closed", check)
    assert Document.objects.count() >= 9
