"""Side signals: for, against, or not looked at."""

import numpy as np
import pytest

from mingjian.core.graph.signals import excess, log_ratio, running, same_weight, weigh_signals


def orders(n: int, **known: object) -> dict[str, np.ndarray]:
    columns = {name: np.full(n, np.nan) for name in ("at", "weight", "waybill", "address", "phone", "device", "refund")}
    rest = {"shop": np.zeros(n, int), "buyer": np.arange(n)} | {name: np.asarray(value) for name, value in known.items()}
    return columns | rest


def test_what_is_not_known_is_not_looked_at() -> None:
    assert [signal.key for signal in weigh_signals(orders(30), orders(300))] == ["repetition"]


def test_a_shared_device_speaks_for_a_ring_and_a_device_of_ones_own_against() -> None:
    market = orders(1000, device=np.arange(1000) % 50 == 0)
    shared, own = orders(40, device=np.ones(40)), orders(40, device=np.zeros(40))
    (_, for_it), (_, against) = weigh_signals(shared, market), weigh_signals(own, market)
    assert for_it.nats > 50
    assert against.nats < -5
    assert for_it.expected == pytest.approx(40 * 21 / 1002)


def test_ten_orders_of_one_buyer_weigh_as_one() -> None:
    market = orders(1000, phone=np.arange(1000) % 50 == 0)
    one, ten = orders(10, phone=np.ones(10)), orders(100, phone=np.ones(100), buyer=np.repeat(np.arange(10), 10))
    nats = [next(s.nats for s in weigh_signals(group, market) if s.key == "phone") for group in (one, ten)]
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
