"""The order of a look at a source, as the sweep and the page queue it."""

from mingjian.core.deliveries.source import Source
from mingjian.core.language import Text
from mingjian.office.jobs.kinds import Order

KIND = "look_at_source"


def order_of(source: Source, *, again: bool = False) -> Order:
    """Return the order of a look; of one source one look waits at a time."""
    return Order({"source": source.name, "again": again}, Text(source.name, source.name), None, f"deliveries/{source.name}{'/again' if again else ''}")
