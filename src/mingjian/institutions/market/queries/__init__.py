"""Questions about the lake, each starting from what the officer may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.utils.timezone import localtime

from mingjian.core.errors import NotFound
from mingjian.core.records import Kind
from mingjian.core.records.lake import Load
from mingjian.core.records.lake.staging import read_bad_rows
from mingjian.core.records.reading import headings_of
from mingjian.core.records.reading.headings import Headings, in_doubt
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.office.models import Officer

DRAWN, HIGH, STEP = 12, 24, 8  # files of a source whose lag is drawn; height of the picture and width of a bar in it


class Bar(NamedTuple):
    """One file's lag in the picture: where it stands, how high it is; the day on which it came, and how many days old its newest record was."""

    x: int
    y: int
    height: int
    day: str
    days: int


@dataclass(frozen=True)
class Source:
    """What one source has given of one kind: how many loads and rows, how many bad rows, and the days that they span."""

    name: str
    kind: str
    loads: int
    rows: int
    bad: int
    first: str
    last: str
    newest: str
    consistent: float = 1.0  # the share of its files whose headings were those of its newest
    lags: tuple[tuple[str, int], ...] = ()  # of its newest files, the oldest first: the day on which each came, and how many days old its newest record was

    @property
    def bad_share(self) -> float:
        """Return the share of rows that could not be used, 0 to 1."""
        return self.bad / max(self.rows + self.bad, 1)

    @property
    def complete(self) -> float | None:
        """Return the share of rows that could be used, 0 to 1; None where no row came."""
        return 1 - self.bad_share if self.rows + self.bad else None

    @property
    def timely(self) -> int | None:
        """Return how many days old the newest record was when the newest file came; None where records tell no day."""
        return _lag(self.newest, self.last)

    def behind(self, today: date) -> int | None:
        """Return how many days ago its newest record was; None where records tell no day."""
        return max(0, (today - date.fromisoformat(self.last[:10])).days) if self.last else None

    @property
    def bars(self) -> list["Bar"]:
        """Return its lags as they are drawn, the highest as high as the picture."""
        most = max((days for _, days in self.lags), default=0) or 1
        heights = [max(1, round(days / most * HIGH)) for _, days in self.lags]
        return [Bar(n * STEP, HIGH - high, high, day, days) for n, ((day, days), high) in enumerate(zip(self.lags, heights, strict=True))]


def loads_visible_to(officer: Officer) -> list[Load]:
    """Return what was loaded, newest first."""
    require_authority(officer)
    return lake_of_node().loads()[::-1]


def load_visible_to(officer: Officer, digest: str) -> Load:
    """Return one load by its digest."""
    for load in loads_visible_to(officer):
        if load.digest == digest:
            return load
    raise NotFound("没有这次导入。", "There is no such import.")


def sources_visible_to(officer: Officer) -> list[Source]:
    """Return every source with what it has given, one line a kind, by name."""
    loads = sorted(loads_visible_to(officer), key=lambda load: (load.source, load.kind))
    return [_source(name, kind, list(some)) for (name, kind), some in groupby(loads, key=lambda load: (load.source, load.kind))]


def bad_rows(load: Load, most: int, after: int = 0) -> Iterator[dict[str, str]]:
    """Return faults of a load, at most so many, after the first so many: row, column, value, reason_zh, reason_en."""
    return read_bad_rows(load.bad_rows_path, most, after)


class KnownHeadings(NamedTuple):
    """What is known of a file's headings: those recognised, what the source's earlier files add (theirs to ours), and those that nobody knows yet."""

    headings: Headings
    mapping: Mapping[str, str]
    unknown: tuple[str, ...]


def known_headings(path: Path, of: Kind, source: str, sheet: str = "") -> KnownHeadings:
    """Return what is known of the headings of a file. What was once chosen for a source, or left out, is not asked again: its loads tell it."""
    found = headings_of(path, of, sheet)
    asked = frozenset(in_doubt(of, found))
    known, left_out = dict[str, str](), set[str]()
    for load in reversed(lake_of_node().loads()):
        if (load.kind, load.source) == (of.name, source):
            known = {**{theirs: ours for ours, theirs in load.theirs.items()}, **known}
            left_out |= set(load.ignored)
    mapping = {name: known[name] for name in found.ignored if name in known and known[name] not in found.theirs}
    left_out |= {name for names in found.beside.values() for name in names}  # tells what a column that is read tells already
    return KnownHeadings(found, mapping, tuple(name for name in found.ignored if name in asked and name not in mapping and name not in left_out))


def _source(name: str, kind: str, loads: list[Load]) -> Source:
    return Source(
        name,
        kind,
        len(loads),
        sum(load.rows for load in loads),
        sum(load.bad for load in loads),
        min(_known(load.first for load in loads), default=""),
        max(_known(load.last for load in loads), default=""),
        max(load.at for load in loads),
        _consistent(loads),
        _lags(loads),
    )


def _lags(loads: list[Load]) -> tuple[tuple[str, int], ...]:
    """Return the lag of the newest files of a source, the oldest first; files whose records tell no day are left out."""
    known = sorted((load for load in loads if load.last), key=lambda load: load.at)[-DRAWN:]
    return tuple((_day(load.at).isoformat(), _lag(load.at, load.last) or 0) for load in known)


def _lag(came: str, last: str) -> int | None:
    """Return how many days old the newest record was when it came; None where records tell no day."""
    return max(0, (_day(came) - date.fromisoformat(last[:10])).days) if last else None


def _consistent(loads: list[Load]) -> float:
    """Return the share of files that have the headings of the newest: what changes its form is read wrongly sooner or later."""
    newest = max(loads, key=lambda load: load.at)
    return sum(dict(load.theirs) == dict(newest.theirs) and load.ignored == newest.ignored for load in loads) / len(loads)


def _known(days: Iterable[str]) -> list[str]:
    return [day for day in days if day]


def _day(at: str) -> date:
    return localtime(datetime.fromisoformat(at)).date()
