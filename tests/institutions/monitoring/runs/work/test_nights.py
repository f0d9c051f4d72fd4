"""
After every night what stands on the list is what a full run over the lake finds, column by column, whatever came in.

Random nights: more rows of the same days, rows stated anew, registers that grow, files taken out, another department that looks, a run that falls, and kept
results of kernels that are damaged or lost.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from people import at, people

from mingjian.core.detectors import detector
from mingjian.core.detectors import run as run_over
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.made_market import make_market
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.runs.work import keep_findings
from mingjian.institutions.monitoring.runs.work.run_due import run_due

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
NIGHT = at("2026-11-24 02:00")
DETECTORS = (
    "replica_words",
    "missing_permit",
    "price_outlier",
    "copied_listing",
    "sham_ring",
    "contact_migration",
    "brand_disguise",
    "recalled_goods",
    "layered_agents",
    "brushing_recruitment",
    "order_concentration",
    "exempt_turnover",
    "empty_parcel_source",
    "empty_parcel_track",
    "behaves_as_fake",
)
COLUMNS = ("detector", "subject_kind", "subject", "score", "reason_zh", "reason_en", "evidence_json")
#: The registers of which a part comes later.
GROWING = ("right", "recall", "permit")
STEPS = ("load", "restate", "restate", "register", "take_out")


class Nights:
    """A node whose lake changes at random, step by step."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.draw = folder, random.Random(seed)  # noqa: S311 - a test's own draw
        self.lake, self.night, self.files = Lake(folder / "lake"), 0, 0
        market = folder / "market"
        make_market(market, seed=7000 + seed, shops=60)
        self.rows = {file.stem: pq.read_table(file) for file in market.glob("*.parquet") if file.stem != "truth"}
        for name in ("operator", *GROWING, "listing", "listing_period", "order", "post", "parcel", "parcel_event", "listing"):
            self.put(name, self.some(name, 0.4))

    def some(self, name: str, part: float) -> pa.Table:
        rows = self.rows[name]
        return rows.take(sorted(self.draw.sample(range(len(rows)), max(1, int(part * len(rows))))))

    def put(self, name: str, rows: pa.Table) -> None:
        self.files += 1
        file = self.folder / f"{name}-{self.files}.parquet"
        pq.write_table(rows, file)
        self.lake.load(kind(name), file, source="甲网", at=NIGHT + timedelta(days=self.night, seconds=self.files))

    def load(self) -> None:
        """Load rows of the same days, of which some were there already."""
        for name in ("listing", "listing_period", "order", "post", "parcel", "parcel_event"):
            self.put(name, self.some(name, 0.3))

    def restate(self) -> None:
        """State listings anew, with another title, price and text."""
        rows = self.some("listing", 0.1)
        texts = self.draw.choices(("高仿 一比一 复刻 懂的来", "正品 包邮", "官方旗舰 正品 专柜", None), k=len(rows))
        changed = {"text": texts, "price": [self.draw.choice((9.9, 88.0, 899.0)) for _ in texts]}
        for column, values in changed.items():
            rows = rows.set_column(rows.column_names.index(column), column, pa.array(values, rows.schema.field(column).type))
        self.put("listing", rows)
        orders = self.some("order", 0.1)
        self.put("order", orders.set_column(orders.column_names.index("amount"), "amount", pa.array([90_000.0] * len(orders), pa.float64())))

    def register(self) -> None:
        """Load another part of a register."""
        self.put(name := self.draw.choice(GROWING), self.some(name, 0.7))

    def take_out(self) -> None:
        """Take a file out of the lake, but the last of its kind: without any a detector cannot run, and what it found stays."""
        loads = [load for load in self.lake.loads() if load.kind in ("listing", "order", "post", "parcel")]
        taken = self.draw.choice([load for load in loads if sum(other.kind == load.kind for other in loads) > 1])
        rmtree(taken.folder)

    def nothing(self) -> None:
        """Let a night pass on which nothing came."""

    def damage(self) -> None:
        """Change a byte of some kept results, cut others short, and lose others."""
        for cell in self.draw.sample(cells := sorted((self.folder / "cells").glob("*/*.cell")), len(cells) // 2):
            held = cell.read_bytes() or b"\0"  # an earlier night may have cut it to nothing, and nobody asked for it since
            at = self.draw.randrange(len(held))
            cell.write_bytes(self.draw.choice((held[:at], held[:at] + bytes([held[at] ^ 1]) + held[at + 1 :])))
        for cell in self.draw.sample(cells, min(9, len(cells))):
            cell.unlink(missing_ok=True)

    def when(self) -> datetime:
        return NIGHT + timedelta(days=self.night, hours=1)

    def full(self) -> set[tuple[Any, ...]]:
        """Return what a run over the whole lake finds, each thing once."""
        found: set[tuple[Any, ...]] = set()
        held = set(self.lake.kinds())
        for key in DETECTORS:
            described, _ = detector(key)
            with DuckEngine() as engine:
                rows = run_over(key, engine, {name: rows_of_lake(engine, self.lake, name) for name in described.asks if name in held}, {}).to_pylist()
            best: dict[tuple[str, str], tuple[Any, ...]] = {}
            for row in rows:
                best.setdefault((row["subject_kind"], row["subject"]), tuple(({**row, "evidence_json": row["evidence"]})[name] for name in COLUMNS))
            found |= set(best.values())
        return found


@pytest.fixture
def who() -> dict[str, Any]:
    return people()


@pytest.fixture(params=[1, 2])
def nights(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Nights:
    settings.LAKE, settings.CELLS = str(tmp_path / "lake"), str(tmp_path / "cells")
    return Nights(tmp_path, request.param)


def test_after_each_night_the_findings_are_a_full_runs_and_nothing_is_lost(nights: Nights, who: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    before: set[int] = set()
    for step in ("nothing", *nights.draw.sample(STEPS, len(STEPS))):
        getattr(nights, step)()
        if nights.night > 2:
            nights.damage()
        if nights.night == 2:  # a run that falls while it writes leaves nothing, and the next makes it whole
            nights.put("listing", nights.rows["listing"])
            with monkeypatch.context() as broken:
                broken.setattr(keep_findings.search, "index", _full)
                with pytest.raises(OSError, match="full"):
                    run_due(DETECTORS, by=who["sun"], at=nights.when(), clock=nights.when)
        looks = [who["sun"], *nights.draw.sample([who["li"], who["zhou"]], 1)]
        for by in looks:
            run_due(DETECTORS, by=by, at=nights.when(), clock=nights.when)
        assert set(Finding.objects.filter(status="new").values_list(*COLUMNS)) == nights.full(), f"night {nights.night}, {step}"
        told = list(Finding.objects.values_list("detector", "subject_kind", "subject"))
        assert len(told) == len(set(told))
        now = set(Finding.objects.values_list("pk", flat=True))
        assert before <= now
        before, nights.night = now, nights.night + 1
    assert Run.objects.values("digest").distinct().count() == Run.objects.count()
    assert Finding.objects.filter(status="gone").exists()
    read = [run.reading for run in Run.objects.order_by("pk")]
    assert any(one["by_load"] and 0 < one["anew"] < one["files"] for one in read)  # that some night went by what was kept
    assert any(one["wrong"] for one in read)


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left: the disk is full")
