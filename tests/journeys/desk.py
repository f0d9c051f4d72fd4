"""An officer at a browser: opens dossiers, fills in the forms that the sheet draws, picks departments by searching, takes steps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from mingjian.office.models import Officer


class Desk:
    """One officer with a browser of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, procedure: str, title: str, **papers: str) -> str:
        """Open a dossier from the page that lists the procedures; give its number."""
        self.page.goto("/dossiers/new")
        with self.page.expect_navigation():
            self.page.locator(f"a[href='/dossiers/new/{procedure}']").click()
        self.fill(self.page.locator("main form"), "opening", {"title": title, **papers})
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").click()
        expect(self.page.locator(".note--good")).to_be_visible()
        return self.page.url.rpartition("/")[2]

    def take(self, number: str, step: str, **papers: str) -> None:
        """Fill in the form that the page drew for a step, and take it; the page must say that it is done."""
        self.page.goto(f"/dossiers/{number}?for={step}#step-{step}")  # a change of the fragment alone would load nothing
        form = self.page.locator(f"#step-{step} form[enctype]")
        if not form.is_visible():  # one of several steps that are folded: a person opens it
            self.page.locator(f"#step-{step} > summary").click()
        expect(form).to_be_visible()
        self.fill(form, step, papers)
        with self.page.expect_navigation():
            form.locator("button[type=submit]").click()
        expect(self.page.locator(".note--good").first).to_be_visible()

    def fill(self, form: Locator, prefix: str, papers: dict[str, str]) -> None:
        for name, value in papers.items():
            self._fill_one(form, f"{prefix}-{name}", value)

    def _fill_one(self, form: Locator, name: str, value: str) -> None:
        if form.locator(f"[name='{name}-sought']").count():
            with self.page.expect_response(lambda reply: "/departments" in reply.url):
                form.locator(f"[name='{name}-sought']").fill(value)
            form.locator(f"label.pick:has([name='{name}'])").filter(has_text=value).first.click()
            return
        field = form.locator(f"[name='{name}']")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "file":
            field.set_input_files(value)
        else:
            field.fill(value)

    def take_back(self, reason: str) -> None:
        """On the page of a dossier, take the own first signature back."""
        waiting = self.page.locator("#waiting")
        if waiting.get_attribute("open") is None:
            waiting.locator("> summary").click()
        waiting.locator("details.plain > summary").click()
        waiting.locator("[name=reason]").fill(reason)
        with self.page.expect_navigation():
            waiting.locator("details.plain button[type=submit]").click()
        expect(self.page.locator(".note--good").first).to_be_visible()

    def see(self, number: str) -> Page:
        self.page.goto(f"/dossiers/{number}")
        return self.page

    def verify(self, number: str) -> None:
        """Verify the whole history against the signed ledger."""
        self.page.goto(f"/dossiers/{number}/part/record")
        self.page.locator("form[hx-post*=verify] button").click()
        expect(self.page.locator("#verified .note--good").first).to_be_visible()
        expect(self.page.locator("#verified .note--bad")).to_have_count(0)


class Desks:
    """Seats officers, each at a browser of their own, already signed in and in a language of their own."""

    def __init__(self, browser: Browser, arguments: dict[str, Any], base: str) -> None:
        self._browser, self._arguments, self._base = browser, arguments, base
        self._pages: list[Page] = []

    def seat(self, name: str, language: str = "zh-hans", **more: Any) -> Desk:
        client = Client()
        client.force_login(Officer.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value, "django_language": language}
        context = self._browser.new_context(**self._arguments, **more, base_url=self._base)
        context.add_cookies([{"name": key, "value": value, "url": self._base} for key, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(120_000)  # on a busy machine, too
        self._pages.append(page)
        return Desk(page)

    def stranger(self, **more: Any) -> Page:
        """Return a browser in which nobody has signed in, as a buyer has it."""
        context = self._browser.new_context(**{**self._arguments, **more}, base_url=self._base)
        context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": self._base}])
        page = context.new_page()
        page.set_default_timeout(120_000)  # on a busy machine, too
        self._pages.append(page)
        return page

    def close(self) -> None:
        for page in self._pages:  # a connection kept alive would keep the live server from ending for minutes
            page.context.close()


@pytest.fixture
def desks(browser: Browser, browser_context_args: dict[str, Any], live_server: Any, transactional_db: None) -> Iterator[Desks]:
    """Seat officers of the tests at browsers."""
    found = Desks(browser, browser_context_args, live_server.url.replace("127.0.0.1", "localhost"))
    yield found
    found.close()


def shoot(page: Page, folder: Path, name: str) -> None:
    """Keep a picture of a page."""
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
