"""
How what was seen fades: by half every ninety days since it was last seen. The half-life is an assumption of this software: no text says it, and it decides
nothing.

It orders what is looked at, and tells whoever reads an old clue that nobody has seen the same for long: nothing is closed, hidden or erased by it.
"""

from datetime import datetime

from mingjian.core.language import Text

HALF_LIFE = 90.0  # days
_FADING, _FADED = 0.5, 0.125  # after one half-life, and after three
_WORDS = {"fresh": Text("较新", "fresh"), "fading": Text("较旧", "fading"), "faded": Text("已过时", "faded")}


def weight(seen_at: datetime, at: datetime) -> float:
    """Return what a sighting weighs at an instant: 1 when new, half of it after each half-life; of what lies ahead, 1."""
    days = max(0.0, (at - seen_at).total_seconds() / 86400)
    return float(0.5 ** (days / HALF_LIFE))


def level(weighs: float) -> str:
    """Return how far something has faded, as a key: `fresh`, `fading`, `faded`."""
    return "fresh" if weighs > _FADING else "fading" if weighs > _FADED else "faded"


def said(key: str) -> Text:
    """Return a level in words."""
    return _WORDS[key]
