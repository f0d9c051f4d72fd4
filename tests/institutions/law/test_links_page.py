"""From an article to fines, crimes, duties and periods, and back, on one page."""

import pytest
from institutions.law.reading import browser, read

pytestmark = pytest.mark.django_db


def test_an_article_is_found_by_the_act_that_it_punishes_and_by_its_instrument() -> None:
    told = read(browser(), "/law/links?q=混淆&what=acts&on=2026-11-27")
    assert "/law/instruments/aucl/23?on=2026-11-27" in told
    assert "/law/liability?act=confusion" in told
    assert "/law/instruments/ecl/43" not in told
    of_law = read(browser(), "/law/links?law=ecl&on=2026-11-27")
    assert "/law/instruments/ecl/43?on=2026-11-27" in of_law
    assert "/law/procedures/notice_and_delete" in of_law
    assert "/law/instruments/aucl/23" not in of_law


def test_crimes_and_duties_lead_to_their_articles_as_of_the_day() -> None:
    told = read(browser(), "/law/links?law=criminal_law&what=crimes&on=2026-11-27")
    assert "/law/threshold?crime=selling_counterfeit_marked_goods" in told
    before = read(browser(), "/law/links?law=penalty_procedure&on=2018-01-01")
    assert "Nothing answers to that." in before
    assert "/law/duties?actor=platform" in read(browser(), "/law/links?law=online_trading_measures&what=duties")


@pytest.mark.slow
def test_it_is_said_in_chinese_and_a_bad_day_is_refused_in_words() -> None:
    assert "双向查询" in read(browser("zh"), "/law/links?q=混淆")
    assert "2026-13-45" in read(browser(), "/law/links?on=2026-13-45", 422)
    assert "<script>" not in read(browser(), "/law/links?q=<script>&law=<script>&what=__class__")
