"""Like goods: chosen by what their titles say of the price, as a plain reading of one title after another would."""

import numpy as np
import pytest

from mingjian.core.detectors.common.like_goods import ALIKE, FOREMOST, Group, Offer, offer_of, reference_of

GOODS = ("跑步鞋", "帆布鞋", "双肩包", "保温杯")
BESIDE = ("正品", "包邮", "男款", "女款", "官方", "2026新款", "A", "")


def market(seed: int, listings: int = 120) -> list[Offer]:
    draw = np.random.default_rng(seed)
    usual = dict(zip(GOODS, (400.0, 150.0, 260.0, 90.0), strict=True))
    rows = []
    for number in range(listings):
        goods = GOODS[draw.integers(len(GOODS))]
        title = " ".join(["奥派", *draw.choice(BESIDE, 2), goods])
        price = round(usual[goods] * float(draw.uniform(0.85, 1.15)), 2)
        rows.append({"platform": "甲网", "listing_id": f"l{number}", "shop_id": f"s{draw.integers(12)}", "price": price, "title": title, "mark": "奥派"})
    return [offer_of(row) for row in rows]


def plain(group: Group, own: Offer) -> list[int]:
    weights = {pair: group.telling[pair] for pair in own.pairs if pair in group.telling}
    thing = {pair: weight for pair, weight in weights.items() if weight * FOREMOST[1] >= FOREMOST[0] * max(weights.values())}

    def says(other: Offer, of: dict[str, int]) -> bool:
        return sum(weight for pair, weight in of.items() if pair in other.pairs) * ALIKE[1] >= ALIKE[0] * sum(of.values())

    others = ((place, one) for place, one in enumerate(group.offers) if (one.platform, one.shop) != (own.platform, own.shop))
    return [place for place, one in others if says(one, thing) and says(one, weights)]


@pytest.mark.parametrize("seed", range(5))
def test_like_listings_are_those_that_a_plain_reading_of_each_title_gives(seed: int) -> None:
    group, offers = Group(), market(seed)
    for offer in offers:
        group.add(offer)
    found = [group.alike(own).tolist() for own in offers]
    assert found == [plain(group, own) for own in offers]
    assert 0 < min(map(len, found)) < max(map(len, found)) < len(offers)


def test_a_title_that_says_nothing_of_the_price_is_compared_with_all_other_shops_and_never_with_its_own() -> None:
    group, offers = Group(), market(7)
    for offer in offers:
        group.add(offer)
    own = Offer("甲网", "x", offers[0].shop, 10.0, "奥派", ("",))
    assert group.alike(own).tolist() == [place for place, one in enumerate(offers) if one.shop != own.shop]
    assert len(group.alike(Offer("乙网", "x", own.shop, 10.0, "奥派", ("",)))) == len(offers)


def test_the_right_holders_own_shops_are_the_reference_where_they_sell_the_like() -> None:
    offers = market(3)
    group = Group(held={("甲网", "s1"), ("甲网", "s2")})
    for offer in offers:
        group.add(offer)
    own = next(one for one in offers if one.shop == "s3")
    reference = reference_of(own, group, enough=5, shops=3)
    assert reference is not None
    assert reference.is_holders
    assert {one.shop for one in reference.offers} <= {"s1", "s2"}
    assert reference.price == float(np.median([one.price for one in reference.offers]))
