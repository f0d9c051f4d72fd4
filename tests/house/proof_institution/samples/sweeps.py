"""What time does: it sees which samples need not be kept any longer."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.samples.queries import past_their_day


def see_what_is_due(at: datetime) -> Text | None:
    """Mark samples whose day is over; say how many, if any."""
    count = past_their_day(localtime(at).date()).update(is_due=True)
    return Text(f"样品保管到期 {count} 件。", f"{count} samples need not be kept any longer.") if count else None
