"""Officers at browsers of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from journeys.browsing import sign_in, speak
from playwright.sync_api import Browser, Page

#: What tests put into the tables by hand, as no officer can: people, and files of records that no entry brought.
BY_HAND = ("office.Officer", "office.Department")


@pytest.fixture(autouse=True)
def _audited(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold what a journey left against the ledger, as `mingjian audit` does: whatever changed without an entry fails it."""
    if "live_server" not in request.fixturenames:
        yield
        return
    for name in {"transactional_db", "settings", "sealed"} & {"transactional_db", *request.fixturenames}:
        request.getfixturevalue(name)  # where its files lie is known until after the audit
    from audited import seal_after_each_transaction, take_by_hand
    from django.apps import apps

    from mingjian.office.audit.run import audit
    from mingjian.office.record.row_digests import wire_name_of

    seal_after_each_transaction(monkeypatch)
    yield
    by_hand, said = {wire_name_of(row) for label in BY_HAND for row in apps.get_model(label).objects.all()}, take_by_hand()
    found = [one for one in audit().found if one.kind != "load" and not (one.kind == "inserted" and one.about in by_hand | said)]
    found = [one for one in found if not said & set(one.text.en.rstrip(".").split())]
    assert found == []


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
