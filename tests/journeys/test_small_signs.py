"""Drawings on a phone: what does not fit is pushed aside, and no sign is drawn smaller than eleven pixels."""

import pytest
from django.utils.timezone import now
from journeys.browsing import SIZES
from journeys.desk import Desks, desks
from journeys.world import make_clues
from people import people
from playwright.sync_api import expect

__all__ = ["desks"]  # a fixture, found by its name
pytestmark = pytest.mark.slow
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main svg text")].map(
    (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("address", ["/law/procedures/clue", "/figures"])
def test_no_sign_of_a_drawing_is_under_eleven_pixels_on_a_phone(desks: Desks, address: str) -> None:
    make_clues(people(), now())
    page = desks.seat("wang").page
    page.set_viewport_size(SIZES["narrow"])
    page.goto(address)
    expect(page.locator("main svg text").first).to_be_attached()
    assert page.evaluate(SMALLEST) >= 10.9
    assert page.evaluate(FITS)
