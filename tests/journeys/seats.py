"""An officer at a browser of one of several nodes, for journeys between regions."""

from typing import Any

from django.utils.timezone import now
from institutions.exchange.sites import Site
from journeys.browsing import sign_in, speak
from playwright.sync_api import Browser, Page

from mingjian.institutions.exchange.models import Peer
from mingjian.institutions.exchange.sweeps import exchange


def send() -> None:
    Peer.objects.update(next_try_at=None)  # whoever was away is tried now, and not when the breaker lets it
    exchange(now())


class Seat:
    """An officer at a browser of one node."""

    def __init__(self, browser: Browser, arguments: dict[str, Any], site: Site, language: str, who: str = "li") -> None:
        self.base = f"http://127.0.0.1:{site.port}"
        self.page = browser.new_context(**arguments, base_url=self.base).new_page()
        speak(self.page, self.base, language)
        sign_in(self.page, self.base, who)

    def at(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def unfold(self, act: str) -> None:
        """Open the form of an act, where several may be done."""
        self.page.locator(f"#act-{act} > summary").click()

    def open_waiting(self) -> Page:
        """Open the first of what waits."""
        self.at("/exchange")
        with self.page.expect_navigation():
            self.page.locator("section:has(#waiting) a").first.click()
        return self.page
