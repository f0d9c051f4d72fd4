"""Many findings at once in a browser: ticked by keyboard, taken up or set aside together, and told one by one what came of each."""

from collections.abc import Callable

import pytest
from journeys.browsing import look
from journeys.desk import Desks, desks
from journeys.world import make_findings, make_findings_of_a_shop
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.models import Finding

__all__ = ["desks"]  # a fixture, found by its name


def test_ticked_by_keyboard_and_set_aside_with_a_usual_reason(desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None]) -> None:
    make_findings(people()["li"])
    page = desks.seat("li").page
    page.goto("/findings")
    first = page.locator("tbody input[name=finding]").first
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_have_attribute("data-ticked", "1")
    page.get_by_label("本页全部").check()
    expect(page.locator("[data-ticked]")).to_have_attribute("data-ticked", "2")
    check_accessible(page)
    reasons = page.locator("#usual-reasons option").evaluate_all("nodes => nodes.map((node) => node.value)")
    page.get_by_label("不予跟进的理由").fill(reasons[0])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".note--good")).to_contain_text("2 条发现不予跟进")
    assert set(Finding.objects.values_list("status", "status_reason")) == {("set_aside", reasons[0])}


def test_enter_in_the_reason_sets_aside_and_never_takes_up(desks: Desks, transactional_db: None) -> None:
    make_findings(people()["li"])
    page = desks.seat("li").page
    page.goto("/findings?detector=sham_ring")  # sifted; the way back keeps it so
    page.locator("tbody input[name=finding]").first.check()
    page.get_by_label("不予跟进的理由").fill("大促")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/findings?detector=sham_ring")
    assert not Clue.objects.exists()


def test_two_are_taken_up_by_one_click_and_one_that_a_colleague_took_is_told(desks: Desks, transactional_db: None) -> None:
    who = people()
    ring, _ = make_findings(who["li"])
    page, other = desks.seat("li").page, desks.seat("sun").page
    page.goto("/findings")
    other.goto(f"/findings/{ring.pk}")
    with other.expect_navigation():
        other.get_by_role("button", name="采用为线索").click()
    page.get_by_label("本页全部").check()
    with page.expect_navigation():
        page.get_by_role("button", name="采用为线索").click()
    expect(page.locator(".note--good")).to_contain_text("已采用 1 条发现")
    expect(page.locator(".note--warn")).to_contain_text("1 条未办理")
    assert Clue.objects.count() == 2


def test_those_of_one_shop_become_one_clue_and_one_goes_its_own_way_again(
    desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None]
) -> None:
    make_findings_of_a_shop(people()["li"])
    page = desks.seat("li").page
    page.goto("/findings")
    page.get_by_label("本页全部").check()
    with page.expect_navigation():
        page.get_by_role("button", name="采用为线索").click()
    expect(page.locator(".note--good")).to_contain_text("已采用 4 条发现")
    clue = Clue.objects.get()
    page.goto(f"/clues/{clue.dossier.number}")
    expect(page.locator("mark").first).to_have_text("高仿")
    assert page.locator("details.fold[id^=finding-]").count() == 3
    page.locator("details.fold[id^=finding-] > summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.fold[id^=finding-][open]")).to_have_count(1)
    check_accessible(page)
    with page.expect_navigation():
        page.locator("details.fold[id^=finding-][open]").get_by_role("link", name="从本线索拆出").click()
    form = page.locator("#step-separate_finding")
    expect(form.locator("[name=separate_finding-reason]")).to_be_visible()  # its number stands there already
    form.locator("[name=separate_finding-reason]").fill("另一家同名网店")
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    expect(page.locator(".note--good")).to_contain_text("拆出发现")
    assert clue.further.count() == 2
    assert list(Finding.objects.filter(status="new").values_list("detector", flat=True)) == ["order_concentration"]
    expect(page.get_by_role("heading", name="该网店尚未采用的发现")).to_be_visible()
    page.get_by_role("link", name="逐项查看并采用").click()
    with page.expect_navigation():
        page.get_by_role("button", name="并入本线索").click()
    expect(page.locator(".note--good")).to_contain_text("已并入 1 条发现")
    desks.seat("wang").verify(clue.dossier.number)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_several_findings(desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None], language: str) -> None:
    findings = make_findings_of_a_shop(people()["li"])
    page = desks.seat("li", language).page
    page.goto("/findings")
    look(page, f"{language}-findings-of-a-shop", check_accessible)
    page.goto(f"/findings/{findings[1].pk}")
    page.locator("[hx-get*=behind] dl, [hx-get*=behind] .soft").first.wait_for()
    look(page, f"{language}-finding-with-others", check_accessible)
    page.locator("#further ~ form input[type=checkbox]").last.uncheck()
    with page.expect_navigation():
        page.locator("#further ~ form button").click()
    page.locator("details.fold[id^=finding-]").evaluate_all("nodes => nodes.forEach((node) => { node.open = true; })")
    look(page, f"{language}-clue-of-several", check_accessible)
