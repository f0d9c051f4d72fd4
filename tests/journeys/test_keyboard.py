"""By keyboard alone a finding is taken up, reported and decided; keys of the house move, tick, act and are told by `?`; none works while one types."""

from collections.abc import Callable

from journeys.world import make_findings_of_a_shop
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue

MOST_TABS = 120


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted holds the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never led to {selector}.")


def send(page: Page, step: str) -> None:
    tab_to(page, f"#step-{step} button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".note--good").first).to_be_visible()


def unfold(page: Page, step: str) -> None:
    if page.locator(f"#step-{step}").get_attribute("open") is None:
        tab_to(page, f"#step-{step} > summary")
        page.keyboard.press("Enter")


def test_a_finding_is_taken_up_reported_and_decided_without_a_mouse(seat: Callable[..., Page]) -> None:
    who = people("li", "wang")
    make_findings_of_a_shop(who["li"])
    page = seat("li")
    page.goto("/findings")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("a")
    page.wait_for_url("**/clues/C*")
    page.keyboard.press("a")  # who adopts has received: the result of the check is what is due
    expect(page.locator("#step-conclude_check")).to_have_attribute("open", "")
    unfold(page, "conclude_check")
    tab_to(page, "[name='conclude_check-check_result']")
    page.keyboard.type("属实 jkax?")
    tab_to(page, "[name='conclude_check-proposal']")
    while page.locator("[name='conclude_check-proposal']").input_value() != "file":
        page.keyboard.press("ArrowDown")
    send(page, "conclude_check")
    assert Clue.objects.get().dossier.state == "checked"

    head = seat("wang")
    head.goto("/")
    head.keyboard.press("j")
    with head.expect_navigation():
        head.keyboard.press("Enter")
    unfold(head, "decide_to_file")
    send(head, "decide_to_file")
    assert Clue.objects.get().dossier.state == "to_be_filed"


def test_rows_are_ticked_and_taken_up_by_keys_and_a_list_of_the_keys_stands_behind_the_question_mark(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None]
) -> None:
    make_findings_of_a_shop(people("li")["li"])
    page = seat("li")
    page.goto("/findings")
    button = page.locator(".several__bar .button--first")
    expect(button).to_be_disabled()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("tbody input:checked")).to_have_count(2)
    expect(button).to_be_enabled()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    check_accessible(page)
    page.keyboard.press("j")  # nothing moves behind the list
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("tbody input:checked")).to_have_count(2)
    with page.expect_navigation():
        page.keyboard.press("a")
    assert Clue.objects.count() == 1


def test_the_bar_stands_on_one_line_in_both_languages_and_offers_what_is_behind_a_word(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None]
) -> None:
    people("li")
    for language, word in (("zh-hans", "办理"), ("en", "Work")):
        page = seat("li", language)
        page.goto("/docket")
        assert page.locator("nav.main-menu").evaluate("nav => nav.getBoundingClientRect().height") < 60
        page.locator("nav.main-menu summary", has_text=word).press("Enter")
        expect(page.locator("nav.main-menu a[href='/cases']")).to_be_visible()
        check_accessible(page)
