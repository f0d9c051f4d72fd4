"""Says the figures of a finding that a person may want to check."""

from typing import Any

from django.utils.translation import gettext

from mingjian.core.exhibits.figures import Figures
from mingjian.institutions.monitoring.exhibits.places import WEIGHED
from mingjian.institutions.monitoring.models import Finding

PLACE, ORDER = WEIGHED, 20


def draw(figures: Figures, found: Finding) -> dict[str, Any] | None:
    """Return each figure with its label."""
    told = facts_of(figures)
    return {"facts": told} if told else None


def facts_of(figures: Figures) -> list[tuple[str, str]]:
    """Label the figures that are known."""
    # Where the pairs are as many as expected, something else speaks for the ring, and figures of pairs would only puzzle.
    is_dense = figures.pairs_found is None or figures.pairs_expected is None or figures.pairs_found > figures.pairs_expected
    of_pairs = (
        (gettext("Pairs found"), figures.pairs_found),
        (gettext("Pairs expected"), figures.pairs_expected),
        (gettext("Density"), figures.density),
        (gettext("Times the usual taste that would explain it"), figures.taste),
    )
    known = (
        (gettext("Orders counted"), figures.orders),
        (gettext("Buyers counted"), figures.buyers),
        (gettext("Shops"), figures.shops if figures.shops and figures.shops > 1 else None),  # one is said beside it, with all that is known of it
        (gettext("Orders in the densest window"), figures.densest_orders),
        (gettext("Median orders a buyer on the platform"), figures.typical),
        *(of_pairs if is_dense else ()),
    )
    return [(label, figure_said(value)) for label, value in known if value is not None]


def figure_said(value: Any) -> str:
    """Write a figure: whole ones with their thousands apart, others with four digits; nothing of none."""
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
