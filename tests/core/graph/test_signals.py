"""Side signals: for, against, or not looked at."""

import numpy as np
import pytest

from mingjian.core.graph.signals import close, excess, log_ratio, rates_of, repeated, running, same_weight, sum_of_excess, weigh_signals


def orders(n: int, **known: object) -> dict[str, np.ndarray]:
    columns = {name: np.full(n, np.nan) for name in ("at", "weight", "waybill", "address", "phone", "device", "refund")}
    rest = {"shop": np.zeros(n, int), "buyer": np.arange(n)} | {name: np.asarray(value) for name, value in known.items()}
    return columns | rest


def test_what_is_not_known_is_not_looked_at() -> None:
    assert [signal.key for signal in weigh_signals(orders(30), rates_of(orders(300)))] == ["repetition"]


def test_a_shared_device_speaks_for_a_ring_and_a_device_of_ones_own_against() -> None:
    market = orders(1000, device=np.arange(1000) % 50 == 0)
    shared, own = orders(40, device=np.ones(40)), orders(40, device=np.zeros(40))
    (_, for_it), (_, against) = weigh_signals(shared, rates_of(market)), weigh_signals(own, rates_of(market))
    assert for_it.nats > 50
    assert against.nats < -5
    assert for_it.expected == pytest.approx(40 * 21 / 1002)


def test_ten_orders_of_one_buyer_weigh_as_one() -> None:
    market = orders(1000, phone=np.arange(1000) % 50 == 0)
    one, ten = orders(10, phone=np.ones(10)), orders(100, phone=np.ones(100), buyer=np.repeat(np.arange(10), 10))
    nats = [next(s.nats for s in weigh_signals(group, rates_of(market)) if s.key == "phone") for group in (one, ten)]
    assert nats[1] == pytest.approx(nats[0], rel=0.1)


def test_equal_weights_and_running_numbers_are_compared_within_a_shop() -> None:
    shop = np.array([0, 0, 0, 1])
    weights = same_weight(orders(4, shop=shop, at=np.arange(4.0), weight=np.array([200.0, 200.4, 350.0, 350.0])))
    numbers = running(orders(4, shop=shop, waybill=np.array([1001.0, 1003.0, 2000.0, 2001.0])))
    assert np.array_equal(weights, [np.nan, 1, 0, np.nan], equal_nan=True)
    assert np.array_equal(numbers, [np.nan, 1, 0, np.nan], equal_nan=True)


def test_the_ratio_stays_finite_where_the_market_shows_it_always() -> None:
    assert np.isfinite(log_ratio(20.0, 20, 0.999))
    assert log_ratio(6.0, 20, 0.02) > 0 > log_ratio(0.0, 20, 0.02)


def test_only_an_excess_counts() -> None:
    assert excess(np.array([0.0, 1.0, 10.0]), np.array([0.0, 100.0, 10.0]), 0.1) == pytest.approx([0, 0, 10 * np.log(10)])


def test_ten_minutes_exactly_are_a_burst_and_three_numbers_on_are_one_roll() -> None:
    at = np.array([0.0, 600.0, 1200.1, 1200.1, np.nan])
    assert np.array_equal(close(orders(5, at=at)), [np.nan, 1, 0, 1, np.nan], equal_nan=True)
    numbers = np.array([100.0, 103.0, 107.0, np.nan, 107.0])
    assert np.array_equal(running(orders(5, waybill=numbers)), [np.nan, 1, 0, np.nan, 1], equal_nan=True)


def test_an_order_repeats_an_earlier_one_of_the_same_buyer_at_the_same_shop() -> None:
    shop, buyer, at = np.array([0, 0, 1, 0, 1]), np.array([5, 5, 5, 6, 0]), np.array([9.0, 3.0, 4.0, 5.0, 6.0])
    assert repeated(orders(5, shop=shop, buyer=buyer, at=at)).tolist() == [1, 0, 0, 0, 0]
    assert repeated(orders(0)).tolist() == []


@pytest.mark.parametrize(("own", "of_market", "is_looked_at"), [(5, 5, True), (4, 5, False), (5, 4, False)])
def test_a_signal_is_looked_at_from_five_orders_on_that_tell(own: int, of_market: int, is_looked_at: bool) -> None:
    def told(known: int) -> dict[str, np.ndarray]:
        return orders(9, phone=np.where(np.arange(9) < known, 1.0, np.nan))

    assert ("phone" in [signal.key for signal in weigh_signals(told(own), rates_of(told(of_market)))]) is is_looked_at


def test_refunds_that_nobody_ever_had_are_not_known_and_those_that_somebody_had_are() -> None:
    none, some = orders(9, refund=np.zeros(9)), orders(9, refund=np.arange(9) == 3)
    told = [[signal.key for signal in weigh_signals(group, rates_of(market))] for group, market in ((none, none), (some, none), (none, some))]
    assert ["refund" in keys for keys in told] == [False, True, True]


def test_shops_of_a_ring_do_not_set_the_rate_that_they_are_held_against() -> None:
    """Of twenty shops eight belong to a ring: over all of them one order in ten is on a shared device, and none would exceed that much."""
    known = np.full(20, 140.0)
    found = np.where(np.arange(20) < 8, 15.0, 0.0)
    nats = sum_of_excess([(found, known), (found, known)], 2.2)
    assert (nats[:8] > 25).all()
    assert (nats[8:] == 0).all()
    over_all = excess(found, known, 2.2 * (found.sum() + 1) / (known.sum() + 2))
    assert (over_all < 1).all()


def test_where_all_shops_show_alike_none_exceeds_the_others() -> None:
    draw = np.random.default_rng(5)
    known = np.full(200, 140.0)
    assert (sum_of_excess([(draw.poisson(4.0, 200).astype(float), known)], 2.2) < np.log(200)).all()
    assert sum_of_excess([(np.zeros(3), np.zeros(3))], 2.2).tolist() == [0, 0, 0]
