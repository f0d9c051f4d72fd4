"""What SQLite knows of how full its tables are, so that it asks the right index; taken anew once a day. PostgreSQL does so by itself."""

from datetime import datetime, timedelta

from django.db import connection

from mingjian.office.node.alarms import went_well
from mingjian.office.node.models import Pulse

NAME = "statistics"
EVERY = timedelta(days=1)
MOST = 1000  # rows of an index that are looked at: the share matters, not the count


def take_statistics(at: datetime) -> None:
    """Look through the indexes where that was not done for a day."""
    if connection.vendor != "sqlite" or Pulse.objects.filter(name=NAME, well_at__gt=at - EVERY).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={MOST}")
        cursor.execute("ANALYZE")
    went_well(NAME, at)
