"""The clock of a demo goes forward by days for every process of its home; no other node has one."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from people import browser

from mingjian.office.models import Officer
from mingjian.office.node import demo_clock
from mingjian.office.people.sessions import SessionStore

#: Noon here, of tomorrow: a session that begins on a day that is over by the computer's clock has ended before it is read.
NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=4, minute=0, second=0, microsecond=0)


def day_after(days: int) -> date:
    return timezone.localtime(NOON + timedelta(days=days)).date()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    demo_clock.install(tmp_path)
    return tmp_path


def test_it_goes_forward_and_never_back(home: Path) -> None:
    assert timezone.now() == NOON
    assert demo_clock.move(home, 15) == 15
    assert timezone.localdate() == day_after(15)
    for days in (0, -1, demo_clock.MOST):
        with pytest.raises(ValueError, match=str(days)):
            demo_clock.move(home, days)
    assert demo_clock.days_ahead(home) == 15


def test_another_process_of_the_home_reads_the_same_clock_and_a_broken_file_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_clock.move(home, 3)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    demo_clock.install(home)
    assert timezone.localdate() == day_after(3)
    (home / demo_clock.FILE).write_text("九", "utf-8")
    assert demo_clock.days_ahead(home) == 0


def test_a_node_that_is_no_demo_has_no_such_page(who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert browser(who["li"]).post("/demo/clock", {"days": "15"}).status_code == 404
    assert not (tmp_path / demo_clock.FILE).exists()


def test_whoever_moves_the_clock_stays_signed_in_and_leads_back_to_the_node_alone(who: dict[str, Officer], settings: Any, home: Path) -> None:
    settings.HOME, settings.DEMO = home, True
    page, today = browser(who["li"]), timezone.localdate()
    before = SessionStore.get_model_class().objects.get().expire_date
    moved = page.post("/demo/clock", {"days": "15", "back": "https://elsewhere.example/"})
    assert moved["Location"] == "/"
    assert (SessionStore.get_model_class().objects.get().expire_date - before).days >= 15
    assert f"{today + timedelta(days=15)}" in page.get("/").text
    assert demo_clock.days_ahead(home) == 15
    page.post("/demo/clock", {"days": "-4"})
    assert demo_clock.days_ahead(home) == 15
