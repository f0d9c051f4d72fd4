"""Texts that would break a page: markup, signs that turn the writing, ten thousand characters without a space; on every list and page, wide and narrow."""

import json
from typing import Any

import pytest
from django.utils.timezone import now
from journeys.browsing import SIZES
from journeys.desk import Desks, desks
from journeys.world import make_findings
from kits import open_kit
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.office.dossiers.opening import Request, open_any

__all__ = ["desks"]  # a fixture, found by its name
BAD = "<img src=x onerror=document.title='broken'>\u202egnorw" + "W" * 150


@pytest.fixture
def pages(transactional_db: None) -> list[str]:
    """Enter hostile texts wherever one may; give the addresses of the pages that show them."""
    li = people()["li"]
    finding = make_findings(li)[1]
    finding.subject_kind, finding.subject, finding.reason_zh = "listing", ("甲" * 20 + "/" + "L" * 179), BAD + "Q" * 10_000
    finding.evidence_json = json.dumps({"texts": {"title": BAD + "T" * 10_000, "text": "</script>" + "U" * 10_000}, "shops": ["S" * 300]})
    finding.save()
    intake = Intake(
        "report", BAD, title=BAD, platform="P" * 60, shop_id="S" * 100, shop_name="长" * 120, listing_title=BAD, listing_url="https://" + "a" * 490,
        content=BAD + "N" * 10_000, displayed_operator="经" * 200, operator_address="址" * 300, order_numbers="9" * 3_000,
        reporter=Reported("名" * 60, "1" * 40, "a" * 200),
    )  # fmt: skip
    clue = register(intake, by=li, at=now())
    kit = open_kit(Purchase(("抖音 › 直播间 " + "X" * 300)[:300], "G" * 200, BAD + "S" * 4_000), department=clue.dossier.department, at=now())
    papers: dict[str, object] = {"suspicion": BAD + "事" * 10_000, "crime": "其他：" + "罪" * 100, "sales_amount": "123456789012.34"}
    transfer = open_any(Request("crime_transfer", BAD, papers=papers), by=li, at=now())
    lists = ["/", "/findings", "/clues", "/kits", "/dossiers", "/docket", "/docket/print", "/ledger"]
    return [*lists, f"/findings/{finding.pk}", f"/clues/{clue.dossier.number}", f"/kits/{kit.pk}", f"/dossiers/{transfer.number}"]


def sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than the window, once it has settled."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for _ in range(30):
        if (found := int(page.evaluate(wider))) <= 0:
            return found
        page.wait_for_timeout(100)
    return found


def test_no_text_breaks_a_page(desks: Desks, pages: list[str]) -> None:
    page = desks.seat("li").page
    said: list[Any] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for address in pages:
        page.goto(address)
        for viewport in SIZES.values():
            page.set_viewport_size(viewport)
            assert sticks_out(page) <= 0, (address, viewport)
        assert "broken" not in page.title()
        assert page.locator("main img[src=x]").count() == 0
        assert "\u202e" not in page.locator("main").inner_text()
    assert said == []
    page.goto(pages[-3])
    expect(page.get_by_text("全文（10,199 字）")).to_be_visible()
