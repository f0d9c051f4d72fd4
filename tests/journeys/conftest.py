"""Officers at browsers of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from journeys.browsing import sign_in, speak
from playwright.sync_api import Browser, Page


@pytest.fixture
def seat(browser: Browser, browser_context_args: dict[str, Any], live_server: Any, transactional_db: None) -> Iterator[Callable[..., Page]]:
    """Seat an officer at a browser of their own, signed in."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    seated: list[Page] = []

    def sit(name: str, language: str = "zh-hans") -> Page:
        page = browser.new_context(**browser_context_args, base_url=base).new_page()
        page.set_default_timeout(120_000)  # on a busy machine, too
        seated.append(page)
        speak(page, base, language)
        sign_in(page, base, name)
        return page

    yield sit
    for page in seated:  # a connection kept alive would keep the live server from ending for minutes
        page.context.close()
