"""Kinds of jobs. Each is declared by whoever owns it, in the module `jobs` of its app, by one decorator; the office names none of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

from mingjian.core.language import Text
from mingjian.office.jobs.work import Outcome, Work
from mingjian.office.models import Officer

Body = Callable[[Work], Outcome]
ATTEMPTS = 5


@dataclass(frozen=True)
class Order:
    """One job that is wanted: with what, about what, in whose name. Of open jobs with one `key` there is one only; without a key, any number."""

    args: Mapping[str, Any] = field(default_factory=dict)
    about: Text | None = None
    by: Officer | None = None
    key: str = ""


#: Gives the jobs of a kind that a night brings.
Nightly = Callable[[datetime], Iterable[Order]]


@dataclass(frozen=True)
class JobKind:
    """
    A kind of job: `at_most` run at the same time on the whole node; one that goes wrong is tried `attempts` times in all.

    `keeps_files`: the folder of the file that came with it stays for some days, since what came of the job lies there.
    """

    name: str
    title: Text
    body: Body
    at_most: int = 1
    attempts: int = ATTEMPTS
    nightly: Nightly | None = None
    keeps_files: bool = False


_kinds: dict[str, JobKind] = {}


def job(
    name: str, title: Text, *, at_most: int = 1, attempts: int = ATTEMPTS, nightly: Nightly | None = None, keeps_files: bool = False
) -> Callable[[Body], Body]:
    """
    Let a function be the body of a kind of job.

    It may be ended at any instant and begun anew, so that whatever it stores must either be known again (a digest, a key), or stand in one transaction that
    asks `Work.guard` first. What it raises of MingjianError is told to whoever looks, and is not tried again; anything else is.
    """

    def keep(body: Body) -> Body:
        _kinds[name] = JobKind(name, title, body, at_most, attempts, nightly, keeps_files)
        return body

    return keep


def once(at: datetime) -> Iterable[Order]:
    """Ask for one job of a kind a night, for the node as a whole."""
    return [Order()]


def job_kinds() -> Mapping[str, JobKind]:
    """Return every kind of job that this node knows."""
    _discover()
    return _kinds


@cache
def _discover() -> None:
    autodiscover_modules("jobs")
