"""Bugs of the desk, each walked in a browser as the person met it whom it met first: what she sees now in its place. See `test_bugs_of_the_desk`."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime, now
from journeys.casework import certified
from journeys.desk import Desk, Desks, desks
from journeys.world import make_findings
from kits import open_kit
from make import make_clue
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

__all__ = ["desks"]  # a fixture, found by its name

pytestmark = pytest.mark.usefixtures("transactional_db", "sealed")
FACTS = "三个月售出假冒运动鞋八百双，权利人辨认为假冒。"
CRIME = "销售假冒注册商标的商品罪"


def clue_of(li: Officer) -> Dossier:
    return make_clue(li, at=now(), suspected_act="刷单", platform="yunjishi", shop_id="S7", shop_name="山海户外", content="").dossier


def transfer_of(li: Officer) -> Dossier:
    papers: dict[str, object] = {"suspicion": "三个月售出八百双", "crime": CRIME}
    return open_any(Request("crime_transfer", "青禾鞋店涉嫌售假", papers=papers), by=li, at=now())


def said(page: Page) -> Any:
    """What the page says of what was just done."""
    return page.locator(".notes .note").first


def press(page: Page, name: str) -> None:
    """Press a button that leads to a page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def void(desk: Desk, number: str, **papers: str) -> None:
    """Take the step that says that a clue was registered by mistake."""
    desk.take(number, "void", **papers)


def test_an_officer_finds_a_closed_clue_by_its_number(desks: Desks) -> None:
    """Desk d-4: a number was not found once closed."""
    who = people("li", "wang")
    dossier = clue_of(who["li"])
    take(dossier, "void", by=who["li"], at=now(), given={"reason": "重复登记"})
    take(dossier, "void", by=who["wang"], at=now())
    page = desks.seat("li").page
    for address in ("/clues", "/dossiers"):
        page.goto(address)
        expect(page.locator("#list")).not_to_contain_text(dossier.number)
        page.locator(".sieve [name=q]").fill(dossier.number.lower())
        expect(page.locator("#list")).to_contain_text(dossier.number)
        expect(page.locator("#list")).to_contain_text("山海户外")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.locator("#everything").fill(dossier.number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("山海户外")
    expect(page.locator("main")).to_contain_text("已作废")


def test_a_buyer_comes_back_to_the_receipt_by_its_code(desks: Desks, settings: Any) -> None:
    """Desk d-5: a buyer could not come back."""
    settings.PUBLIC_DOOR = True
    li = people("li")["li"]
    kit = open_kit(Purchase("抖音 › 直播间 小敏好物", "运动鞋", "假货"), department=li.department, at=now())
    page = desks.stranger(viewport={"width": 390, "height": 844})
    page.goto("/buyer")
    page.get_by_label("已提交过？").fill("nothing")
    press(page, "查看回执")
    expect(page.locator("#code_error")).to_contain_text("没有这个证据包")
    expect(page.locator("#code")).to_have_value("nothing")
    page.locator("#code").fill(f" {kit.code} ")
    press(page, "查看回执")
    expect(page.locator("h1")).to_have_text("回执")
    expect(page.locator("main")).to_contain_text("运动鞋")
    short = page.locator("#short-code").inner_text()
    page.goto("/buyer")
    page.locator("#code").fill(short.lower())
    press(page, "查看回执")
    expect(page.locator("#long-code")).to_have_text(kit.code)


def test_an_address_that_is_none_and_a_form_older_than_the_session_lead_on(desks: Desks) -> None:
    """Desk d-7: an unknown address was told as a fault of the node, an old form as a bare page of the library."""
    li = people("li")["li"]
    dossier = clue_of(li)
    take(dossier, "accept", by=li, at=now())
    page = desks.seat("li").page
    page.goto("/nope")
    expect(page.locator("main")).to_contain_text("这个地址没有页面")
    expect(page.locator("main")).not_to_contain_text("系统出错")
    with page.expect_navigation():
        page.get_by_role("link", name="回到首页").click()
    expect(page.locator("h1")).to_contain_text("您好")
    page.goto(f"/clues/{dossier.number}#step-conclude_check")
    page.locator("[name=conclude_check-check_result]").fill(FACTS)
    page.locator("[name=conclude_check-proposal]").select_option("file")
    page.context.clear_cookies(name="csrftoken")  # as another sign-in in another tab leaves it
    page.locator("#step-conclude_check button.button--first").click()
    expect(page.locator("main")).to_contain_text("已填写的内容保留在本标签页中")
    expect(page.locator("body")).not_to_contain_text("DEBUG")
    with page.expect_navigation():
        page.locator(".error-page__ways a").first.click()
    expect(page.locator("[name=conclude_check-check_result]")).to_have_value(FACTS)
    press(page, "报送核查结论")
    expect(said(page)).to_contain_text("报送核查结论")


def test_what_cannot_be_is_told_at_its_field_before_it_is_written_down(desks: Desks) -> None:
    """Desk d-9: a day to come, a false code, an article and a crime that are none were accepted."""
    people("li")
    page = desks.seat("li").page
    page.goto("/clues/new")
    page.locator("[name=source]").select_option("inspection")
    ahead = (localtime(now()).date() + timedelta(days=400)).isoformat()
    wrong = {"acted_on": ahead, "operator_code": "91330106MA2AXX0012", "suspected_ground": "商标法第999条"}
    for name, value in {"suspected_act": "虚假宣传", "platform": "yunjishi", "shop_id": "S1", **wrong}.items():
        page.locator(f"[name={name}]").fill(value)
    submit = page.locator("main form[enctype] button[type=submit], main form button.button--first").last
    with page.expect_navigation():
        submit.click()
    told = {"acted_on": "这一天还没有到", "operator_code": "不是有效的统一社会信用代码", "suspected_ground": "法规库中没有这一条"}
    for name, words in told.items():
        expect(page.locator(".field", has=page.locator(f"[name={name}]"))).to_contain_text(words)
        expect(page.locator(f"[name={name}]")).to_have_value(wrong[name])
    assert not Clue.objects.exists()
    for name in wrong:
        page.locator(f"[name={name}]").fill("")
    with page.expect_navigation():
        page.locator("main form[enctype] button[type=submit], main form button.button--first").last.click()
    expect(page.locator("main")).to_contain_text(Clue.objects.get().dossier.number)
    page.goto("/dossiers/new/crime_transfer")
    for name, value in {"title": "某店", "suspicion": "售假", "crime": "不存在的罪"}.items():
        page.locator(f"[name=opening-{name}]").fill(value)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("规则库没有这个罪名")
    expect(page.locator("[name=opening-suspicion]")).to_have_value("售假")


def test_what_an_officer_signed_waits_on_whoever_signs_second(desks: Desks) -> None:
    """Desk d-10: deadlines asked for what one had signed."""
    who = people("li", "wang")
    dossier = transfer_of(who["li"])
    desk = desks.seat("li")
    page = desk.page
    page.goto("/docket")
    expect(page.locator("#list")).to_contain_text("青禾鞋店涉嫌售假")
    desk.take(dossier.number, "write_report", transfer_report="两人到场核实。")
    expect(said(page)).to_contain_text("已签名：写出移送报告。尚未办理完毕")
    expect(page.locator("#waiting")).to_have_attribute("open", "")
    expect(page.locator("#waiting")).to_contain_text("写出移送报告")
    page.goto("/docket")
    expect(page.locator("#list")).not_to_contain_text("青禾鞋店涉嫌售假")
    page.get_by_role("link", name="他方期限").click()
    expect(page.locator("#list")).to_contain_text("您已签名，等待执法人员或者部门负责人签名")
    page.goto("/")
    expect(page.locator("section", has=page.locator("#waits"))).to_contain_text("青禾鞋店涉嫌售假")
    head = desks.seat("wang").page
    head.goto("/")
    with head.expect_navigation():
        head.locator("main a", has_text="请您第二签名").first.click()
    form = head.locator("#step-write_report form[enctype]")
    expect(form.locator("button[type=submit]").first).to_have_text("签名同意")
    with head.expect_navigation():
        form.locator("button[type=submit]").first.click()
    expect(said(head)).to_contain_text("已办理：写出移送报告")


def test_what_was_set_aside_or_opened_by_mistake_comes_back(desks: Desks) -> None:
    """Desk d-14: what was set aside, or opened by mistake, had no way back."""
    who = people("li", "wang")
    finding, _ = make_findings(who["li"])
    page = desks.seat("li").page
    page.goto(f"/findings/{finding.pk}")
    page.locator("#reason-field").fill("大促")
    page.locator("#set-aside button[type=submit]").first.click()
    expect(said(page)).to_be_visible()
    page.goto(f"/findings/{finding.pk}")
    expect(page.locator("main")).to_contain_text("大促")
    press(page, "恢复待处理")
    expect(said(page)).to_contain_text("发现已恢复待处理")
    page.goto(f"/findings/{finding.pk}")
    press(page, "采用为线索")
    number = Dossier.objects.get().number
    void(Desk(page), number, reason="误点")
    head = desks.seat("wang")
    void(head, number)
    expect(head.page.locator("main")).to_contain_text("已作废")
    page.goto(f"/findings/{finding.pk}")
    expect(page.get_by_role("button", name="采用为线索", exact=True)).to_be_visible()
    assert Finding.objects.get(pk=finding.pk).is_open


def test_more_than_ten_rows_are_asked_about_before_they_are_set_aside(desks: Desks) -> None:
    """Desk d-14: fifty at once were set aside without a question."""
    li = people("li")["li"]
    finding, other = make_findings(li)
    for number in range(11):
        finding.pk, finding.subject = None, f"yunjishi/S{number}"
        finding.save(force_insert=True)
    page = desks.seat("li").page
    page.goto("/findings")
    for box in page.locator("main [name=finding]").all():
        box.check()
    page.locator("main .bulk [name=reason], main [name=reason]").first.fill("大促")
    press(page, "不予跟进")
    expect(page.locator("h1")).to_contain_text("不予跟进")
    expect(page.locator("main")).to_contain_text("13")
    with page.expect_navigation():
        page.get_by_role("link", name="不办理，返回列表").click()
    assert Finding.objects.filter(status="new").count() == 13
    assert other.is_open


def test_the_decision_to_file_leads_the_head_to_the_case_and_back(desks: Desks) -> None:
    """Desk d-16: the decision to file led nowhere."""
    who = certified()
    dossier = clue_of(who["li"])
    take(dossier, "accept", by=who["li"], at=now())
    take(dossier, "conclude_check", by=who["li"], at=now(), given={"check_result": FACTS, "proposal": "file"})
    head = desks.seat("wang")
    head.take(dossier.number, "decide_to_file", reporter="none")
    page = head.page
    expect(page.locator("main")).to_contain_text("由此引出的卷宗尚待建立")
    with page.expect_navigation():
        page.locator(".led a.button--first").first.click()
    expect(page.locator("[name=title]")).to_have_value("山海户外涉嫌刷单案")
    expect(page.locator("[name=note]")).to_have_value(FACTS)
    page.locator("[name=second]").select_option(str(who["wang"].pk))
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    case = Dossier.objects.get(procedure="admin_case")
    expect(page.locator("main")).to_contain_text(case.number)
    expect(page.locator("main")).to_contain_text("90 日")
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=dossier.number).first.click()
    expect(page.locator("main")).to_contain_text("已引出")
    expect(page.locator("main").get_by_role("link", name=case.number).first).to_be_visible()


def test_at_once_is_called_at_once_wherever_it_stands(desks: Desks) -> None:
    """Desk d-17: one period had two names."""
    li = people("li")["li"]
    dossier = transfer_of(li)
    page = desks.seat("li").page
    for address in ("/", "/docket", f"/dossiers/{dossier.number}"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("立即")
        expect(page.locator("main .tag").filter(has_text=re.compile(r"^\s*及时"))).to_have_count(0)
