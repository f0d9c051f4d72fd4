"""
Luck by counting: a number that follows from seed, week, purpose and operator alone (splitmix64, Steele, Lea and Flood 2014).

The same operator so has the same luck in the same week under every proposal. Nothing is drawn one after the other, so that what one proposal does not ask for
shifts nothing else, and the number of threads changes no bit.
"""

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel

#: What luck is asked for. Each has a stream of its own a week; NOISE takes one stream an option of the review, PEOPLE and ASSUMED one each drawn trait.
LOOK, START, PROOF, REVIEW, PEER, ADOPT, NOISE, PEOPLE, ASSUMED = 1, 2, 3, 4, 5, 6, 10, 30, 60
_UNIT = 2.0**-53


@inlined
def mix(number):  # type: ignore[no-untyped-def] # numba: uint64 to uint64
    """Scatter the bits of a uint64."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@kernel
def stream(seed: int, week: int, purpose: int) -> int:
    """Return the stream (uint64) of one seed, week and purpose."""
    return mix(mix(np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)) + np.uint64(week) * np.uint64(0xD1B54A32D192ED03) + np.uint64(purpose))  # type: ignore[no-any-return]


@inlined
def draw(of, operator):  # type: ignore[no-untyped-def] # numba: uint64 stream, operator, to float64
    """Return the luck of one operator in a stream, in [0, 1)."""
    return np.float64(mix(of + np.uint64(operator + 1) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(11)) * _UNIT


@kernel
def _fill(seed: int, purpose: int, out: Array) -> None:
    of = stream(seed, 0, purpose)
    for operator in range(len(out)):
        out[operator] = draw(of, operator)


def draws(seed: int, purpose: int, number: int) -> Array:
    """Return the luck of that many operators for what is drawn once and not weekly (float64, shape `number`)."""
    out = np.empty(number)
    _fill(seed, purpose, out)
    return out
