"""A published result comes out again: the inspection game of Ishikawa and Fontanari (2025), with the authors' parameters."""

import pytest

from mingjian.core.policy.inspection import orbit
from mingjian.core.policy.validation import inspection_game


def test_orbits_are_closed_and_their_mean_is_the_fixed_point() -> None:
    found = orbit(50, 100, 4, 1, (0.5, 0.5))
    assert found.drift < 1e-8
    assert (found.mean_x, found.mean_y) == pytest.approx((0.25, 0.5), abs=5e-4)
    assert inspection_game().is_shown


def test_a_heavier_penalty_lowers_inspection_and_not_crime() -> None:
    light, heavy = orbit(50, 100, 4, 1, (0.3, 0.4), time=400), orbit(50, 200, 4, 1, (0.3, 0.4), time=400)
    assert heavy.mean_x == pytest.approx(light.mean_x, abs=2e-3)
    assert heavy.mean_y == pytest.approx(light.mean_y / 2, abs=2e-3)


def test_a_coarse_step_is_found_out() -> None:
    assert orbit(50, 100, 4, 1, (0.5, 0.5), step=0.02).drift > 1e-8
