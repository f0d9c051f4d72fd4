"""J6: a complaint goes to the platform first, then to mediation, and becomes a clue without retyping; a joint conference makes a decision somebody's task."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate
from journeys.browsing import look
from journeys.desk import Desks, desks
from people import department_of, people
from playwright.sync_api import expect

from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Department, Officer

__all__ = ["desks"]  # a fixture, found by its name
pytestmark = pytest.mark.slow
TOLD = {"complained_of": "青禾鞋行", "demand": "退一赔三", "facts": "鉴定为仿品，商家拒绝退款。", "goods": "运动鞋", "order_number": "O77", "price": "199"}


@pytest.mark.usefixtures("transactional_db")
def test_a_complaint_from_the_platform_to_mediation_and_to_a_clue(desks: Desks, check_accessible: Any) -> None:
    people("li", "clerk")
    officer, clerk = desks.seat("li", bypass_csp=True), desks.seat("clerk")
    page = officer.page
    page.goto("/complaints/new")
    for name, value in {**TOLD, "platform": "yunjishi", "shop_id": "S9", "complainant_name": "张某某", "complainant_phone": "13900001234"}.items():
        page.fill(f"main [name={name}]", value)
    look(page, "complaint-new", check_accessible)
    with page.expect_navigation():
        page.get_by_role("button", name="登记", exact=True).click()
    number = page.url.rpartition("/")[2]
    expect(page.locator("[aria-labelledby=deadlines]")).to_contain_text("决定受理期限")
    expect(page.locator("#complainant ~ dl")).to_contain_text("张**")
    officer.take(number, "ask_platform", platform_department="云集市平台")

    clerk.page.goto("/")
    clerk.page.get_by_role("link", name="投诉青禾鞋行").first.click()
    assert "张某某" not in clerk.page.content()
    clerk.take(number, "tell_no_settlement", reason="商家不同意退赔")
    officer.take(number, "accept_complaint")
    officer.take(number, "start_mediation", both_consent="双方电话同意")
    page.goto(f"/complaints/{number}")
    look(page, "complaint", check_accessible)
    page.fill("#suspected_act", "销售假冒注册商标的商品")
    with page.expect_navigation():
        page.get_by_role("button", name="登记为线索").click()
    clue = Clue.objects.get()
    assert (clue.order_numbers, clue.listing_title, str(clue.amount), clue.shop) == ("O77", "运动鞋", "199.00", "yunjishi/S9")
    expect(page.locator("body")).to_contain_text("来自投诉")
    with page.expect_navigation():
        page.locator("[aria-labelledby=from-complaint] a").click()
    expect(page.locator("[aria-labelledby=as-clue]")).to_contain_text(clue.number)
    officer.take(number, "record_agreement", settlement="退款并赔偿", settlement_form="written")
    officer.take(number, "close_complaint")
    officer.verify(number)


@pytest.mark.usefixtures("transactional_db")
def test_a_decision_of_a_joint_conference_becomes_a_task_with_owner_and_clock(desks: Desks, check_accessible: Any) -> None:
    who = people("li", "sun")
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    Officer.objects.create(username="hui", name_zh="会", department=Department.objects.get(pk=who["sun"].department_id), duty="work", roles=["convener"])
    office, convener, owner = desks.seat("sun", bypass_csp=True), desks.seat("hui"), desks.seat("li", bypass_csp=True)
    number = office.open("joint_conference", "直播间售假治理", item="直播间由谁检查？")
    office.take(number, "put_on_agenda", agenda="第一项")
    convener.take(number, "meet", meeting_on=localdate().isoformat(), participants="各成员单位")
    office.take(number, "issue_minutes", minutes="由桐庐县局牵头检查直播间")
    convener.take(number, "issue_minutes")
    page = office.see(number)
    page.get_by_role("link", name="下达任务").click()
    page.fill("[name=goal]", "检查辖区直播间并反馈")
    page.fill("[name=until]", (localdate() + timedelta(days=20)).isoformat())
    with page.expect_response(lambda reply: "/departments" in reply.url):
        page.fill("[name=department-sought]", department_of("county").name_zh)
    page.locator("label.pick").filter(has_text="桐庐县局").first.click()
    look(page, "conference-task-new", check_accessible)
    with page.expect_navigation():
        page.get_by_role("button", name="下达", exact=True).click()

    owner.page.goto("/")
    owner.page.get_by_role("link", name="直播间售假治理").first.click()
    expect(owner.page.locator("[aria-labelledby=deadlines]")).to_contain_text("反馈期限")
    task = owner.page.url.rpartition("/")[2]
    look(owner.page, "conference-task", check_accessible)
    owner.take(task, "receive")
    owner.take(task, "report", progress="已检查三十间，发现两间售假。")
    office.take(task, "confirm")
    office.verify(task)
