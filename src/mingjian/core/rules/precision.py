"""What a sample says of a rule: the share of its hits that were right, and how far that share may lie from the truth."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # of 95 in a hundred
FEWEST = 20  # hits judged before a share is told at all
LEAST_LOW = 0.5  # the lower bound that a rule must reach: below it nobody can say that it is right more often than wrong
FEWEST_WHOLE = 3  # hits of a rule that has so few that all of them are judged


@dataclass(frozen=True)
class Precision:
    """
    Of `judged` hits of a sample, `right` were right. `low` and `high` bound the true share in 95 of a hundred samples.

    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927): it holds for small samples and for shares near 0 and 1.
    """

    right: int
    judged: int

    @property
    def share(self) -> float | None:
        """Return the share of right ones; None where nothing was judged."""
        return self.right / self.judged if self.judged else None

    @property
    def is_enough(self) -> bool:
        """Return whether so many were judged that the share may be told."""
        return self.judged >= FEWEST

    @property
    def is_good(self) -> bool:
        """Return whether enough were judged and their lower bound reaches the line."""
        return self.is_enough and self.low >= LEAST_LOW

    @property
    def low(self) -> float:
        """Return the lower bound; 0 where nothing was judged."""
        return self._bound(-1.0)

    @property
    def high(self) -> float:
        """Return the upper bound; 1 where nothing was judged."""
        return self._bound(1.0)

    def _bound(self, side: float) -> float:
        return wilson(self.right / self.judged if self.judged else 0.0, self.judged)[0 if side < 0 else 1]


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return the bounds of a share of `n` cases; of weighed ones `n` is their effective number, which need not be whole. Without any, 0 and 1."""
    if n <= 0:
        return 0.0, 1.0
    centre, spread = share + Z * Z / (2 * n), Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low, high = ((centre + side * spread) / (1 + Z * Z / n) for side in (-1, 1))
    return max(0.0, low), min(1.0, high)
