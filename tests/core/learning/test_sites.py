"""What an address says of a site, and how a site comes to its score."""

import numpy as np
import pytest

from mingjian.core.learning.sites import ADDRESS, NAMES, PAGE, SiteModel, fit, traits

NAN = float("nan")


def said(url: str) -> dict[str, float]:
    return dict(zip(NAMES, traits(url, {}).tolist(), strict=True))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://www.5sale-bag.com.tw/x7", {"ends_in_region": 1, "ends_in_company": 1, "ends_in_com": 0, "has_www": 1, "host_digits": 1, "is_encrypted": 1}),
        ("http://5sale-bag.top/", {"ends_in_cheap": 1, "begins_with_digit": 1, "host_hyphens": 1, "host_labels": 2, "shop_words": 1, "is_encrypted": 0}),
        ("aaeiou.com", {"ends_in_com": 1, "ends_in_region": 0, "vowel_share": 1, "first_label_length": 6, "shop_words": 0, "host_length": 10}),
        ("http://com.tw/", {"ends_in_company": 0, "ends_in_region": 1}),  # the ending alone was registered by nobody
        ("http://shop.example.club/mall", {"shop_words": 1, "host_labels": 3}),
        ("http://example.shop/", {"shop_words": 0, "ends_in_cheap": 1}),  # the ending is told by itself
    ],
)
def test_an_address_says_what_stands_in_its_host_and_nothing_of_its_path(url: str, told: dict[str, float]) -> None:
    found = said(url)
    assert {name: found[name] for name in told} == told


@pytest.mark.parametrize("url", ["", "http://", "http://[::1", "/only/a/path"])
def test_of_no_address_nothing_is_known(url: str) -> None:
    assert np.isnan([said(url)[name] for name in ADDRESS]).all()


def test_what_is_counted_stands_in_its_place_and_nothing_counted_is_not_known() -> None:
    row = traits("http://a.tw/", {"percent_savings": 0.0, "under_a_year": None, "not_a_trait": 1.0})
    found = dict(zip(NAMES, row.tolist(), strict=True))
    assert found["percent_savings"] == 0
    assert np.isnan([found["under_a_year"], found["node_counts"]]).all()


def trained() -> SiteModel:
    labels = np.arange(80) % 2
    table = np.random.default_rng(3).normal(size=(80, len(NAMES)))
    table[:, 1] += 3 * labels
    return fit(table, labels)


@pytest.mark.slow
def test_a_site_is_scored_with_its_address_and_by_the_page_alone() -> None:
    model, row = trained(), np.zeros((1, len(NAMES)))
    bad, good = row.copy(), row.copy()
    bad[0, 1], good[0, 1] = 4.0, -1.0
    assert model.score(bad)[0] > 0.8 > 0.2 > model.score(good)[0]
    assert model.score_by_page(bad)[0] > 0.8
    moved = bad.copy()
    moved[0, len(PAGE) :] = 9.0
    assert model.score_by_page(moved)[0] == model.score_by_page(bad)[0]


@pytest.mark.slow
def test_what_is_not_known_adds_nothing_and_traits_that_weighed_are_told_the_heaviest_first() -> None:
    model, row = trained(), np.full(len(NAMES), NAN)
    assert model.why(row) == []
    row[1] = 4.0
    ((name, weight),) = model.why(row)
    assert name == NAMES[1]
    assert weight > 1
    assert 0 <= model.score(row[None])[0] <= 1
