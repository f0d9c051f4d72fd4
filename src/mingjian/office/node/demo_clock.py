"""
The clock of a demo, which may be moved forward so that periods of weeks are walked through in an afternoon. No other node has one.

`settings` installs it before anything asks for the time; every process of the demo reads the same file, so that console, jobs and sweeps agree. It never goes
back, since the ledger's entries would lie in the future then.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

FILE = "demo-clock"
MOST = 800  # days ahead in all: two years hold every period of the procedures, and calendars reach no further
_SECOND = 1.0


def days_ahead(home: Path) -> int:
    """Return by how many days the demo in a home is ahead of the machine's clock."""
    try:
        return min(MOST, max(0, int((home / FILE).read_text("ascii"))))
    except (OSError, ValueError):
        return 0


def install(home: Path) -> None:
    """Let Django's clock be the demo's from now on, in this process."""
    real = timezone.now
    if not getattr(real, "is_demo_clock", False):
        timezone.now = _clock(real, home)


def _clock(real: Callable[[], datetime], home: Path) -> Callable[[], datetime]:
    kept: list[tuple[float, timedelta]] = []

    def now() -> datetime:
        at = real()
        if not kept or at.timestamp() - kept[-1][0] >= _SECOND:  # another process may have moved it
            kept[:] = [(at.timestamp(), timedelta(days=days_ahead(home)))]
        return at + kept[-1][1]

    now.is_demo_clock = True  # type: ignore[attr-defined]
    now.read_again = kept.clear  # type: ignore[attr-defined]
    return now


def move(home: Path, days: int) -> int:
    """Move the demo forward by some days, and return by how many it is ahead then. Raises ValueError for less than one day, and beyond two years."""
    ahead = days_ahead(home) + days
    if days < 1 or ahead > MOST:
        raise ValueError(days)
    beside = home / f"{FILE}.new"
    beside.write_text(str(ahead), "ascii")
    beside.replace(home / FILE)
    getattr(timezone.now, "read_again", lambda: None)()
    return ahead
