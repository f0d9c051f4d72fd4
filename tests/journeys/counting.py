"""A hand that counts what it does: every click, and every sign that is typed. Signing in, which ends at home, is not counted, nor is reading."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass
class Tally:
    """What was done so far: clicks, signs typed."""

    clicks: int = 0
    typed: int = 0


class Hand:
    """An officer's hand at a browser. Choosing of a list is two clicks (open, choose); a field that is typed into is one, its signs are counted beside."""

    def __init__(self, page: Page, tally: Tally) -> None:
        self.page, self.tally = page, tally

    def click(self, what: Locator) -> None:
        self.tally.clicks += 1
        what.click()

    def go(self, what: Locator) -> None:
        """Click what leads to another page."""
        with self.page.expect_navigation():
            self.click(what)

    def look_again(self) -> None:
        """Load the page anew: a click, as it is for whoever does it."""
        self.tally.clicks += 1
        self.page.reload()

    def type(self, field: Locator, text: str) -> None:
        self.tally.clicks += 1
        self.tally.typed += len(text)
        field.fill(text)

    def choose(self, field: Locator, value: str) -> None:
        if field.input_value() != value:
            self.tally.clicks += 2
            field.select_option(value)

    def open(self, step: str) -> Locator:
        """Open the form of a step, where it does not stand open; give it."""
        fold = self.page.locator(f"#step-{step}")
        if fold.get_attribute("open") is None:
            self.click(fold.locator("> summary"))
        return fold.locator("form[enctype]")

    def take(self, step: str, **papers: str) -> None:
        """Take a step on the page that stands: type or choose what does not stand there already, and send it."""
        form = self.open(step)
        for name, value in papers.items():
            field = form.locator(f"[name='{step}-{name}']")
            if field.evaluate("node => node.tagName") == "SELECT":
                self.choose(field, value)
            elif field.input_value() != value:
                self.type(field, value)
        self.go(form.locator("button[type=submit]"))
        expect(self.page.locator(".note--good").first).to_be_visible()
