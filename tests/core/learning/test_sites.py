"""What an address says of a site, and how sums and trees come to a score: by hand, on the smallest of each."""

import numpy as np
import pytest

from mingjian.core.learning.sites import ADDRESS, NAMES, PAGE, SiteModel, Sum, Trees, _check, traits

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


def stump(threshold: float, low: float, high: float, feature: int = 0) -> Trees:
    """One tree of one question: at most `threshold` gives `low`."""
    return Trees(
        np.array([feature, 0, 0]),
        np.array([threshold, 0, 0]),
        np.array([1, -1, -1]),
        np.array([2, -1, -1]),
        np.array([0, low, high]),
        np.array([0]),
        np.array([0.5]),
    )


def test_a_value_exactly_at_a_question_goes_left_and_what_is_not_known_goes_below_all() -> None:
    trees = stump(2.0, -1.0, 1.0)
    assert trees.raw(np.array([[2.0], [2.1], [NAN], [-0.5]])).tolist() == [-0.5, 1.5, -0.5, -0.5]
    assert stump(-0.9, -1.0, 1.0).raw(np.array([[NAN], [-0.5]])).tolist() == [-0.5, 1.5]


def total(width: int, weight: float = 2.0) -> Sum:
    ranks = (np.array([0.0, 1.0]), np.array([-1.0, 1.0]))
    return Sum((ranks[0],) * width, (ranks[1],) * width, np.full(width, weight), np.array([0.25]))


def test_a_trait_adds_by_its_rank_and_one_that_is_not_known_nothing() -> None:
    parts = total(2).parts(np.array([[0.0, 0.75], [NAN, 9.0]]))
    assert parts.tolist() == [[-2.0, 1.0], [0.0, 2.0]]  # beyond the last known value as at it
    assert total(2).raw(np.array([[0.0, 0.75]])).tolist() == [-0.75]


def test_a_site_is_scored_by_both_judges_alike_and_by_the_page_without_its_address() -> None:
    model = SiteModel([total(len(NAMES), 0.0), total(len(PAGE), 0.0)], [stump(0.5, -9.0, 9.0, len(PAGE)), stump(0.5, -9.0, 9.0)])
    table = np.array([[*[0.0] * len(PAGE), *[1.0] * len(ADDRESS)]])
    (whole,), (page,) = model.score(table), model.score_by_page(table)
    constant = 1 / (1 + np.exp(-0.25))
    assert whole == pytest.approx((constant + 1 / (1 + np.exp(-9.5))) / 2)
    assert page == pytest.approx((constant + 1 / (1 + np.exp(8.5))) / 2)


def test_traits_that_weighed_are_told_the_heaviest_first_and_the_light_ones_not() -> None:
    weights = np.zeros(len(NAMES))
    weights[:4] = 0.05, -3.0, 0.06, 1.0
    model = SiteModel([total(len(NAMES))._replace(weights=weights), total(len(PAGE))], [stump(0.5, 0, 0), stump(0.5, 0, 0)])
    assert model.why(np.ones(len(NAMES))) == [(NAMES[1], -3.0), (NAMES[3], 1.0), (NAMES[2], pytest.approx(0.06))]


@pytest.mark.parametrize(
    "change",
    [
        {"left": np.array([0, -1, -1])},  # a branch that leads back would never end
        {"right": np.array([3, -1, -1])},
        {"feature": np.array([1, 0, 0])},
        {"roots": np.array([3])},
        {"roots": np.array([-1])},
        {"value": np.array([0.0])},
        {"start": np.zeros(2)},
    ],
)
def test_trees_that_would_fail_or_never_end_are_refused_when_they_are_read(change: dict[str, np.ndarray]) -> None:
    _check(total(1), stump(0.5, 0, 0), 1)
    with pytest.raises(ValueError, match="do not fit together"):
        _check(total(1), stump(0.5, 0, 0)._replace(**change), 1)


def test_a_sum_of_other_traits_is_refused_when_it_is_read() -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        _check(total(2), stump(0.5, 0, 0), 1)
    with pytest.raises(ValueError, match="do not fit together"):
        _check(total(1)._replace(ranks=(np.zeros(3),)), stump(0.5, 0, 0), 1)
