"""What a market is made from: a seed, a size, a span of days; and its instants."""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from mingjian.core.errors import BadInput

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DAY = 86_400
BEIJING = 8 * 3600  # seconds before UTC; without summer time since 1991
#: The last day unless another is given: just behind the autumn sale of 11 November.
LAST_DAY = date(2026, 11, 12)
BUYERS_A_SHOP = 40

# How many of a day's orders fall into each hour, in Beijing: few at night, most after supper.
_HOURS = np.array([18, 9, 5, 3, 2, 3, 8, 18, 32, 46, 55, 56, 52, 50, 52, 52, 52, 50, 50, 58, 72, 76, 62, 38], dtype=np.float64)


@dataclass(frozen=True)
class Plan:
    """The same plan gives the same market, row for row. `until` is the market's last day in Beijing."""

    seed: int = 7
    shops: int = 2000
    days: int = 30
    until: date = LAST_DAY

    def __post_init__(self) -> None:
        if not 20 <= self.shops <= 1_000_000 or not 2 <= self.days <= 3660 or not 0 <= self.seed < 2**63:
            raise BadInput(
                "合成市场须有 20 至 1,000,000 家网店、2 至 3660 天，随机种子不为负。",
                "A synthetic market has 20 to 1,000,000 shops, 2 to 3660 days, and a seed that is not negative.",
            )

    @property
    def buyers(self) -> int:
        return self.shops * BUYERS_A_SHOP

    @property
    def first_day(self) -> date:
        return self.until - timedelta(days=self.days - 1)

    @property
    def start(self) -> int:
        """Return the market's first instant: midnight in Beijing, in seconds since 1970."""
        return (self.first_day - date(1970, 1, 1)).days * DAY - BEIJING

    @property
    def copies(self) -> int:
        """Return how often each ring and look-alike is planted, so that base rates do not depend on the size."""
        return max(1, round(self.shops / 2000))

    def share(self, n: int) -> int:
        """Return how many of what a market of 2,000 shops has `n` of; at least one."""
        return max(1, round(n * self.shops / 2000))

    @property
    def sale_day(self) -> int:
        """Return which day, from 0, is the sale: 11 November if the market has one, else two thirds of its time."""
        days = (self.first_day + timedelta(days=n) for n in range(self.days))
        return next((n for n, day in enumerate(days) if (day.month, day.day) == (11, 11)), self.days * 2 // 3)

    def draw(self, maker: str) -> np.random.Generator:
        """Return each maker a stream of its own, so that a change to one does not change the others."""
        return np.random.default_rng([self.seed, zlib.crc32(maker.encode())])

    def ordinary_instants(self, draw: np.random.Generator, n: int) -> Ints:
        """Draw instants as people shop: by the hour of the day, and three times as much on the sale day; seconds since 1970."""
        weight = np.ones(self.days)
        weight[self.sale_day] = 3.0
        day = draw.choice(self.days, n, p=weight / weight.sum())
        hour = draw.choice(24, n, p=_HOURS / _HOURS.sum())
        instants: Ints = self.start + day * DAY + hour * 3600 + draw.integers(0, 3600, n)
        return instants

    def instant(self, day: int, hour: float) -> int:
        """Return an hour of one of the market's days, in Beijing, in seconds since 1970."""
        return self.start + day * DAY + int(hour * 3600)
