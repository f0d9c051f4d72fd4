"""Many findings at once in a browser: ticked by keyboard, taken up or set aside together, and told one by one what came of each."""

from collections.abc import Callable

from journeys.desk import Desks, desks
from journeys.world import make_findings
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
