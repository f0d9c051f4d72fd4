"""How many requests come, how they end and how long they take: counted by every process of the console, told together at /metrics."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import CollectorRegistry

from mingjian.office.institution import is_public

#: The folder in which processes count beside one another (prometheus-client's own variable); without it each counts for itself.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
#: Seconds of answers: what feels at once, what is waited for, and what a proxy gives up on.
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
#: Doors by the first word of their addresses; everything else is open to the public, or a page of the console.
DOORS = {"api": "api", "healthy": "machine", "metrics": "machine", "static": "static"}

REQUESTS = Counter("mingjian_requests", "Requests by route, method and status.", ["route", "method", "status"], registry=None)
SECONDS = Histogram("mingjian_request_seconds", "How long answers took, by door.", ["door"], registry=None, buckets=BUCKETS)


class Measured:
    """Count each request by its route, which names nobody, and measure how long its answer took."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        reply = self.answer(request)
        match = request.resolver_match
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
        REQUESTS.labels(match.route if match else "none", method, str(reply.status_code)).inc()
        SECONDS.labels(_door_of(request.path_info)).observe(time.perf_counter() - begun)
        return reply


def _door_of(path: str) -> str:
    return DOORS.get(path.lstrip("/").partition("/")[0]) or ("public" if is_public(path) else "console")


def count_together(home: Path) -> None:
    """Let the processes that are started from here count in one folder, emptied first: counters begin anew with the console, which Prometheus expects."""
    folder = home / "run" / "requests"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[SHARED] = str(folder)


def counted() -> Iterator[Metric]:
    """Return what all processes counted."""
    if folder := os.environ.get(SHARED):
        yield from MultiProcessCollector(CollectorRegistry(), folder).collect()  # type: ignore[no-untyped-call]
    else:
        yield from (*REQUESTS.collect(), *SECONDS.collect())
