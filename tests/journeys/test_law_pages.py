"""Every page of law in a real browser: drawn without fault, accessible, in both languages, wide and narrow; and an officer's way through them."""

from collections.abc import Callable
from typing import Any

from journeys.browsing import SIZES, look, sign_in, speak
from people import people
from playwright.sync_api import Page, expect

WEIGHED = "crime=selling_counterfeit_marked_goods&acted_on=2024-06-01&decided_on=2026-01-01&sales=300000&unsold=200000"
PAGES = {
    "home": "/law/",
    "home-search": "/law/?q=通知",
    "home-none": "/law/?q=没有的法",
    "instrument": "/law/instruments/aucl",
    "instrument-old": "/law/instruments/tort_law",
    "article": "/law/instruments/ecl/43",
    "article-moved": "/law/instruments/aucl/9",
    "value": "/law/instruments/ecl/43/right_holder_acts",
    "procedures": "/law/procedures/",
    "procedure": "/law/procedures/notice_and_delete",
    "procedure-tracks": "/law/procedures/crime_transfer",
    "duties": "/law/duties/?actor=platform&on=2026-11-24",
    "period-empty": "/law/period",
    "period": "/law/period?ref=ecl/43%23right_holder_acts&from=2026-03-03T10:00%2B08:00",
    "period-left-out": "/law/period?ref=complaint_2025/23%23mediate&from=2026-09-10T10:00&exclude=2026-09-15..2026-09-17=检测",
    "period-promptly": "/law/period?ref=ecl/42%23take_measures&from=2026-03-03T10:00",
    "period-wrong": "/law/period?ref=ecl/43%23right_holder_acts&from=2018-03-03T10:00",
    "threshold": f"/law/threshold?{WEIGHED}",
    "threshold-warned": "/law/threshold?crime=counterfeit_mark&acted_on=2026-06-01&gains=24000",
    "liability": "/law/liability?act=fake_goods&field=food&on=2026-11-24&amount=12000",
    "identify": "/law/identify?value=91110000600007468X",
    "compare": "/law/compare?instrument=trademark_law&from=2026-12-31&to=2027-01-01",
    "compare-figures": "/law/compare?instrument=penalty_procedure&from=2022-01-01&to=2026-01-01",
    "missing": "/law/instruments/ecl/999",
    "too-early": "/law/instruments/ecl/43?on=2018-12-31",
}


def entered(page: Page, live_server: Any) -> str:
    """Sign an officer in, and give the node's address."""
    people("li")
    base: str = live_server.url.replace("127.0.0.1", "localhost")
    speak(page, base, "zh-hans")
    sign_in(page, base, "li")
    page.wait_for_load_state("networkidle")  # another address asked for meanwhile would be given up
    return base


def test_every_page_of_law(page: Page, live_server: Any, transactional_db: None, check_accessible: Callable[[Page], None]) -> None:
    base = entered(page, live_server)
    for turn, (name, address) in enumerate(PAGES.items()):  # by turns, as in test_every_page: a page draws both languages by the same template
        language = ("zh-hans", "en")[turn % 2]
        speak(page, base, language)
        page.goto(f"{base}{address}")
        look(page, f"{language}-law-{name}", check_accessible)


def test_an_officer_finds_an_article_counts_its_period_and_cites_the_address(page: Page, live_server: Any, transactional_db: None) -> None:
    entered(page, live_server)
    page.set_viewport_size(SIZES["wide"])
    page.click("nav.main-menu summary >> text=管理")
    page.click("nav.main-menu >> text=法规")
    page.fill("#q", "电子商务法")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.click("#list a[href*='/law/instruments/ecl']")
    page.click("a[href*='/law/instruments/ecl/43?']")
    page.click("a[href*='/ecl/43/right_holder_acts']")
    expect(page.get_by_role("link", name="计算此期限")).to_be_visible()
    page.get_by_role("link", name="计算此期限").click()
    expect(page.locator("#id_ref")).to_have_value("ecl/43#right_holder_acts")
    page.fill("#id_from", "2026-03-03T10:00")
    page.get_by_role("button", name="计算").click()
    expect(page.locator(".score")).to_have_text("2026-03-18 23:59:59")
    address = page.locator(".once-address").inner_text()
    page.goto(address)
    expect(page.locator(".score")).to_have_text("2026-03-18 23:59:59")


def test_a_crime_brings_the_figures_that_only_it_counts(page: Page, live_server: Any, transactional_db: None) -> None:
    base = entered(page, live_server)
    page.goto(f"{base}/law/threshold")
    expect(page.locator("#id_labels")).to_have_count(0)
    page.select_option("#id_crime", "illegal_labels")
    page.fill("#id_labels", "12000")
    page.fill("#id_acted_on", "2026-06-01")
    page.get_by_role("button", name="计算").click()
    expect(page.locator(".tag--bad").first).to_be_visible()


def test_a_long_diagram_scrolls_inside_its_own_frame(page: Page, live_server: Any, transactional_db: None) -> None:
    base = entered(page, live_server)
    page.set_viewport_size(SIZES["narrow"])
    page.goto(f"{base}/law/procedures/crime_transfer")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("(() => { const frame = document.querySelector('.diagram'); return frame.scrollWidth > frame.clientWidth; })()")


def test_what_is_typed_before_the_page_is_ready_is_searched_for(page: Page, live_server: Any, transactional_db: None) -> None:
    """A person types as soon as there is a field; on a slow line the scripts come after the words, and nobody types them twice."""
    base = entered(page, live_server)
    held: list[Any] = []
    page.route("**/htmx.min.js", lambda script: held.append(script))
    with page.expect_request("**/htmx.min.js"):
        page.goto(f"{base}/law/", wait_until="commit")
    page.fill("#q", "电子商务法")
    for script in held:
        script.continue_()
    expect(page.locator("#list tbody tr")).to_have_count(1)
