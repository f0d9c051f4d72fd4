"""Sixteen numbers at a time come to what one after another would."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest

from mingjian.core.lanes import MANY, count, either, pack, put, steps, take, words

DRAW = np.random.default_rng(7)
A, B = (DRAW.integers(0, 1 << 32, MANY, dtype=np.uint32) for _ in range(2))
SHIFTS = (B % np.uint32(32)).astype(np.uint32)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    made: Callable[..., Any] = numba.njit(function)
    return made


@compiled
def calculate(a: Any, b: Any, shifts: Any, out: Any) -> None:
    x, y, by = take(a, 0), take(b, 0), take(shifts, 0)
    put(out[0], 0, x + y)
    put(out[1], 0, x - y)
    put(out[2], 0, x * y)
    put(out[3], 0, x & y | 1)
    put(out[4], 0, x ^ y)
    put(out[5], 0, x << by)
    put(out[6], 0, x >> by)
    put(out[7], 0, either((x < y) & (x != 5) | (x == y), x, 7))
    put(out[8], 0, steps() + np.uint64(1 << 33))


def test_numbers_are_calculated_lane_by_lane() -> None:
    out = np.zeros((9, MANY), np.uint32)
    calculate(A, B, SHIFTS, out)
    expected = [A + B, A - B, A * B, A & B | 1, A ^ B, A << SHIFTS, A >> SHIFTS, np.where(A <= B, A, 7), np.arange(MANY)]
    assert out.tolist() == [one.astype(np.uint32).tolist() for one in expected]


@compiled
def keep(numbers: Any, under: Any, out: Any) -> Any:
    some = take(numbers, 1)
    put(out, 0, pack(some, some < under))
    return count(some < under)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32])
def test_what_is_kept_stands_in_front_in_its_order(kind: Any) -> None:
    numbers, out = DRAW.integers(0, 200, MANY + 1).astype(kind), np.zeros(MANY, kind)
    for under in (0, 100, 200):
        kept = keep(numbers, under, out)
        assert out[:kept].tolist() == [one for one in numbers[1:].tolist() if one < under]


@compiled
def gather(data: Any, start: Any, places: Any, out: Any) -> None:
    put(out, 0, words(data, start, take(places, 0)))


def test_four_bytes_are_read_at_any_place() -> None:
    data, places, out = DRAW.integers(0, 256, 100).astype(np.uint8), DRAW.integers(0, 90, MANY).astype(np.uint32), np.zeros(MANY, np.uint32)
    gather(data, 5, places, out)
    assert out.tolist() == [int.from_bytes(data[5 + at : 9 + at].tobytes(), "little") for at in places.tolist()]
