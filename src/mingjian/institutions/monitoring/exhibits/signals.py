"""Says what speaks for a finding, as bars."""

from dataclasses import dataclass
from typing import Any

from mingjian.core.exhibits.signals import Signals
from mingjian.institutions.monitoring.exhibits.figures import figure_said
from mingjian.institutions.monitoring.exhibits.places import WEIGHED
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.language import said

PLACE, ORDER = WEIGHED, 10


@dataclass(frozen=True)
class Bar:
    """One reason among several: its name, its share of the whole evidence (0 to 1), and what was found against what is usual."""

    title: str
    share: float
    found: str
    expected: str

    @property
    def width(self) -> float:
        """Return the share as a length of a bar of 100."""
        return round(max(0.0, min(1.0, self.share)) * 100, 1)


def draw(signals: Signals, found: Finding) -> dict[str, Any] | None:
    """Return a bar for each signal."""
    return {"signals": bars_of(signals)}


def bars_of(signals: Signals) -> list[Bar]:
    """Return the bars, the strongest first."""
    made = [Bar(said(one.title), one.share, figure_said(one.found), figure_said(one.expected)) for one in signals.all]
    return sorted(made, key=lambda bar: -bar.share)
