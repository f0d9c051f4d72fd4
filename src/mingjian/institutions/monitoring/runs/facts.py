"""Facts of a night: which files came in, what each detector read, kept and found, how long it took, what waits, whether what was kept was whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import now

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.queries import detector_titles, kind_said, title_of
from mingjian.institutions.monitoring.runs.services.readings import reading_said, replaced_said
from mingjian.institutions.monitoring.runs.work.run_due import due
from mingjian.institutions.monitoring.services.by_night import of_scope
from mingjian.office.jobs.models import Job, Night
from mingjian.office.jobs.queries import ADMINISTRATORS, jobs_visible_to
from mingjian.office.language import said
from mingjian.office.models import Officer

COUNTED = ("new", "revised", "back", "gone")  # of the findings of a run: see `Kept`


@dataclass(frozen=True)
class CameIn:
    """The files of one kind of record that came in since the night before: how many, with how many rows."""

    kind: str
    files: int
    rows: int


@dataclass(frozen=True)
class Looked:
    """One run of a detector since the night began. `found`: what became of findings; None where the run is of before that was counted."""

    run: Run
    title: str
    found: dict[str, int] | None

    @property
    def is_first(self) -> bool:
        """Return whether it read every file anew, though there were several: the first run over everything, or the first of a new version."""
        return bool(self.run.reading) and self.run.reading["by_load"] and 1 < self.run.reading["files"] == self.run.reading["anew"]

    @property
    def reading(self) -> Text | None:
        """Return how it came by what it found."""
        return reading_said(self.run.reading)

    @property
    def replaced(self) -> Text | None:
        """Return what was kept and had to be replaced."""
        return replaced_said(self.run.reading)


@dataclass(frozen=True)
class Waiting:
    """A detector that has not read what there is: its job, where one is queued, runs or failed, with the share of files that it has read."""

    title: str
    job: Job | None
    share: float | None = None


@dataclass(frozen=True)
class Told:
    """One night as its page tells it."""

    night: Night
    before: Night | None
    after: Night | None
    came_in: Sequence[CameIn]
    looked: Sequence[Looked]
    waiting: Sequence[Waiting]

    @property
    def seconds(self) -> float:
        """Processor seconds of all runs."""
        return sum(float(one.run.reading.get("seconds", 0)) for one in self.looked)

    @property
    def wrong(self) -> int:
        """Return how many kept results were damaged or not what is computed anew."""
        return sum(int(one.run.reading.get("wrong", 0)) for one in self.looked)


def night_told(officer: Officer, on: str) -> Told | None:
    """Return what a night brought, the newest where none is named; None before there was any. Raises NotFound for a night that was not."""
    nights = Night.objects.order_by("on")
    night = nights.filter(on=day).first() if (day := _day(on)) else None if on else nights.last()
    if night is None and on:
        raise NotFound(f"没有 {on} 的夜间作业。", f"There was no night of {on}.")
    if night is None:
        return None
    before, after = nights.filter(on__lt=night.on).last(), nights.filter(on__gt=night.on).first()
    until = after.begun_at if after else None
    came_in = _came_in(before.begun_at if before else None, night.begun_at)
    return Told(night, before, after, came_in, _looked(officer, night.begun_at if before else None, until), _waiting(officer, night, until))


def _day(on: str) -> date | None:
    try:
        return date.fromisoformat(on)
    except ValueError:
        return None


def _came_in(since: datetime | None, until: datetime) -> list[CameIn]:
    counted: dict[str, list[int]] = defaultdict(list)
    for load in lake_of_node().loads():
        at = datetime.fromisoformat(load.at)
        if (since is None or at >= since) and at < until:
            counted[load.kind].append(load.rows)
    return [CameIn(kind_said(kind), len(rows), sum(rows)) for kind, rows in sorted(counted.items())]


def _looked(officer: Officer, since: datetime | None, until: datetime | None) -> list[Looked]:
    """Return the runs since a night began, until the next did; with the first night all that were before it."""
    runs = Run.objects.exclude(engine="rules")
    if since:
        runs = runs.filter(started_at__gte=since)
    if until:
        runs = runs.filter(started_at__lt=until)
    if officer.department and officer.duty not in ADMINISTRATORS:
        runs = runs.filter(of_scope(officer.department))
    is_told = officer.duty not in ADMINISTRATORS  # an administrator sees that it ran, not what was found
    return [
        Looked(run, title_of(run.detector), {name: run.reading[name] for name in COUNTED} if is_told and COUNTED[0] in run.reading else None)
        for run in runs.select_related("by").order_by("started_at", "pk")
    ]


def _waiting(officer: Officer, night: Night, until: datetime | None) -> list[Waiting]:
    """Return jobs of detectors that have not ended well and, of the newest night, detectors that are due and of which there is no job."""
    jobs = jobs_visible_to(officer).filter(kind="detect", queued_at__gte=night.begun_at).exclude(state__in=(Job.State.DONE, Job.State.CANCELLED))
    if until:
        jobs = jobs.filter(queued_at__lt=until)
    titles = detector_titles()
    found = {job.args["detector"]: job for job in jobs.order_by("pk")}
    told = [Waiting(said(titles[key].title) if key in titles else key, job, job.done / job.total if job.total else None) for key, job in found.items()]
    if until is None and officer.duty not in ADMINISTRATORS and now() >= night.begun_at:
        told += [Waiting(said(described.title), None) for described in due(officer) if described.key not in found]
    return told
