"""
J2. The small one: a reminder, an order to correct, a fresh capture. The case: filed from a clue, an order to correct that a fresh capture proves, amounts that
warn, notice, a fine refused, decision, service, payment, publication (masked by one, released by another, corrected, taken down), closing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from audited import by_hand
from django.utils.timezone import localdate, now
from journeys.browsing import look
from journeys.casework import add_line, certified, fill, make
from local_shop import ANSWERS, open_shop
from playwright.sync_api import Page, expect
from proofs import complete

from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.captures.work.storage import keep_page
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.publication.models import Publication
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.transition import take as taken
from mingjian.office.files.storage import seal
from mingjian.office.models import Deadline, Dossier, Entry, Officer, Reading
from mingjian.office.record import ledger

pytestmark = pytest.mark.slow
SHOP = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "listing_title": "复刻运动鞋"}
FIRM = {"operator_name": "桐庐青禾鞋行", "operator_code": "91330122MA2B2C3D42", "operator_address": "桐庐县某路1号", "content": "店内销售复刻运动鞋。"}


def today() -> str:
    """Ask for the day anew: a run may go past midnight."""
    return localdate().isoformat()


def filed_clue(who: dict[str, Officer], page: str) -> Clue:
    """A clue about a page that the head decided to file."""
    clue = register(Intake(source="inspection", suspected_act="销售假冒注册商标的商品", listing_url=page, **SHOP, **FIRM), by=who["li"], at=now())
    taken(clue.dossier, "accept", by=who["li"], at=now())
    taken(clue.dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": "购样经权利人辨认为仿品。", "proposal": "file"})
    taken(clue.dossier, "decide_to_file", by=who["wang"], at=now(), given={"reporter": "none"})
    return clue


def take(page: Page, number: str, step: str, *, refused: str = "", **papers: str) -> None:
    """Fill in the form that the page drew for a step, and take it."""
    page.goto(f"/dossiers/{number}")  # leads to the case's own page
    form = page.locator(f"#step-{step}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, step, papers)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    if refused:
        expect(page.locator(f"#step-{step}")).to_contain_text(refused)


def act(page: Page, kind: str, number: str, name: str, *, refused: str = "", **papers: str) -> None:
    """Do an act at its own page."""
    page.goto(f"/acts/{kind}/{number}/{name}")
    fill(page.locator("main form").last, name, papers)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    if refused:
        expect(page.locator("main")).to_contain_text(refused)


def sealed_proof(who: dict[str, Officer], case: Case) -> str:
    proof = seal(["订单号,金额\n1,199".encode()], "交易明细.csv", dossier=case.dossier, by=who["li"], at=now())
    by_hand(proof)
    return proof.sha256


@pytest.mark.usefixtures("sealed")
def test_a_reminder_becomes_an_order_and_a_fresh_capture_proves_the_correction(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.CAPTURE_LOCAL = True
    who = certified()
    officer, head = seat("li"), seat("wang")
    with open_shop() as shop:
        clue = register(Intake(source="inspection", suspected_act="未亮照", listing_url=f"{shop.url}/gone", **SHOP), by=who["li"], at=now())
        officer.goto(f"/clues/{clue.dossier.number}")
        officer.locator("a[href^='/dossiers/new/reminder']").first.click()
        fill(officer.locator("main form").last, "opening", {"reminded_party": "青禾鞋行", "facts": "首页未亮照", "breach_weight": "slight_first"})
        with officer.expect_navigation():
            officer.locator("main form button[type=submit]").last.click()
        number = officer.url.partition("?")[0].rpartition("/")[2]
        take(officer, number, "remind", reminder_sent="站内信", served_on=today(), remind_until=today())
        for signer in (officer, head):
            told = {"correction_facts": "逾期未亮照，责令改正。", "served_on": today(), "correct_until": today()} if signer is officer else {}
            take(signer, number, "order_correction", **told)
        take(officer, number, "record_correction", refused="涉及网页", note="当事人称已改正。")
        look(officer, "reminder-ordered", check_accessible)
        form = officer.locator("form[action$=capture_page]")
        if not form.is_visible():
            officer.get_by_text("网页取证", exact=True).last.click()
        with officer.expect_navigation():
            form.locator("button[type=submit]").click()
        take(officer, number, "record_correction", note="原页面已不存在。", proving_capture=kept().number)
    take(head, number, "settle", no_penalty_ground="slight", reason="已改正，没有造成危害后果。")
    assert Dossier.objects.get(number=number).state == "settled"
    look(head, "reminder-settled", check_accessible)


@pytest.mark.usefixtures("sealed")
def test_from_a_clue_to_a_paid_fine_and_every_document(page: Page, seat: Callable[..., Page], check_accessible: Callable[[Page], None], settings: Any) -> None:
    settings.CAPTURE_LOCAL, settings.PUBLIC_DOOR = True, True
    with open_shop() as shop:
        walk(certified(), seat, f"{shop.url}/shop", check_accessible, page)


def walk(who: dict[str, Officer], seat: Callable[..., Page], listing: str, check_accessible: Callable[[Page], None], public: Page) -> None:
    """Walk the case from its clue to its end."""
    clue = filed_clue(who, listing)
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
    assert all(words in text for words in ("桐庐青禾鞋行", "91330122MA2B2C3D42", "浙A-li", "《市场监督管理行政处罚程序规定》第十八条、第十九条"))

    describe(officer, number)
    take(officer, number, "investigate")
    take(head, number, "investigate")
    assert "浙A-wang" in make(officer, number, "scene_record")
    watch_the_line(officer, who, case, check_accessible)
    correct(officer, head, number, check_accessible)
    penalise(officer, head, number, check_accessible)
    pay(officer, number)
    publish(officer, head, public, number, check_accessible)
    close(officer, head, number, check_accessible)
    ledger.checkpoint(now())
    assert all(ledger.verify_entry(entry).is_proven for entry in Entry.objects.all())


def describe(officer: Page, number: str) -> None:
    """State which act, field and crime."""
    officer.goto(f"/cases/{number}")
    officer.get_by_text("登记当事人、案由和罪名").click()
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": "2026-10-09"}
    told["broken"] = "商标法第五十七条"
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


def kept() -> Capture:
    """Do what the job of the newest capture does."""
    capture = Capture.objects.latest("pk")
    return keep_page(capture, by=capture.asked_by, clock=now, guard=lambda: None)


def correct(officer: Page, head: Page, number: str, check: Callable[[Page], None]) -> None:
    """The page is captured, the order has a term, and only a capture after it that shows the goods gone lets the correction be confirmed."""
    officer.goto(f"/cases/{number}/evidence")
    form = officer.locator("form[action$=capture_page]")
    if not form.is_visible():
        officer.get_by_text("网页取证", exact=True).last.click()
    with officer.expect_navigation():
        form.locator("button[type=submit]").click()
    first = kept()
    take(officer, number, "order_correction", correction_facts="立即停止销售侵权商品，下架链接。", served_on=today(), correct_until=today())
    take(head, number, "order_correction")
    text = make(officer, number, "correction_order")
    assert "下架链接" in text
    assert "《中华人民共和国行政处罚法》第二十八条" in text
    take(officer, number, "record_correction", refused="本案涉及网页", note="当事人称已下架。")
    take(officer, number, "record_correction", refused="早于责令改正", note="当事人称已下架。", proving_capture=first.number)
    look(officer, "case-correction-refused", check)
    before = ANSWERS["/shop"]
    ANSWERS["/shop"] = (404, [("Content-Type", "text/html; charset=utf-8")], "<title>404</title>商品不存在".encode())
    try:
        officer.goto(f"/evidence/captures/{first.number}")
        with officer.expect_navigation():
            officer.locator("form[action$=visit_again] button[type=submit]").click()
        again = kept()
    finally:
        ANSWERS["/shop"] = before
    take(officer, number, "record_correction", note="重新取证，链接已下架。", proving_capture=again.number)
    assert Dossier.objects.get(number=number).state["correction"] == "corrected"  # type: ignore[index]  # a dossier with tracks


def list_evidence(officer: Page, number: str, check: Callable[[Page], None]) -> None:
    """Enter the files of the case in the list of evidence, each with what it proves; then nothing is unproven."""
    officer.goto(f"/cases/{number}")
    officer.get_by_role("navigation", name="本页各部分").get_by_role("link", name="证据", exact=True).click()
    look(officer, "matter-evidence", check)
    file = officer.locator("fieldset", has=officer.locator("[name=file]")).first
    file.locator("[name=file]").check()
    for element in ("subject", "act", "goods", "right", "amount"):
        file.locator(f"[name^=proves-][value={element}]").check()
    with officer.expect_navigation():
        officer.get_by_role("button", name="将勾选的文件列为证据").click()
    expect(officer.get_by_text("尚无证据")).to_have_count(0)
    officer.get_by_role("link", name="违法行为、处罚、文书").click()
    look(officer, "matter-charge", check)
    officer.get_by_role("link", name="当事人和商品", exact=True).click()
    look(officer, "matter-parties", check)


def penalise(officer: Page, head: Page, number: str, check: Callable[[Page], None]) -> None:
    """Report, review, notice, statement, discussion; a fine that is another than that of the matter is refused; then the decision."""
    report = {"final_report": "当事人销售假冒运动鞋137双。", "discretion_reasons": "初次违法，配合调查。"}
    take(officer, number, "finish_investigation", refused="没有证明", **report)
    list_evidence(officer, number, check)
    complete(Case.objects.get().dossier, Officer.objects.get(username="li"), now())
    take(officer, number, "finish_investigation", **report)
    take(head, number, "finish_investigation")
    assert "运动鞋" in make(officer, number, "investigation_report")
    take(officer, number, "submit_for_legal_review", legal_review_ground="complex")
    take_review(head, number)
    take(officer, number, "settle_notice", hearing_right="has_right", hearing_ground="fine")
    take(head, number, "settle_notice")
    notice = make(officer, number, "penalty_notice")  # before it is served: it cannot be handed over before it is printed
    assert "5个工作日内，可以到下列地址当面提出" in notice
    assert "罚款人民币陆万元整（￥60000.00）" in notice
    assert "罚告〔" in make(officer, number, "service_receipt")
    take(officer, number, "inform_after_legal_review", served_on=today())
    waiting = Deadline.objects.filter(dossier__number=number, name="answer_notice")
    waiting.update(due=now() - timedelta(minutes=1))  # five working days went by
    by_hand(*waiting)
    take(officer, number, "record_statement", party_statement="无异议。")
    take(head, number, "discuss_collectively", discussion_record="同意拟处罚意见，无少数意见。")
    taken(Case.objects.get().dossier, "discuss_collectively", by=Officer.objects.get(username="shen"), at=now())
    wrong = {"registered_in": "here", "fine": "9999999", "discretion_reasons": "初次违法。"}
    take(head, number, "decide_penalty", refused="与案情登记的罚款 60000.00 元不一致", **wrong)
    look(head, "case-fine-refused", check)
    take(head, number, "decide_penalty", refused="先在案件概览页“以罚代刑筛查”中写明处理意见", **{**wrong, "fine": "60000"})
    act(officer, "case", number, "note_screen", reason="案值为追诉标准的八成，未达标准；销售数量经平台核实，没有其他未查明的销售，不移送。")
    take(head, number, "decide_penalty", **{**wrong, "fine": "60000"})
    told = {"purpose": "制作处罚决定书", "ground": "行政处罚法第五十九条", "until": now() + timedelta(days=1)}
    leave = Reading.objects.create(of=Case.objects.get().dossier.read_as, officer=Officer.objects.get(username="wang"), **told)
    by_hand(leave)  # without it the number of the party's identity paper is a gap, and the decision a draft
    decision = make(head, number, "penalty_decision")
    assert "罚款人民币陆万元整（￥60000.00）" in decision
    assert "申请行政复议，也可以自收到本决定书之日起6个月内" in decision
    assert "《中华人民共和国商标法》第六十条" in decision


def take_review(head: Page, number: str) -> None:
    """The head reviews nothing that they investigated: another reviewer of the department does."""
    county = Officer.objects.get(username="li").department
    reviewer = Officer.objects.create(username="shen", name_zh="沈审", department=county, roles=["legal_reviewer", "head"])
    taken(Case.objects.get().dossier, "review_legally", by=reviewer, at=now(), given={"review_opinion": "同意。"})


def pay(officer: Page, number: str) -> None:
    take(officer, number, "serve", service_mode="direct", served_on=today())
    assert "处罚〔" in make(officer, number, "service_receipt")
    take(officer, number, "record_payment", fine_paid="60000", fine_paid_on=today(), note="已缴至指定银行。")


def publish(officer: Page, head: Page, public: Page, number: str, check: Callable[[Page], None]) -> None:
    """Within twenty working days: drafted by one, released by another, corrected by a new version, taken down with a word in its place."""
    officer.goto(f"/cases/{number}")
    expect(officer.locator("#deadlines").locator("..")).to_contain_text("公示期限")
    act(officer, "case", number, "draft_publication")
    drafted = Publication.objects.get()
    terms = {"display_term": "long", "repair_field": "general", "credit_class": "general"}
    officer.goto(f"/acts/publication/{drafted.number}/release_publication")
    expect(officer.locator("main")).to_contain_text("起草人不能发布")
    base = officer.url.partition("/acts")[0]
    public.goto(f"{base}/published")
    expect(public.locator("main")).to_contain_text("没有公示中的处罚信息")
    act(head, "publication", drafted.number, "release_publication", **terms)
    head.goto(f"/cases/{number}")
    look(head, "case-published", check)
    seen_by_public(public, f"{base}/published", drafted.number, check)
    describe_anew(officer, number)
    act(officer, "case", number, "draft_publication", refused="更正须写明理由")
    act(officer, "case", number, "draft_publication", reason="违法行为的表述有误")
    act(head, "publication", drafted.number, "release_correction")
    public.goto(f"{base}{drafted.public_url}")
    expect(public.locator("main")).to_contain_text("违法行为的表述有误")
    act(head, "publication", drafted.number, "take_down", reason="处罚已被撤销，不再公示。")
    assert public.goto(f"{base}{drafted.public_url}").status == 410  # type: ignore[union-attr]  # a page that was gone to answers
    expect(public.locator("main")).to_contain_text("处罚已被撤销")
    look(public, "published-gone", check)


def seen_by_public(public: Page, listed: str, number: str, check: Callable[[Page], None]) -> None:
    """Whoever has no account finds it by name and by number, and follows it by the feed."""
    for question in ("青禾", number):
        public.goto(listed)
        public.fill("main [name=q]", question)
        public.get_by_role("button", name="查找").or_(public.get_by_role("button", name="搜索")).first.click()
        expect(public.locator("main")).to_contain_text(number)
    look(public, "published", check)
    public.get_by_role("link", name=number).click()
    expect(public.locator("main")).to_contain_text("罚款人民币陆万元整（￥60000.00）")
    look(public, "published-one", check)
    assert number in public.request.get(f"{listed}/feed").text()


def describe_anew(officer: Page, number: str) -> None:
    officer.goto(f"/cases/{number}")
    officer.get_by_text("登记当事人、案由和罪名").click()
    fill(officer.locator("form[action$=describe]"), "case", {"suspected_act": "销售侵犯注册商标专用权的商品"})
    with officer.expect_navigation():
        officer.locator("form[action$=describe] button").click()


def close(officer: Page, head: Page, number: str, check: Callable[[Page], None]) -> None:
    make(officer, number, "closing_approval")
    take(officer, number, "close_case")
    take(head, number, "close_case")
    assert "行政处罚决定书" in make(officer, number, "file_index")
    officer.goto(f"/cases/{number}")
    look(officer, "case-closed", check)
    assert Document.objects.count() >= 9
