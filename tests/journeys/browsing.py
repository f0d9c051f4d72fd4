"""What journeys in a browser share: signing in, a language, and a look at a page. Pictures go to var/shots."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse
from people import PASSWORD
from playwright.sync_api import Error, Page, expect

SHOTS = Path("var/shots")
# A page between two documents has no root: then nothing is drawn yet, and nothing fits.
DRAWN = "document.documentElement?.dataset.drawn === 'yes'"
FITS = "document.documentElement?.scrollWidth <= document.documentElement?.clientWidth"
# What is wider than its card is cut at the card's edge, and the page beside it fits all the same.
UNCUT = "[...document.querySelectorAll('main .card')].every(card => card.scrollWidth <= card.clientWidth + 1)"
SHOWN = "[...document.querySelectorAll('figure img')].every(image => image.complete && image.naturalWidth > 0)"
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}


def sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}{reverse('account_login')}")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("form[action*=login] button[type=submit]")
    expect(page.locator("summary .menu__name")).to_have_count(1)


def speak(page: Page, base: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": base}])


def holds(page: Page, condition: str, argument: Any) -> bool:
    """Whether a condition of the page holds now; while one document makes way for the next it does not yet."""
    try:
        return bool(page.evaluate(condition, argument))
    except Error as error:
        if "context was destroyed" in str(error):
            return False
        raise


def until(page: Page, condition: str, argument: Any = None, patience: float = 60) -> None:
    """
    Wait until a condition of the page holds, `patience` in seconds.

    Not by the page's own waiting: that evaluates a string from within the page as soon as the first look fails, which the content policy refuses.
    """
    end = time.monotonic() + patience
    while not holds(page, condition, argument):
        assert time.monotonic() < end, f"not within {patience} s: {condition}"
        page.wait_for_timeout(50)


def look(page: Page, name: str, check: Callable[[Page], None]) -> None:
    """Take the page's pictures, see that nothing sticks out at 390 pixels, and check it with axe."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        until(page, DRAWN)
        if os.environ.get("MINGJIAN_SHOTS"):
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}-{size}.png", full_page=True)
        # What sticks out for good is a fault; a chart that is still being drawn again is not.
        until(page, FITS, patience=30)
    check(page)
