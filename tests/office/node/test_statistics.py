"""SQLite learns how full its tables are, once a day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from mingjian.office.node.models import Pulse
from mingjian.office.node.sweep import sweep_node

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes its own")]


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1")
        return int(cursor.fetchone()[0])


def test_the_first_sweep_of_a_day_takes_them_and_the_next_does_not() -> None:
    at = now()
    sweep_node(at)
    assert rows() > 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
    sweep_node(at + timedelta(hours=1))
    assert rows() == 0
    sweep_node(at + timedelta(hours=25))
    assert rows() > 0
    assert Pulse.objects.get(name="statistics").well_at == at + timedelta(hours=25)
