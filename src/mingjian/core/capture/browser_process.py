"""
Drives a throwaway Chromium through one page; run as a process of its own, so that a page that never ends can be ended.

Reads a job as JSON from standard input and writes screenshot.png, text.txt, page.html and visit.json into the job's folder, each as soon as it is there.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, Playwright, Response, sync_playwright

_SCROLLS = 12
_PAUSE = 250  # milliseconds in which a scrolled page may load more
_FENCES = [
    "--proxy-bypass-list=<-loopback>",  # without it Chromium goes to loopback by itself
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter",
]


class Visit:
    """What is known of the visit so far; written down after each step, since the next may never end."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._job, self._folder = job, Path(job["folder"])
        self.known: dict[str, Any] = {"status": None, "final_url": job["url"], "faults": [], "scrolls": 0}

    def note(self, **known: Any) -> None:
        self.known |= known
        draft = self._folder / "visit.part"
        draft.write_text(json.dumps(self.known, ensure_ascii=False), "utf-8")
        draft.replace(self._folder / "visit.json")

    def attempt(self, name: str, step: Callable[[], Any]) -> None:
        """Take a step; what it could not do is noted, and the next is tried."""
        try:
            step()
        except Error as error:
            self.known["faults"].append([name, error.message.splitlines()[0][:300]])
        self.note()

    def make(self, playwright: Playwright) -> None:
        browser = self._launched(playwright)
        try:
            self._look(browser)
        finally:
            with suppress(Error):
                browser.close()

    def _launched(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(
            executable_path=self._job["chromium"],
            chromium_sandbox=self._job["has_sandbox"],
            args=[f"--proxy-server={self._job['proxy']}", *_FENCES],
            timeout=30_000,
        )

    def _look(self, browser: Browser) -> None:
        width, height = self._job["viewport"]
        context = browser.new_context(
            accept_downloads=False,
            service_workers="block",
            ignore_https_errors=True,  # the proxy stands in for hosts; it keeps their own certificates
            locale=self._job["lang"],
            viewport={"width": width, "height": height},
        )
        context.on("page", lambda other: other.close() if len(context.pages) > 1 else None)  # windows that a page opens by itself
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("response", self._arrived)
        self.note(browser=f"Chromium {browser.version}", agent=page.evaluate("navigator.userAgent"))
        self.attempt("load", lambda: page.goto(self._job["url"], wait_until="load", timeout=self._job["seconds"] * 1000))
        self.attempt("scroll", lambda: self._scroll(page))
        self.attempt("wait", lambda: page.wait_for_load_state("networkidle", timeout=self._job["wait"] * 1000 + 1))
        self._keep(page)

    def _arrived(self, response: Response) -> None:
        """Keep the status of the page itself: `goto` raises on an empty 404 and tells none."""
        request = response.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.note(status=response.status, final_url=response.url)

    def _scroll(self, page: Page) -> None:
        """Go down until the page grows no more, so that what loads late is there, and back to the top."""
        height, count = 0, 0
        while count < _SCROLLS and (now := page.evaluate("document.documentElement.scrollHeight")) > height:
            height, count = now, count + 1
            page.mouse.wheel(0, 20_000)
            page.wait_for_timeout(_PAUSE)
        page.evaluate("window.scrollTo(0, 0)")
        self.known["scrolls"] = count

    def _keep(self, page: Page) -> None:
        self.attempt("title", lambda: self.note(title=page.title()))
        self.attempt("screenshot", lambda: page.screenshot(path=self._folder / "screenshot.png", full_page=True, timeout=20_000))
        self.attempt("text", lambda: (self._folder / "text.txt").write_text(page.inner_text("body", timeout=5_000), "utf-8", errors="replace"))
        self.attempt("document", lambda: (self._folder / "page.html").write_text(page.content(), "utf-8", errors="replace"))


if __name__ == "__main__":
    visit = Visit(json.load(sys.stdin))
    with sync_playwright() as started:
        visit.make(started)
    visit.note(is_whole=True)
