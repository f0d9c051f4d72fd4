"""Many clues at once in a browser: ticked by keyboard, sent on by one form, joined into one; those that refuse are told with the reason."""

from collections.abc import Callable

import pytest
from django.utils.timezone import now
from journeys.browsing import look
from journeys.desk import Desks, desks
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

__all__ = ["desks"]  # a fixture, found by its name


def make(by: Officer, shop: str, count: int = 3) -> list[Dossier]:
    return [register(Intake("platform", "刷单", platform="yunjishi", shop_id=shop, shop_name=f"网店{n}"), by=by, at=now()).dossier for n in range(count)]


def test_three_are_dispatched_by_one_form_but_for_one_that_is_accepted(desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None]) -> None:
    who = people()
    accepted, *_ = make(who["li"], "S1")
    page = desks.seat("li").page
    page.goto("/clues")
    page.locator("tbody input[name=dossier]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_have_attribute("data-ticked", "1")
    page.get_by_label("本页全部").check()
    with page.expect_navigation():
        page.get_by_role("button", name="选择办理步骤").click()
    check_accessible(page)
    take(accepted, "accept", by=who["wang"], at=now())  # meanwhile, by a colleague
    page.locator("#step-dispatch > summary").click()
    with page.expect_response(lambda reply: "/departments" in reply.url):
        page.locator("[name=dispatch-department-sought]").fill("淳安")
    page.locator("#step-dispatch label.pick").filter(has_text="淳安县局").click()
    page.locator("[name=dispatch-note]").fill("经营地在该县")
    with page.expect_navigation():
        page.locator("#step-dispatch button[type=submit]").click()
    expect(page.locator(".note--good")).to_contain_text("已办理 2 件")
    expect(page.locator("#refused ~ ul")).to_contain_text(accepted.number)
    expect(page.locator("#refused ~ ul")).to_contain_text("他人办理")
    check_accessible(page)
    assert Entry.objects.filter(kind="dispatch").count() == 2
    assert {one.department_id for one in Dossier.objects.exclude(pk=accepted.pk)} == {who["zhao"].department_id}
    page.get_by_role("link", name="返回列表").first.click()
    page.wait_for_url("**/clues")


def test_duplicates_are_joined_into_the_first_by_the_keyboard_alone(desks: Desks, transactional_db: None) -> None:
    first, *others = make(people()["li"], "S1")
    page = desks.seat("li").page
    page.goto("/clues")
    for box in page.locator("tbody input[name=dossier]").all():
        box.focus()
        page.keyboard.press("Space")
    with page.expect_navigation():
        page.get_by_role("button", name="选择办理步骤").press("Enter")
    page.locator("#step-join > summary").press("Enter")
    expect(page.locator("[name=join-joined_to]")).to_have_value(first.number)  # the oldest stands there already
    with page.expect_navigation():
        page.locator("[name=join-joined_to]").press("Enter")
    expect(page.locator("main")).to_contain_text("其余线索并入这一件")
    assert [one.dossier.number for one in Clue.objects.get(dossier=first).joined.order_by("pk")] == [one.number for one in others]
    desks.seat("wang").verify(first.number)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_many_clues(desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None], language: str) -> None:
    li = people()["li"]
    accepted, *_ = make(li, "S1", 5)
    take(accepted, "accept", by=li, at=now())
    page = desks.seat("li", language).page
    page.goto("/clues")
    page.locator("[data-tick-all] > input").check()
    look(page, f"{language}-clues-ticked", check_accessible)
    with page.expect_navigation():
        page.locator(".several__bar button").click()
    page.locator("details.step").evaluate_all("nodes => nodes.forEach((node) => { node.open = true; })")
    look(page, f"{language}-together", check_accessible)
    page.locator("#step-accept button[type=submit]").click()
    page.locator("#done").wait_for()
    look(page, f"{language}-together-done", check_accessible)
