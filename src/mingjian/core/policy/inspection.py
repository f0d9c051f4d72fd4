"""
The inspection game as differential equations (Ishikawa and Fontanari 2025, arXiv 2510.24905): what our code must reproduce before it is believed.

x: share of citizens who break the law, y: share of inspectors who inspect; x' = x(1-x)(g - p·y), y' = y(1-y)(r·x - k). The fixed point is (k/r, g/p), so that
a heavier penalty p lowers inspection and not crime; orbits are closed, and their mean over time is the fixed point.
"""

import math
from dataclasses import dataclass

from mingjian.core.compiled import kernel


@dataclass(frozen=True)
class Orbit:
    """What an orbit shows: its mean over time (x, y), and how far the conserved quantity drifted, at most."""

    mean_x: float
    mean_y: float
    drift: float


def orbit(gain: float, penalty: float, reward: float, cost: float, start: tuple[float, float], *, time: float = 200.0, step: float = 1e-3) -> Orbit:
    """Follow an orbit by Runge and Kutta's fourth order. Rates are those of the game, `time` and `step` in its units."""
    return Orbit(*_follow(gain, penalty, reward, cost, start[0], start[1], round(time / step), step))


@kernel
def _follow(gain: float, penalty: float, reward: float, cost: float, x: float, y: float, steps: int, step: float) -> tuple[float, float, float]:
    begun, drift, sum_x, sum_y = _conserved(gain, penalty, reward, cost, x, y), 0.0, 0.0, 0.0
    for _ in range(steps):
        ax, ay = _slope(gain, penalty, reward, cost, x, y)
        bx, by = _slope(gain, penalty, reward, cost, x + step / 2 * ax, y + step / 2 * ay)
        cx, cy = _slope(gain, penalty, reward, cost, x + step / 2 * bx, y + step / 2 * by)
        dx, dy = _slope(gain, penalty, reward, cost, x + step * cx, y + step * cy)
        x += step / 6 * (ax + 2 * bx + 2 * cx + dx)
        y += step / 6 * (ay + 2 * by + 2 * cy + dy)
        sum_x, sum_y = sum_x + x, sum_y + y
        drift = max(drift, abs(_conserved(gain, penalty, reward, cost, x, y) - begun))
    return sum_x / steps, sum_y / steps, drift


@kernel
def _slope(gain: float, penalty: float, reward: float, cost: float, x: float, y: float) -> tuple[float, float]:
    return x * (1 - x) * (gain - penalty * y), y * (1 - y) * (reward * x - cost)


@kernel
def _conserved(gain: float, penalty: float, reward: float, cost: float, x: float, y: float) -> float:
    return cost * math.log(x) + (reward - cost) * math.log(1 - x) + gain * math.log(y) + (penalty - gain) * math.log(1 - y)
