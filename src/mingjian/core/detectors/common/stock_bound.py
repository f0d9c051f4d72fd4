"""How many shops are so many that what they share is stock: a share of all of them, within bounds (`docs/decisions/0120`)."""

from math import floor
from typing import NamedTuple

FEWEST_SHARERS = 5  # shops that may share a phrase or picture before it counts as stock, however few there are


class Many(NamedTuple):
    """The bounds as set: a number of shops whatever their market, and a share of those that were looked at."""

    most: int
    share: float

    def among(self, shops: int) -> int:
        """Return the number of shops beyond which what they share is stock."""
        return min(self.most, max(FEWEST_SHARERS, floor(self.share * shops)))
