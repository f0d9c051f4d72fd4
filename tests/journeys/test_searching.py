"""The search in the header, by keyboard, and findings by shop, as they look."""

from collections.abc import Callable

from django.utils.timezone import now
from journeys.browsing import look
from journeys.world import make_clues, make_findings_of_a_shop
from people import people
from playwright.sync_api import Page, expect

from mingjian.office.lists.findable import index_all


def test_slash_searches_everything_and_a_whole_number_opens_its_clue(seat: Callable[..., Page], check_accessible: Callable[[Page], None]) -> None:
    who = people()
    made = make_clues(who, now())
    make_findings_of_a_shop(who["li"])
    index_all()
    for language in ("zh-hans", "en"):
        page = seat("li", language)
        page.set_viewport_size({"width": 1500, "height": 900})
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("青禾")
        page.keyboard.press("Enter")
        expect(page.locator("#found-clue")).to_be_visible()
        look(page, f"search-{language}", check_accessible)
        page.goto("/findings/shops")
        look(page, f"shops-{language}", check_accessible)
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("/")
    expect(page.locator("#everything")).to_be_visible()
    page.locator("#everything").fill(made["report"].dossier.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/clues/{made['report'].dossier.number}")
