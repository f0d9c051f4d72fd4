"""
What a night costs over k equal loads, for the first department and for a second, beside what it cost before a run served all of them.

    python benchmarks/nights.py [--shops 1000] [--nights 4] [--seed 9101] [--meeting] [--today] [--detectors]

Each night loads listings with their figures, orders, parcels with their tracks and posts of the same shops, as many as the night before and with numbers of
their own, either apart in time or of the same days (`--meeting`), and runs every detector that is due in the name of the city, then of a county. Processor
seconds. What stands on the list after each night is held against what a full run over the lake finds: they must be equal, column by column. `--today` has the
second department look for itself, as each did before: all detectors over the whole lake once more. `--detectors` tells the seconds of each, and how it read
in the last night.
"""

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingjian.core.made_market import make_market
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

#: Columns that number the rows of a kind, so that each load has numbers of its own.
NUMBERED = {
    "listing": ("listing_id",),
    "listing_period": ("listing_id",),
    "order": ("order_id", "waybill"),
    "parcel": ("waybill",),
    "parcel_event": ("waybill",),
    "post": ("post_id",),
}
FIRST_DAY = dt.datetime(2026, 11, 13, tzinfo=dt.UTC)
DAYS_APART = 40


def renumbered(table: pa.Table, names: tuple[str, ...], night: int, days: int) -> pa.Table:
    """Return a load's rows with numbers of their own, and so many days earlier."""
    for at, field in enumerate(table.schema):
        column = table[field.name]
        if field.name in names and night:
            column = pc.binary_join_element_wise(column, str(night), "")
        elif pa.types.is_temporal(field.type) and days:
            as_instants = column.cast(pa.timestamp("us"))
            column = pc.subtract(as_instants, pa.scalar(dt.timedelta(days=days), pa.duration("us"))).cast(field.type)
        table = table.set_column(at, field.name, column)
    return table


def load_night(lake: Lake, market: Path, night: int, days: int, scratch: Path) -> None:
    """Load what comes in one night: the registers with the first."""
    for file in sorted(market.glob("*.parquet")):
        if file.stem == "truth" or (night and file.stem not in NUMBERED):
            continue
        table = pq.read_table(file)
        if file.stem in NUMBERED:
            table = renumbered(table, NUMBERED[file.stem], night, days)
        made = scratch / f"{file.stem}-{night}.parquet"
        pq.write_table(table, made)
        lake.load(kind(file.stem), made, source="market", at=FIRST_DAY + dt.timedelta(days=night))
        made.unlink()


@contextmanager
def spent(seconds: list[float]) -> Iterator[None]:
    """Add up the processor seconds of a block."""
    before = time.process_time()
    yield
    seconds.append(time.process_time() - before)


def main() -> None:
    """Measure, print a table, and end with 1 where the findings of a night are not a full run's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shops", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=4)
    parser.add_argument("--seed", type=int, default=9101)
    parser.add_argument("--meeting", action="store_true")
    parser.add_argument("--today", action="store_true")
    parser.add_argument("--detectors", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MINGJIAN_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "mingjian.settings"
        told = Nights(Path(folder), asked).measure()
    print(f"{platform.machine()}, {os.cpu_count()} cores; {asked.shops} shops, seed {asked.seed}, {'meeting' if asked.meeting else 'apart'}")
    print("| night | first department, s | second, s | new | revised | no longer | same as a full run |\n|---|---|---|---|---|---|---|")
    for night, row in enumerate(told, 1):
        print(f"| {night} | {row[0]:.1f} | {row[1]:.1f} | {row[2]} | {row[3]} | {row[4]} | {'yes' if row[5] else 'NO'} |")
    first, last = told[0], told[-1]
    if asked.detectors:
        print(_by_detector())
    print(f"night {len(told)} / night 1: {last[0] / first[0]:.2f}; second / first department: {last[1] / last[0]:.3f}")
    sys.exit(0 if all(row[5] for row in told) else 1)


def _by_detector() -> str:
    """Return the processor seconds of each detector before its findings were stored, by night, and how it read in the last one."""
    from mingjian.institutions.monitoring.models import Run

    runs: dict[str, list[Run]] = {}
    for run in Run.objects.order_by("started_at", "pk"):
        runs.setdefault(run.detector, []).append(run)
    lines = [f"| {key} | {' | '.join(str(run.reading['seconds']) for run in some)} | {_way(some[-1].reading)} |" for key, some in sorted(runs.items())]
    return "\n".join(["| detector | seconds of each night | the last |", "|---|---|---|", *lines])


def _way(reading: dict[str, int]) -> str:
    anew = f"{reading['anew']} of {reading['files']} files anew" if reading["by_load"] else ""
    return "; ".join(told for told in (anew, "all rows at once" if reading["is_whole"] else "") if told)


class Nights:
    """A node with a city and a county below it, whose lake grows night by night."""

    def __init__(self, home: Path, asked: argparse.Namespace) -> None:
        import django

        self.home, self.asked = home, asked
        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from mingjian.office.models import Department, Officer

        settings.LAKE = str(home / "lake")
        self.lake = Lake(home / "lake")
        self.officers = []
        for name, level, region in (("city", "city", "330100"), ("county", "county", "330102")):
            department = Department.objects.create(name_zh=name, name_en=name, kind="market_regulation", level=level, region=region)
            self.officers.append(Officer.objects.create(username=name, name_zh=name, department=department, duty="work", roles=["officer"]))

    def measure(self) -> list[tuple[float, float, int, int, int, bool]]:
        """Run the nights one after another."""
        from mingjian.institutions.monitoring.models import Finding, Revision

        market = self.home / "market"
        make_market(market, seed=self.asked.seed, shops=self.asked.shops)
        rows = []
        for night in range(self.asked.nights):
            days = 0 if self.asked.meeting else DAYS_APART * (self.asked.nights - night)
            load_night(self.lake, market, night, days, self.home)
            before = Finding.objects.count(), Revision.objects.count(), Finding.objects.filter(status="gone").count()
            seconds: list[float] = []
            for number, officer in enumerate(self.officers):
                with spent(seconds):
                    self._look(officer, FIRST_DAY + dt.timedelta(days=night, minutes=number))
            after = Finding.objects.count(), Revision.objects.count(), Finding.objects.filter(status="gone").count()
            new, revised, gone = (now - then for now, then in zip(after, before, strict=True))
            rows.append((seconds[0], seconds[1], new, revised, gone, self._is_full()))
            print(f"night {night + 1}: {seconds[0]:.1f} + {seconds[1]:.1f} s", file=sys.stderr, flush=True)
        return rows

    def _look(self, officer: object, at: dt.datetime) -> None:
        from mingjian.institutions.monitoring.runs.work.run_due import run_due

        if self.asked.today:  # each department is a kind of its own, and so looks for itself
            from mingjian.office.models import Department

            Department.objects.filter(pk=officer.department_id).update(kind="market_regulation" if officer is self.officers[0] else "other_authority")  # type: ignore[attr-defined]
            officer.refresh_from_db()  # type: ignore[attr-defined]
        run_due([], by=officer, at=at, clock=lambda: at)  # type: ignore[arg-type]

    def _is_full(self) -> bool:
        """Return whether what stands on the list of the first department's kind is what each detector finds over the whole lake, column by column."""
        from mingjian.core.detectors import detectors, run
        from mingjian.core.engines.duckdb import DuckEngine
        from mingjian.core.engines.lake import rows_of_lake
        from mingjian.institutions.monitoring.models import Finding

        columns = ("detector", "subject_kind", "subject", "score", "reason_zh", "reason_en", "evidence_json")
        stand = set(Finding.objects.filter(status="new", run__department__kind="market_regulation").values_list(*columns))
        held, full = set(self.lake.kinds()), set()
        for key, (described, _) in detectors().items():
            if described.lacks(held):
                continue
            with DuckEngine() as engine:
                given = {name: rows_of_lake(engine, self.lake, name) for name in described.asks if name in held}
                found = run(key, engine, given, {})
            best: dict[tuple[str, str], tuple[object, ...]] = {}
            for row in found.to_pylist():
                row["evidence_json"] = row["evidence"]
                best.setdefault((row["subject_kind"], row["subject"]), tuple(row[name] for name in columns))
            full |= set(best.values())
        return stand == full


if __name__ == "__main__":
    main()
