"""What time does: sources whose time has come are looked at."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.institutions.deliveries.models import Look
from mingjian.institutions.deliveries.queries import sources
from mingjian.institutions.deliveries.services.orders import KIND, order_of
from mingjian.office.jobs.queue import enqueue


def look_at_what_is_due(at: datetime) -> Text | None:
    """Queue a look at each source whose time has come; one that waits already is not queued again."""
    try:
        found = sources()
    except BadInput as refused:
        return refused.text
    looked = dict(Look.objects.values_list("source", "looked_at"))
    for source in found:
        last = looked.get(source.name)
        if last is None or last + source.every <= at:
            enqueue(KIND, order_of(source), at=at)
    return None
