"""A clue on paper: what one reads stays, what one acts with goes, folded grounds and whole hashes are laid open."""

from typing import Any

import pytest
from django.utils.timezone import now
from journeys.desk import Desks, desks
from journeys.world import make_clues
from people import people
from playwright.sync_api import expect

__all__ = ["desks"]  # a fixture, found by its name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_clue_is_printed_for_the_paper_file(desks: Desks, transactional_db: None, scheme: Any) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.emulate_media(media="print", color_scheme=scheme)
    page.goto(f"/clues/{clue.dossier.number}")
    expect(page.get_by_role("heading", name=clue.dossier.title)).to_be_visible()
    for hidden in ("header.bar", "footer.foot", "#steps", "form", "#waiting", ".legend__zoom", "button[data-print]"):
        assert not page.locator(hidden).locator("visible=true").count(), hidden
    expect(page.get_by_text("部门负责人意见")).to_be_visible()
    expect(page.locator(".deadline .print-open p").first).to_be_visible()
    ink, ground = page.locator("body").evaluate("node => [getComputedStyle(node).color, getComputedStyle(document.documentElement).backgroundColor]")
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_on_the_screen_nothing_of_the_paper_is_seen(desks: Desks, transactional_db: None) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.goto(f"/clues/{clue.dossier.number}")
    expect(page.get_by_text("部门负责人意见")).to_be_hidden()
    expect(page.get_by_role("button", name="打印存卷")).to_be_visible()
