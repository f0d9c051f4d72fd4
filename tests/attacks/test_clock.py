"""D17: a clock that somebody moves makes no 500, and enters nothing that stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from people import at

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.audit.clock import Clock, forget_kept_clock, kept_clock
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.node import sweep
from mingjian.office.node.sweep import sweep_node

MORNING = at("2026-11-24 09:00")


def test_a_step_before_the_newest_is_refused_in_words(who: dict[str, Officer]) -> None:
    clue = register(Intake(source="report", suspected_act="销售假冒化肥", content="某店"), by=who["li"], at=MORNING)
    entries = Entry.objects.count()
    with pytest.raises(StepRefused, match="put back"):
        take(clue.dossier, "extend_check", by=who["wang"], at=MORNING - timedelta(days=1), given={})
    assert Entry.objects.count() == entries
    assert Dossier.objects.get().steps_taken == clue.dossier.steps_taken


@pytest.mark.parametrize(("moved", "says"), [(timedelta(days=1), "forward by 24.0"), (-timedelta(days=1), "back by 24.0"), (timedelta(minutes=4), "")])
def test_a_clock_that_was_moved_is_told_and_one_that_drifts_is_not(moved: timedelta, says: str) -> None:
    clock = Clock(MORNING, count=1000.0)
    told = clock.jump(MORNING + timedelta(minutes=1) + moved, count=1060.0)
    assert (says in told.en) if says and told else told is None
    assert clock.jump(MORNING + timedelta(days=2), count=1000.0 + 2 * 86400) is None


def test_a_sweep_of_a_timer_knows_what_the_clock_said_at_the_first_one(tmp_path: Path) -> None:
    first = kept_clock(tmp_path, MORNING)
    later = kept_clock(tmp_path, MORNING + timedelta(days=3))
    assert (later.at, later.count) == (first.at, first.count)
    assert later.jump(MORNING + timedelta(days=3)) is not None
    assert later.jump(MORNING + timedelta(seconds=20)) is None
    forget_kept_clock(tmp_path)
    assert kept_clock(tmp_path, MORNING + timedelta(days=3)).jump(MORNING + timedelta(days=3)) is None


def test_a_clock_that_was_put_ahead_ends_no_role_and_does_nothing_of_a_day_to_come(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines were spared, and roles of a month were taken for good; whatever institutions do on a day was done."""
    li, done = who["li"], []
    Officer.objects.filter(pk=li.pk).update(roles_until=(MORNING + timedelta(days=10)).date())
    monkeypatch.setattr(sweep, "parts", lambda name: [lambda at: done.append(at)] if name == "sweeps" else [])
    clock = Clock(MORNING)
    swept = sweep_node(MORNING + timedelta(days=40), clock)
    assert (Officer.objects.get(pk=li.pk).roles, done) == (li.roles, [])
    assert "sweep:deadlines" in swept.alarms
    clock = Clock(MORNING + timedelta(days=40))
    sweep_node(MORNING + timedelta(days=40), clock)
    assert (Officer.objects.get(pk=li.pk).roles, len(done)) == ([], 1)
