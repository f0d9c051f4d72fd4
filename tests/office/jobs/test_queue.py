"""The table of jobs: once queued, held by one, tried again, cancelled; and what a page says of a fault."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from people import at, people

from mingjian.core.errors import BadInput, StepRefused, TooMuch
from mingjian.core.language import Text
from mingjian.office.jobs import files, kinds, queue
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.models import Job, Night
from mingjian.office.jobs.queue import KEPT, clear_old
from mingjian.office.jobs.run import carry_out, work_off
from mingjian.office.jobs.work import Lost, Outcome, Work
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = at("2026-11-24 12:00")
LEASE = timedelta(seconds=60)
DONE = Outcome(Text("完成", "done"))


@pytest.fixture(autouse=True)
def its_own_kinds(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    kinds.job_kinds()
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    job("good", Text("好", "Good"))(lambda work: DONE)
    job("bad", Text("坏", "Bad"), attempts=3)(_break)
    job("refused", Text("拒", "Refused"))(_refuse)


def _break(work: Work) -> Outcome:
    raise ZeroDivisionError("secret of the house")


def _refuse(work: Work) -> Outcome:
    raise BadInput("文件用不上。", "The file cannot be used.")


def tried_at(seconds: float) -> int:
    return work_off(clock=lambda: later(seconds))


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_same_job_is_queued_once_until_it_is_done() -> None:
    first = queue.enqueue("good", Order(key="a"), at=NOON)
    assert queue.enqueue("good", Order(key="a"), at=NOON) == first
    assert queue.enqueue("good", Order(key="b"), at=NOON) != first
    assert work_off(clock=lambda: NOON) == 2
    assert queue.enqueue("good", Order(key="a"), at=NOON) != first


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="nonsense"):
        queue.enqueue("nonsense", Order(), at=NOON)


def test_what_is_held_is_not_taken_until_the_lease_has_run_out_and_then_the_first_holder_says_nothing_more() -> None:
    queue.enqueue("good", Order(), at=NOON)
    first = queue.claim("one", at=NOON, lease=LEASE)
    assert first is not None
    assert queue.claim("two", at=later(59), lease=LEASE) is None
    assert queue.beat(first, at=later(50), lease=LEASE)
    assert queue.claim("two", at=later(100), lease=LEASE) is None
    second = queue.claim("two", at=later(111), lease=LEASE)
    assert second == first
    assert not queue.beat(first, at=later(112), lease=LEASE)
    assert not queue.finish(first, DONE, at=later(112))
    with pytest.raises(Lost):
        Work(first, lambda: NOON).guard()
    with pytest.raises(Lost):
        Work(first, lambda: NOON).tell(1, 2)
    assert queue.finish(second, DONE, at=later(113))


def test_a_fault_is_told_by_a_number_and_tried_again_after_pauses_that_double(caplog: pytest.LogCaptureFixture) -> None:
    broken, tried = queue.enqueue("bad", Order(), at=NOON), 0.0
    for pause in (30, 60):
        assert tried_at(tried) == 1
        broken.refresh_from_db()
        assert (broken.state, broken.run_after) == ("queued", later(tried + pause))
        assert tried_at(tried + pause - 1) == 0
        tried += pause
    assert tried_at(tried) == 1
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("failed", 3)
    assert broken.fault in broken.outcome_zh
    assert "secret of the house" not in broken.outcome_zh + broken.outcome_en
    assert "secret of the house" in caplog.text
    assert broken.fault in caplog.text


def test_what_a_person_must_mend_is_said_as_it_is_and_not_tried_again() -> None:
    refused = queue.enqueue("refused", Order(), at=NOON)
    queue.enqueue("good", Order(), at=NOON)
    assert work_off(clock=lambda: NOON) == 2  # and the next one is done all the same
    refused.refresh_from_db()
    assert (refused.state, refused.outcome_en, refused.fault) == ("failed", "The file cannot be used.", "")


def test_one_that_waits_is_cancelled_at_once_one_that_runs_by_its_worker_and_one_that_ended_not_at_all() -> None:
    waiting, running = queue.enqueue("good", Order(), at=later(1)), queue.enqueue("good", Order(), at=NOON)
    held = queue.claim("one", at=NOON, lease=LEASE)
    assert held == running
    for one in (waiting, running):
        queue.cancel(one, at=NOON)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    running.refresh_from_db()
    assert queue.is_to_stop(running)
    assert queue.claim("two", at=later(61), lease=LEASE) is None  # its worker died: nobody begins it anew
    running.refresh_from_db()
    assert running.state == "cancelled"
    with pytest.raises(StepRefused):
        queue.cancel(running, at=NOON)


def test_a_job_that_costs_every_worker_its_life_fails_in_the_end() -> None:
    queue.enqueue("bad", Order(), at=NOON)
    for attempt in range(3):
        assert queue.claim("one", at=later(100 * attempt), lease=LEASE) is not None
    assert queue.claim("one", at=later(300), lease=LEASE) is None
    assert Job.objects.get().outcome_en == queue.DIED.en


def test_what_failed_is_tried_again_on_request_unless_the_same_is_open() -> None:
    refused = queue.enqueue("refused", Order(key="a"), at=NOON)
    work_off(clock=lambda: NOON)
    again = queue.enqueue("refused", Order(key="a"), at=NOON)
    with pytest.raises(StepRefused, match="already"):
        queue.try_again(refused, at=NOON)
    queue.cancel(again, at=NOON)
    queue.try_again(refused, at=NOON)
    assert work_off(clock=lambda: NOON) == 1


def test_a_job_in_the_name_of_somebody_deactivated_does_not_run(who: dict[str, Officer]) -> None:
    who["li"].is_active = False
    who["li"].save()
    stale = queue.enqueue("good", Order(by=who["li"]), at=NOON)
    work_off(clock=lambda: NOON)
    stale.refresh_from_db()
    assert (stale.state, "deactivated" in stale.outcome_en) == ("failed", True)


def test_a_file_stays_while_it_is_needed_and_goes_with_the_job() -> None:
    done = queue.enqueue("good", Order(), at=NOON, folder=files.keep("a.csv", [b"1"]))
    failed = queue.enqueue("refused", Order(), at=NOON, folder=files.keep("b.csv", [b"2"]))
    assert files.file_of(done.folder).read_bytes() == b"1"
    work_off(clock=lambda: NOON)
    assert not files.folder_of(done.folder).exists()
    assert files.folder_of(failed.folder).exists()
    files.clear(failed.folder)
    with pytest.raises(StepRefused, match="send it again"):
        queue.try_again(failed, at=NOON)
    with pytest.raises(ValueError, match="passwd"):
        files.folder_of("../../etc/passwd")


def test_the_history_is_kept_for_a_year() -> None:
    queue.enqueue("good", Order(), at=NOON)
    open_still = queue.enqueue("bad", Order(), at=NOON)
    work_off(clock=lambda: NOON)
    assert clear_old(NOON + KEPT) == 0
    assert clear_old(NOON + KEPT + timedelta(days=1)) == 1
    assert list(Job.objects.all()) == [open_still]


def test_what_somebody_waits_for_comes_before_what_the_night_brought() -> None:
    night = Night.objects.create(on=NOON.date(), begun_at=NOON)
    by_night = queue.enqueue("good", Order(), at=NOON, night=night)
    asked = queue.enqueue("good", Order(), at=NOON)
    first = queue.claim("one", at=NOON, lease=LEASE)
    assert first == asked
    carry_out(first, clock=lambda: NOON)
    assert queue.claim("one", at=NOON, lease=LEASE) == by_night


def test_what_storms_in_is_told_to_come_again_and_what_waits_already_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_WAITING", 2)
    li = people("li")["li"]
    first = queue.enqueue("good", Order({}, by=li, key="one"), at=NOON)
    queue.enqueue("good", Order({}, by=li), at=NOON)
    folder = files.keep("a.csv", [b"1"])
    with pytest.raises(TooMuch, match="排队"):
        queue.enqueue("good", Order({}, by=li), at=NOON, folder=folder)
    assert not files.folder_of(folder).exists()
    assert queue.enqueue("good", Order({}, by=li, key="one"), at=NOON) == first
    queue.enqueue("bad", Order({}, by=li), at=NOON)  # of another kind
    queue.enqueue("good", Order({}), at=NOON)  # the node's own
    assert Job.objects.count() == 4
