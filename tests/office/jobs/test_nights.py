"""A night passes: whichever worker is first queues what it brings, once; what was missed is made up for as one."""

from datetime import date, datetime
from typing import Any

import pytest
from people import at

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.office.jobs import kinds
from mingjian.office.jobs.kinds import JobKind, Order
from mingjian.office.jobs.models import Job, Night
from mingjian.office.jobs.nights import begin_night, night_of
from mingjian.office.jobs.run import work_off
from mingjian.office.jobs.work import Outcome, Work

pytestmark = pytest.mark.django_db


def test_a_new_node_begins_with_its_next_night() -> None:
    assert begin_night(at("2026-11-24 15:00")) is None
    assert not Job.objects.exists()
    assert begin_night(at("2026-11-25 01:59")) is None
    assert begin_night(at("2026-11-25 02:00")) is not None
    assert "sweep" in set(Job.objects.values_list("kind", flat=True))


def test_a_night_is_begun_once_and_those_missed_are_one() -> None:
    begin_night(at("2026-11-24 15:00"))
    night = begin_night(at("2026-11-28 09:00"))
    assert night is not None
    assert night.on == date(2026, 11, 28)
    queued = Job.objects.count()
    assert begin_night(at("2026-11-28 09:00")) is None
    assert begin_night(at("2026-11-29 01:00")) is None
    assert (Job.objects.count(), Night.objects.count()) == (queued, 2)


def test_the_hour_is_the_local_one(settings: Any) -> None:
    settings.NIGHT = "02:00"
    assert night_of(at("2026-11-24 01:59")) == date(2026, 11, 23)
    assert night_of(at("2026-11-24 02:00")) == date(2026, 11, 24)


@pytest.mark.parametrize("written", ["off", ""])
def test_nights_are_switched_off(settings: Any, written: str) -> None:
    settings.NIGHT = written
    assert begin_night(at("2026-11-24 15:00")) is None
    assert not Night.objects.exists()


def test_an_hour_that_is_none_is_refused_with_what_to_write(settings: Any) -> None:
    settings.NIGHT = "two"
    with pytest.raises(BadInput, match="02:00 or off"):
        night_of(at("2026-11-24 15:00"))


def test_a_kind_that_cannot_say_what_it_wants_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    begin_night(at("2026-11-24 15:00"))
    monkeypatch.setattr(kinds, "_kinds", {"broken": JobKind("broken", Text("坏", "Broken"), _never, nightly=_break), **kinds.job_kinds()})
    assert begin_night(at("2026-11-25 02:00")) is not None
    assert Job.objects.filter(kind="sweep").exists()
    assert "broken could not say" in caplog.text


def _never(work: Work) -> Outcome:
    raise NotImplementedError


def _break(at: datetime) -> list[Order]:
    raise ZeroDivisionError


def test_the_sweep_of_the_night_signs_the_ledger() -> None:
    begin_night(at("2026-11-24 15:00"))
    begin_night(at("2026-11-25 02:00"))
    work_off(clock=lambda: at("2026-11-25 02:01"))
    swept = Job.objects.get(kind="sweep")
    assert (swept.state, "entries of the ledger signed" in swept.outcome_en) == ("done", True)
