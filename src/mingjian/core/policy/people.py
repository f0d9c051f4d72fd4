"""The operators of a world: how many they reach, whether they would ever sell counterfeits, where they begin."""

from typing import NamedTuple

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.luck import PEOPLE, draws

_TAIL = 1.3  # of the reach: few operators sell most
_FARTHEST = 200.0
_SHARES = (0.45, 0.75)  # cumulated: 45 % begin on platforms, 30 % in circles, 25 % in microblog and live rooms
UNWILLING = 1e9


class People(NamedTuple):
    """State of the operators as arrays of one row each; `perceived` has a column a channel (risk of being hit in a week)."""

    reach: Array
    moral: Array
    sells: Array
    channel: Array
    perceived: Array
    until: Array
    found: Array


def people_of(seed: int, number: int, willing: float, moral: float) -> People:
    """Make the operators of a world: reach Pareto with a cut, moral cost exponential among the willing, half of these selling at the start."""
    reach = np.minimum((1.0 - draws(seed, PEOPLE, number)) ** (-1.0 / _TAIL), _FARTHEST)
    is_willing = draws(seed, PEOPLE + 1, number) < willing
    costs = np.where(is_willing, -np.log1p(-draws(seed, PEOPLE + 2, number)) * moral, UNWILLING)
    begins = is_willing & (draws(seed, PEOPLE + 3, number) < 0.5)
    channel = np.searchsorted(_SHARES, draws(seed, PEOPLE + 4, number), side="right")
    return People(
        reach=reach,
        moral=costs,
        sells=begins.astype(np.uint8),
        channel=channel.astype(np.int8),
        perceived=np.full((number, len(CHANNELS)), 0.01),
        until=np.zeros(number, np.int32),
        found=np.full(number, -1, np.int32),
    )
