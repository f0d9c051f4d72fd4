"""How PostgreSQL is told to answer."""

import pytest
from django.db import connection

from mingjian import settings

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_no_question_is_compiled_before_it_is_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_whoever_names_options_in_the_address_has_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://officer@/mingjian?host=/run/postgresql&options=-c%20jit%3Don")
    assert settings.database()["OPTIONS"] == {"host": "/run/postgresql", "options": "-c jit=on"}
    monkeypatch.setenv("DATABASE_URL", "postgresql://officer@db/mingjian")
    assert settings.database()["OPTIONS"] == {"options": "-c jit=off"}
