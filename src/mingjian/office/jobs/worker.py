"""
A worker: takes one job after another, and has each carried out by a child of its own.

The worker itself does nothing but hold the lease and look after the child, so that no long calculation keeps it from that. A child that is killed, by hand or
for want of memory, costs one attempt; a worker that is killed takes its child along, and its job is taken over when the lease has run out.
"""

import logging
import os
import signal
import socket
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from django.db import DatabaseError, connections

from mingjian.office.jobs import queue
from mingjian.office.jobs.child_process import die_with_parent
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import begin_night
from mingjian.office.jobs.run import carry_out

log = logging.getLogger("mingjian.jobs")
LEASE = timedelta(seconds=120)
REST = 1.0  # seconds between two looks at an empty table, and at whether a job was cancelled
GLANCE = 0.05  # seconds between two looks at the child
PATIENCE = 5.0  # seconds that a child is given to end by itself
NIGHTS = 30.0  # seconds between two looks at whether the night's hour has come


class Worker:
    """Works until it is told to end; then the job at hand goes back to the table."""

    def __init__(self, *, clock: Callable[[], datetime], lease: timedelta = LEASE) -> None:
        self.name = f"{socket.gethostname()}/{os.getpid()}"[:80]
        self.clock, self.lease = clock, lease
        self.is_ending = False
        self._next_look_at_night = 0.0

    def work(self, *, until_empty: bool = False) -> int:
        """Work; `until_empty` leaves when nothing is ready. Gives how many jobs it had."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        had = 0
        while not self.is_ending:
            try:
                job = self._look()
            except DatabaseError:  # gone for a while, or locked too long: the table is there again later
                log.exception("the table of jobs cannot be read")
                connections.close_all()
                job = None
            if job is not None:
                had += 1
                self._see_through(job)
            elif until_empty:
                break
            else:
                self._rest()
        return had

    def _look(self) -> Job | None:
        if (tick := time.monotonic()) >= self._next_look_at_night:
            self._next_look_at_night = tick + NIGHTS
            begin_night(self.clock())
        return queue.claim(self.name, at=self.clock(), lease=self.lease)

    def _rest(self) -> None:
        """Wait a little, in pieces, so that the word to end is heard."""
        connections.close_all()
        until = time.monotonic() + REST
        while not self.is_ending and time.monotonic() < until:
            time.sleep(GLANCE)

    def _see_through(self, job: Job) -> None:
        """Have a child carry the job out, hold the lease meanwhile, and note what the child could not."""
        child = self._begin(job)
        status = self._hold(job, child)
        try:
            self._conclude(job, status)
        except DatabaseError:  # then the lease runs out, and whoever takes the job over tells
            log.exception("job %s could not be concluded", job.pk)
            connections.close_all()

    def _begin(self, job: Job) -> int:
        connections.close_all()  # a connection is one process's own
        parent = os.getpid()
        if child := os.fork():
            return child
        code = 1
        try:
            signal.signal(signal.SIGTERM, _leave)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, which tells the worker as well
            die_with_parent(parent, signal.SIGKILL)  # a long calculation would not hear TERM, and work beside whoever takes over
            carry_out(job, clock=self.clock)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _hold(self, job: Job, child: int) -> int | None:
        """Wait for the child, beating; give how it ended, or None where it was ended by us."""
        beat = glance = time.monotonic()
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
            tick = time.monotonic()
            if self.is_ending:
                _end_child(child)
                return None
            if tick - glance >= REST:
                glance = tick
                is_due = tick - beat >= self.lease.total_seconds() / 6
                beat = tick if is_due else beat
                if not self._is_ours(job, beats=is_due):
                    _end_child(child)
                    return None
            time.sleep(GLANCE)

    def _is_ours(self, job: Job, *, beats: bool) -> bool:
        """Return whether the job is to go on; while the database is away nobody else can take it, either."""
        try:
            if beats and not queue.beat(job, at=self.clock(), lease=self.lease):
                return False
            return not queue.is_to_stop(job)
        except DatabaseError:
            log.exception("job %s cannot be held for the moment", job.pk)
            connections.close_all()
            return True

    def _conclude(self, job: Job, status: int | None) -> None:
        held = Job.objects.filter(pk=job.pk, holder=job.holder, state=Job.State.RUNNING).first()
        if held is None:  # the child has said how it ended, or another worker has it
            return
        if held.cancel_asked_at:
            queue.stop(held, at=self.clock())
        elif self.is_ending:
            queue.give_back(held, at=self.clock())
        elif status is not None:
            log.warning("the child of job %s ended with %s", job.pk, os.waitstatus_to_exitcode(status))
            queue.fail(held, queue.DIED, at=self.clock())

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit  # so that temporary folders are taken away


def _end_child(child: int) -> None:
    """Ask the child to end, and see that it does."""
    os.kill(child, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(GLANCE)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
