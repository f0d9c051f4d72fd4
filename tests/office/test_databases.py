"""What a node is moved to another database with keeps every column whole."""

from datetime import datetime, timedelta, timezone

import pytest
from django.core import serializers

from mingjian.office.models import Department, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_instant_is_moved_to_the_microsecond(who: dict[str, Officer]) -> None:
    """Cut to milliseconds, the columns no longer said what the entries say, and an audit after the move named nearly every entry."""
    whole = datetime(2026, 11, 30, 9, 15, 27, 123456, tzinfo=timezone(timedelta(hours=8)))
    officer = who["li"]
    officer.last_login = whole
    lines = serializers.serialize("jsonl", [officer, Department.objects.all()[0]])
    first = next(iter(serializers.deserialize("jsonl", lines)))
    assert first.object.last_login == whole
