"""
What detectors of orders, parcels, tracks and listings' figures find by what was kept of each load is what they find over the whole lake, column by column,
whatever came in.

Random nights: loads that lie apart in time, that meet or share a midnight, orders refunded in a later file, files taken out and loaded again, kept results lost
or cut short, a worker that is killed while it writes, and two at once.
"""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ring_markets import market, orders

from mingjian.core.detectors import detector, run
from mingjian.core.engines.cells import Cells, Told
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.core.screening.by_load import by_load, remembering

FIRST = datetime(2026, 3, 1)  # noqa: DTZ001 - naive UTC, as in the lake
AT = datetime(2026, 11, 1, tzinfo=UTC)
#: With a time for rings that is shorter than the lake, so that some loads lie before it.
SETTINGS: dict[str, dict[str, object]] = {
    "sham_ring": {"days": 25},
    "order_concentration": {},
    "exempt_turnover": {"share": 0.1},
    "empty_parcel_source": {"least": 8},
    "empty_parcel_track": {"least": 4, "share": 0.05, "times": 1},
    "behaves_as_fake": {},
}
COLUMN = {"order": "paid_at", "parcel": "sent_at", "parcel_event": "noted_at", "listing_period": "from_on"}
LOADED = ("order", "order", "parcel", "parcel_event", "listing_period")
DAYS = 60


class Lakes:
    """A lake that changes at random, and the folder of what is kept."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.draw = folder, random.Random(seed)  # noqa: S311 - a test's own draw
        self.lake, self.cells, self.files = Lake(folder / "lake"), folder / "cells", 0
        self.rows = {"order": self._orders(seed), "parcel": self._parcels(), "listing_period": self._periods()}
        self.rows["parcel_event"] = self._events()
        shops = {one["shop_id"] for one in self.rows["order"]}
        self.put(
            "operator",
            [{"operator_id": shop, "platform": "甲网", "shop_id": shop, "name": f"店主{shop}", "payee_token": f"payee{shop[-1]}"} for shop in sorted(shops)],
        )
        for some in (("order", 0, 10), ("parcel", 0, 20), ("order", 20, 30), ("parcel_event", 0, 15), ("listing_period", 0, 30)):
            self.of_days(*some)

    def _orders(self, seed: int) -> list[dict[str, Any]]:
        """Make a market with rings early and late, accounts that order again and again, some about midnight, and orders of unknown time and far years."""
        made = market(seed, (24, 10, 0.9), (24, 10, 0.9), n_buyers=2_000, n_shops=300)
        rows: list[dict[str, Any]] = orders(made, devices=True, sham=tuple(members for members, _ in made.rings), seed=seed).to_pylist()
        early, late = ({f"b{one}" for one in members} for members, _ in made.rings)
        for row in rows:
            days = (0, 12) if row["buyer_id"] in early else (40, 60) if row["buyer_id"] in late else (0, DAYS)
            row["paid_at"] = FIRST + timedelta(days=self.draw.randrange(*days), seconds=self.draw.randrange(86_400))
            row |= {"amount": float(self.draw.randrange(20, 2_000)), "refunded_at": None, "waybill": f"YT{self.draw.randrange(10**6):08}"}
        for day in self.draw.sample(range(DAYS), 12):
            midnight, shop = FIRST + timedelta(days=day), f"s{day % 30}"
            again = [{"buyer_id": f"b{n % 2}", "paid_at": midnight + timedelta(minutes=7 * n - 20), "shop_id": shop} for n in range(self.draw.randrange(5, 9))]
            rows += [{**rows[0], **one, "order_id": f"again-{day}-{n}"} for n, one in enumerate(again)]
        rows += [{**row, "order_id": f"{row['order_id']}-x", "paid_at": None} for row in self.draw.sample(rows, 40)]
        return [*rows, {**rows[0], "order_id": "far", "paid_at": datetime(2031, 1, 1)}]  # noqa: DTZ001

    def _parcels(self) -> list[dict[str, Any]]:
        """Make series that two senders use up, of numbers that cross tens of thousands and gain a digit, among parcels of others."""
        numbers = [(first + 2 * n, f"series{first}") for first in (99_960, 5_009_970, 70_000, 123_456_780) for n in range(self.draw.randrange(9, 60))]
        numbers += [(self.draw.randrange(10**8), "others") for _ in range(600)]
        return [
            {"waybill": f"YT{number}", "courier": "圆运", "platform": "圆运", "goods": "礼品", "weight_g": 100.0, "outlet": "甲部", "id_checked": False}
            | {"sender_token": f"{of}-{n % 2}", "sent_at": FIRST + timedelta(days=n % DAYS)}
            for n, (number, of) in enumerate(dict(numbers).items())
        ]

    def _events(self) -> list[dict[str, Any]]:
        """Make tracks of the orders' parcels that begin and end in different files: most of four nodes, those of two shops odd in three ways, some torn."""
        made = []
        for n, order in enumerate(self.draw.sample([one for one in self.rows["order"] if one["paid_at"] and one["paid_at"].year < 2030], 900)):
            bad = order["shop_id"] in {"s1", "s2", "s3"} or n % 40 == 0
            way = self.draw.choice(("two", "fast", "before")) if bad else "plain"
            at = order["paid_at"] + timedelta(hours=self.draw.randrange(30))
            nodes = [("accepted", 80 if way == "before" else 0, "330100"), ("scanned", 5, "330100")]
            nodes += [("scanned", 6 if way == "fast" else 40, "110000"), ("delivered", self.draw.randrange(50, 70), "110000")]
            nodes = [nodes[0], nodes[-1]] if way == "two" else nodes
            for stage, hours, code in nodes if self.draw.random() < 0.95 else nodes[1:]:
                row = {"waybill": order["waybill"], "platform": "圆运", "courier": "圆运", "event": stage, "stage": stage, "region_code": code, "place": code}
                made.append({**row, "noted_at": at + timedelta(hours=hours)})
        return [*made, *({**row, "noted_at": None} for row in made[:20])]

    def _periods(self) -> list[dict[str, Any]]:
        """Make figures of listings by week, by month, and of days that overlap, some of them those of fakes."""
        made = []
        for n in range(240):
            bad, span = n % 15 == 0, (7, 30, 7)[n % 3]
            for first in range(0, DAYS, span if n % 3 < 2 else 2):
                sold = float(self.draw.randrange(20, 60))
                row = {"listing_id": f"L{n}", "platform": "甲网", "shop_id": f"s{n % 50}", "brand": "某牌", "category": ("服装", "鞋", None)[n % 3]}
                row |= {"from_on": (FIRST + timedelta(days=first)).date(), "until_on": (FIRST + timedelta(days=first + span - 1)).date()}
                row |= {"sold": sold, "returned": sold // (4 if bad else 15), "returned_as_fake": sold // 10 if bad else float(self.draw.random() < 0.02)}
                made.append({**row, "price": 50.0 if bad else 100.0, "rated_1": sold // (4 if bad else 40), "rated_5": sold // 2})
        return [*made, *({**row, "from_on": None, "until_on": None} for row in made[:10])]

    def put(self, name: str, rows: list[dict[str, Any]]) -> None:
        self.files += 1
        file = self.folder / f"{name}-{self.files}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, kind(name).schema), file)
        self.lake.load(kind(name), file, source="甲网", at=AT + timedelta(seconds=self.files))

    def of_days(self, name: str, first: int, beyond: int) -> None:
        """Load the rows of some days; those of an unknown time or a far one with the first."""
        column = COLUMN[name]
        begin, end = FIRST + timedelta(days=first), FIRST + timedelta(days=beyond)
        begin, end = (begin.date(), end.date()) if column == "from_on" else (begin, end)  # type: ignore[assignment]
        rows = [row for row in self.rows[name] if (row[column] is None and not first) or (row[column] and begin <= row[column] < end)]
        self.put(name, rows + [row for row in self.rows[name] if row[column] and row[column].year > 2030 and not first])

    def load(self) -> None:
        """Load some days, perhaps some that were loaded before."""
        first = self.draw.randrange(DAYS - 10)
        self.of_days(self.draw.choice(LOADED), first, first + self.draw.randrange(5, 25))

    def restate(self) -> None:
        """State orders anew: refunded, of another sum, paid at another time, by another account."""
        changes = ({"refunded_at": FIRST}, {"amount": 1.0}, {"paid_at": FIRST + timedelta(days=self.draw.randrange(DAYS))}, {"buyer_id": "b1"})
        self.put("order", [row | self.draw.choice(changes) for row in self.draw.sample(self.rows["order"], 150)])
        again = self.draw.sample(self.rows["listing_period"], 80)
        self.put("listing_period", [row | {"returned_as_fake": self.draw.choice((0.0, row["sold"]))} for row in again])
        self.put("parcel_event", [row | {"region_code": "330100"} for row in self.draw.sample(self.rows["parcel_event"], 60)])

    def take_out(self) -> None:
        """Take a file out, and perhaps load it again later: not the last of its kind."""
        loads = [load for load in self.lake.loads() if load.kind != "operator"]
        rmtree(self.draw.choice([load for load in loads if sum(other.kind == load.kind for other in loads) > 1]).folder)

    def damage(self) -> None:
        """Lose some kept results, and cut others short."""
        for cell in self.draw.sample(cells := sorted(self.cells.glob("*/*.cell")), len(cells) // 3):
            if self.draw.random() < 0.5:
                cell.unlink()
            else:
                cell.write_bytes(cell.read_bytes()[: self.draw.randrange(200)])

    def night(self, key: str, *, is_checked: bool = False) -> tuple[list[dict[str, Any]], Told]:
        """Return what a detector finds by what was kept of each load, and how it came by it."""
        described, _ = detector(key)
        settings = described.read_settings(SETTINGS[key])
        with remembering(DuckEngine(), described, settings, self.lake.loads(), self.cells, 0) as engine:
            engine.cells.is_checked = is_checked
            return run(key, engine, by_load(engine, described, self.lake.loads()), settings).to_pylist(), engine.cells.told

    def full(self, key: str) -> list[dict[str, Any]]:
        described, _ = detector(key)
        with DuckEngine() as engine:
            held = set(self.lake.kinds())
            given = {name: rows_of_lake(engine, self.lake, name) for name in described.asks if name in held}
            return run(key, engine, given, SETTINGS[key]).to_pylist()


@pytest.fixture(params=[11, 12])
def lakes(request: pytest.FixtureRequest, tmp_path: Path) -> Lakes:
    return Lakes(tmp_path, request.param)


@pytest.mark.slow
def test_after_each_night_the_findings_by_load_are_those_of_a_full_run(lakes: Lakes, monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, set[str]] = {key: set() for key in SETTINGS}
    for number, step in enumerate(("load", *lakes.draw.choices(("load", "load", "restate", "take_out", "damage"), k=7), "damage")):
        getattr(lakes, step)()
        for key in SETTINGS:
            if number % 3 == 1:
                _killed(lakes, key, monkeypatch)
            if number % 4 == 2:
                with ThreadPoolExecutor(2) as workers:
                    told = list(workers.map(lakes.night, (key, key)))
                assert told[0][0] == told[1][0]
            full = lakes.full(key)
            rows, _ = lakes.night(key, is_checked=number % 2 == 0)
            assert rows == full, f"{key} after {number}, {step}"
            found[key] |= {row["subject"] for row in full}
    assert all(found.values()), found  # that there was something to find
    assert not list(lakes.cells.glob("*/.*"))  # nothing half written is left


def _killed(lakes: Lakes, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker die while it keeps what it was given, at some place."""
    left, write = [lakes.draw.randrange(4)], Cells.write

    def dying(cells: Cells, path: Path, table: pa.Table) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        write(cells, path, table)

    with monkeypatch.context() as broken:
        broken.setattr(Cells, "write", dying)
        with suppress(KeyboardInterrupt):
            lakes.night(key)


def test_a_load_that_lies_apart_in_time_is_the_only_one_that_is_read(tmp_path: Path) -> None:
    lakes = Lakes(tmp_path, 21)
    for key in SETTINGS:
        lakes.night(key)
    lakes.of_days("order", 40, 60)
    for key in ("order_concentration", "exempt_turnover"):
        rows, told = lakes.night(key)
        assert (rows, len(told.made), len(told.kept)) == (lakes.full(key), 1, 2), key


def test_days_before_the_time_of_rings_are_not_read_and_all_are_where_it_is_nothing(tmp_path: Path) -> None:
    lakes = Lakes(tmp_path, 22)
    lakes.of_days("order", 30, 60)
    with DuckEngine() as engine:
        order = {"order": rows_of_lake(engine, lakes.lake, "order")}
        found = {days: run("sham_ring", engine, order, {"days": days}).to_pylist() for days in (0, 25, 180)}
    assert found[0] == found[180]
    first = {days: min(point[0] for row in rows for point in json.loads(row["evidence"])["timeline"]) for days, rows in found.items()}
    assert first[0] < "2026-03-12" < "2026-04-04" < first[25]  # the early ring is out of the time, though one order is dated years later
