"""Says what records are quoted with."""

from typing import Any

from mingjian.core.exhibits.quotes import Quotes
from mingjian.institutions.monitoring.exhibits.places import SAID
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

PLACE, ORDER = SAID, 20


def draw(quotes: Quotes, found: Finding) -> dict[str, Any] | None:
    """Return each quote as it may be shown."""
    return {"quotes": [{name: visible(text) for name, text in one._asdict().items()} for one in quotes.all]}
