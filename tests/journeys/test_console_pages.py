"""Every page of the console in a real browser: drawn without fault, accessible, in both languages, wide and narrow. Pictures go to var/shots."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from journeys.browsing import SHOTS, SIZES, look, sign_in, speak
from journeys.world import make_clues, make_dossiers
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer
from mingjian.office.record import ledger


@pytest.fixture
def world(transactional_db: None) -> dict[str, Any]:
    who = people()
    clues = make_clues(who, now())
    clues |= make_dossiers(who, now())
    ledger.checkpoint(now())
    return {"who": who, **clues}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_an_officer(page: Page, live_server: Any, world: dict[str, Any], language: str, check_accessible: Callable[[Page], None]) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")
    speak(page, base, language)
    page.goto(f"{base}{reverse('account_login')}")
    look(page, f"{language}-sign-in", check_accessible)
    sign_in(page, base, "li")
    left = Finding.objects.get(status="new")
    pages = {
        "home": reverse("home"),
        "findings": reverse("monitoring:findings"),
        "findings-none": reverse("monitoring:findings") + "?q=没有的词",
        "detectors": reverse("monitoring:detectors"),
        "behind": reverse("clues:behind", args=[left.pk]),
        "kits": reverse("evidence:kits"),
        "rule-new": reverse("monitoring:new_rule"),
        "finding-ring": reverse("monitoring:finding", args=[world["ring"].finding_id]),
        "finding-shop": reverse("monitoring:finding", args=[left.pk]),
        "clues": reverse("clues:clues") + "?state=",
        "clue-ring": reverse("clues:clue", args=[world["ring"].dossier.number]),
        "clue-report": reverse("clues:clue", args=[world["report"].dossier.number]),
        "clue-sent": reverse("clues:clue", args=[world["sent"].dossier.number]),
        "clue-new": reverse("clues:new"),
        "clue-import": reverse("clues:import"),
        "docket": reverse("docket"),
        "docket-print": reverse("docket_print"),
        "dossiers": reverse("dossiers"),
        "dossier-choose": reverse("choose"),
        "dossier-new": reverse("open", args=["crime_transfer"]),
        "dossier-transfer": reverse("dossier", args=[world["transfer"].number]),
        "dossier-assistance": reverse("dossier", args=[world["assistance"].number]),
        "ledger": reverse("ledger"),
        "missing": "/clues/C1999-0000001",
        "security": reverse("mfa_index"),
        "password": reverse("account_change_password"),
    }
    for name, address in pages.items():
        page.goto(f"{base}{address}")
        look(page, f"{language}-{name}", check_accessible if language == "zh-hans" else lambda _page: None)  # axe reads no language
    _take_a_step(page, base, world, language)


def test_dossiers_and_deadlines_in_the_dark(page: Page, live_server: Any, world: dict[str, Any], check_accessible: Callable[[Page], None]) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")
    page.emulate_media(color_scheme="dark")
    sign_in(page, base, "li")
    pages = {
        "home": reverse("home"),
        "docket": reverse("docket"),
        "dossiers": reverse("dossiers"),
        "choose": reverse("choose"),
        "new": reverse("open", args=["crime_transfer"]),
        "clue": reverse("clues:clue", args=[world["report"].dossier.number]),
        "assistance": reverse("dossier", args=[world["assistance"].number]),
        "transfer": reverse("dossier", args=[world["transfer"].number]),
    }
    for name, address in pages.items():
        page.goto(f"{base}{address}")
        page.locator("details.fold, details.step").evaluate_all("nodes => nodes.forEach((node) => { node.open = true; })")
        look(page, f"dark-{name}", check_accessible)
    fill = page.locator(".diagram-state.is-current rect").first.evaluate("node => getComputedStyle(node).fill")
    assert fill != "rgb(255, 255, 255)"


def _take_a_step(page: Page, base: str, world: dict[str, Any], language: str) -> None:
    """Verify the history, see the diagram, take a step: as an officer does it."""
    page.set_viewport_size(SIZES["wide"])
    page.goto(f"{base}{reverse('clues:part', args=[world['report'].dossier.number, 'record'])}")
    page.click("#history ~ form button, form[hx-post*=verify] button")
    expect(page.locator("#verified .note--good").first).to_be_visible()
    page.click("details.fold:has(.diagram) summary")
    expect(page.locator(".diagram svg")).to_be_visible()
    page.goto(f"{base}{reverse('clues:clue', args=[world['report'].dossier.number])}")
    page.click("#step-dispatch summary")
    page.locator("#step-dispatch input[type=radio]").first.check()
    page.locator("#step-dispatch textarea").fill("经营者在该县")
    if os.environ.get("MINGJIAN_SHOTS"):
        page.screenshot(path=SHOTS / f"{language}-step-wide.png", full_page=True)
        page.set_viewport_size(SIZES["narrow"])
        page.screenshot(path=SHOTS / f"{language}-step-narrow.png", full_page=True)
    page.click("#step-dispatch button[type=submit]")
    expect(page.locator(".note--good").first).to_be_visible()
    world["report"].dossier.refresh_from_db()
    assert world["report"].dossier.state == "dispatched"


@pytest.mark.parametrize(("name", "address"), [("auditor", "ledger"), ("system", "staff"), ("security", "staff")])
def test_every_page_of_the_other_duties(
    page: Page, live_server: Any, world: dict[str, Any], name: str, address: str, check_accessible: Callable[[Page], None]
) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")
    sign_in(page, base, name)
    assert page.url == f"{base}{reverse(address)}"
    look(page, f"zh-hans-duty-{name}", check_accessible)
    if address == "staff":
        page.goto(f"{base}{reverse('officer', args=[Officer.objects.get(username='li').pk])}")
        look(page, f"zh-hans-duty-{name}-officer", check_accessible)
