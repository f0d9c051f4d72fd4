"""What kernels gave for each load is kept: the rows are those of a run over everything, and each is computed once."""

import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pytest
from core.engines.kernels_for_tests import SUMS, digit_sums  # type: ignore[import-not-found]  # on the path of pytest only

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.cells import KEPT_DAYS, Cells, sweep
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.engines.loads import parts_of
from mingjian.core.engines.memo import RememberingEngine, by_part
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

AT = datetime(2026, 11, 1, tzinfo=UTC)
LONG = pa.schema([("listing_id", pa.string()), ("length", pa.int64())])
TITLED = "SELECT listing_id, coalesce(title, '') AS title FROM rows WHERE title IS NOT NULL"
STALE = -(KEPT_DAYS + 1) * 86400


class Counting:
    """A kernel that tells the length of each title, and counts the rows that it was given."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            self.rows += len(batch)
            lengths = [len(title) for title in batch.column("title").to_pylist()]
            yield pa.RecordBatch.from_arrays([batch.column("listing_id").cast(pa.string()), pa.array(lengths, pa.int64())], schema=LONG)


class Node:
    """A lake of listings, and the folder where cells are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake, self.files = folder, Lake(folder / "lake"), 0

    @property
    def cells(self) -> Path:
        return self.folder / "cells"

    def load(self, rows: dict[str, str], day: int = 0, at: int | None = None) -> None:
        """Load listings by id and title, all seen on one day; `at` is the day of loading."""
        self.files += 1
        file = self.folder / f"{self.files}.csv"
        seen = f"2026-10-{day % 28 + 1:02} 10:00:00"
        file.write_text("listing_id,platform,title,seen_at\n" + "".join(f"{one},甲网,{title},{seen}\n" for one, title in rows.items()), "utf-8")
        self.lake.load(kind("listing"), file, source="甲网", at=AT + timedelta(days=self.files if at is None else at, seconds=self.files))

    def night(self, kernel: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], of: str = "1", *, is_checked: bool = False) -> tuple[list, Cells]:
        """Return what a kernel gives for the listings of today, with the cells that it was kept in."""
        cells = Cells(self.cells, "lengths", of, is_checked=is_checked)
        with RememberingEngine(DuckEngine(), cells) as engine:
            rows = engine.of_parts(parts_of(engine, self.lake.loads(), self.cells))
            found = engine.to_arrow(engine.map_arrow(kernel, engine.sql(TITLED, rows=rows), LONG))
            return sorted(found.to_pylist(), key=str), cells

    def full(self) -> list:
        """Return what it gives for all of them at once."""
        with DuckEngine() as engine:
            rows = engine.sql(TITLED, rows=rows_of_lake(engine, self.lake, "listing"))
            return sorted(engine.to_arrow(engine.map_arrow(Counting(), rows, LONG)).to_pylist(), key=str)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def test_a_night_runs_a_kernel_over_what_came_in_alone(node: Node) -> None:
    node.load({"a": "鞋", "b": "手表"}, day=1)
    node.load({"c": "包"}, day=2)
    assert node.night(first := Counting())[0] == node.full()
    node.load({"d": "香水", "e": "茶叶"}, day=3)
    found, cells = node.night(second := Counting())
    assert (first.rows, second.rows, found) == (3, 2, node.full())
    assert (len(cells.told.kept), len(cells.told.made)) == (2, 1)
    assert node.night(third := Counting())[0] == node.full()
    assert third.rows == 0


def test_what_a_later_load_states_anew_leaves_the_cell_of_the_older(node: Node) -> None:
    node.load({"a": "鞋", "b": "手表"})
    node.load({"x": "茶"}, day=9)
    node.night(Counting())
    node.load({"a": "高仿鞋"})
    assert node.night(kernel := Counting())[0] == node.full() == [{"length": n, "listing_id": one} for one, n in (("a", 3), ("b", 2), ("x", 1))]
    assert kernel.rows == 2  # the new load's, and what is left of the one that it states anew
    rmtree(node.lake.loads()[-1].folder)
    assert node.night(kernel := Counting())[0] == node.full()
    assert kernel.rows == 0  # taken back: the older cell is still there


def test_with_anything_else_that_a_kernel_holds_every_load_is_read_anew(node: Node) -> None:
    node.load({"a": "鞋"})
    node.night(Counting())
    node.night(kernel := Counting(), of="another register")
    assert kernel.rows == 1


@pytest.mark.parametrize(
    "damage", [lambda held: held[:-9], lambda held: held[:50] + bytes([held[50] ^ 1]) + held[51:], lambda held: b"", lambda held: held[:32]]
)
def test_a_cell_of_which_a_byte_changed_is_made_anew_and_told(node: Node, damage: Callable[[bytes], bytes]) -> None:
    node.load({"a": "鞋"})
    node.night(Counting())
    (cell,) = node.cells.glob("lengths/*.cell")
    cell.write_bytes(damage(cell.read_bytes()))
    found, cells = node.night(kernel := Counting())
    assert (found, kernel.rows, cells.told.wrong) == (node.full(), 1, 1)
    assert node.night(kernel := Counting())[1].told.wrong == kernel.rows == 0


def test_a_check_replaces_what_is_not_what_the_kernel_gives(node: Node) -> None:
    node.load({"a": "鞋"}, day=1)
    node.load({"b": "手表"}, day=2)
    node.night(Counting())
    old, new = sorted(node.cells.glob("lengths/*.cell"))
    cells = Cells(node.cells, "lengths", "1")
    cells.write(old, pa.Table.from_pylist([{"listing_id": "forged", "length": 9}], LONG))
    os.utime(old, (time.time(), time.time() - 1000))
    assert node.night(Counting())[0] != node.full()  # whole, and yet wrong: only making it anew shows it
    found, cells = node.night(kernel := Counting(), is_checked=True)
    assert (found, cells.told.wrong, kernel.rows) == (node.full(), 1, 1)
    os.utime(new, (time.time(), time.time() - 1000))
    assert node.night(Counting(), is_checked=True)[1].told.wrong == 0  # the turn of the other


def test_a_folder_that_cannot_be_written_costs_time_and_no_finding(node: Node) -> None:
    node.load({"a": "鞋"})
    node.cells.write_text("no folder")
    assert node.night(Counting())[0] == node.full()


def test_several_workers_that_begin_with_nothing_find_the_same_and_leave_whole_cells(node: Node) -> None:
    for day in range(5):
        node.load({f"{day}{one}": "货" * one for one in range(1, 9)}, day=day)
    with ThreadPoolExecutor(4) as workers:
        found = [each[0] for each in workers.map(lambda _: node.night(Counting()), range(8))]
    assert all(one == node.full() for one in found)
    assert node.night(kernel := Counting())[0] == node.full()
    assert kernel.rows == 0
    assert not list(node.cells.glob("*/.*"))


def test_every_engine_is_remembered_alike(engine: Engine, node: Node) -> None:
    node.load({"a": "鞋 40", "b": "表 7"}, day=1)
    node.load({"c": "包 12"}, day=1)
    named = "SELECT title AS name FROM rows"
    for _ in range(2):
        remembers = RememberingEngine(engine, Cells(node.cells, "digits", engine.__class__.__name__))
        rows = remembers.of_parts(parts_of(remembers, node.lake.loads(), node.cells))
        found = remembers.map_arrow(digit_sums, remembers.sql(named, rows=rows), SUMS)
        assert sorted((row["name"], row["digits"]) for row in remembers.to_arrow(found).to_pylist()) == [("包 12", 3), ("表 7", 7), ("鞋 40", 4)]
        summed = remembers.sql("SELECT sum(digits) AS n FROM found", found=found)
        assert remembers.to_arrow(summed)["n"].to_pylist() == [14]
    assert len(remembers.cells.told.kept) == 2


def test_cells_go_with_their_load_at_once_and_with_time_where_nobody_reads_them(node: Node) -> None:
    node.load({"a": "鞋"}, day=1)
    node.load({"b": "手表"}, day=2)
    node.night(Counting())
    node.night(Counting(), of="a register of before")
    loads = [load.digest for load in node.lake.loads()]
    assert sweep(node.cells, loads, time.time()) == 0
    assert sweep(node.cells, loads[1:], time.time()) == 2
    for cell in node.cells.glob("lengths/*.cell"):
        os.utime(cell, (time.time() + STALE, time.time() + STALE))
    node.night(Counting())
    assert sweep(node.cells, loads, time.time()) == 1
    left = node.cells / "lengths" / ".begun"
    left.write_bytes(b"x")
    os.utime(left, (time.time() + STALE, time.time() + STALE))
    sweep(node.cells, loads, time.time())
    assert not left.exists()
    assert node.night(Counting())[0] == node.full()


def _with_word(engine: object, rows: Relation) -> Relation:
    words = engine.from_arrow(pa.table({"listing_id": ["a"], "word": ["仿"]}))  # type: ignore[attr-defined]
    return engine.sql("SELECT r.*, w.word AS word FROM rows AS r LEFT JOIN words AS w ON r.listing_id = w.listing_id", rows=rows, words=words)  # type: ignore[attr-defined]


def test_other_queries_have_all_rows_and_a_change_by_part_keeps_the_parts(node: Node) -> None:
    node.load({"a": "鞋", "b": "手表"}, day=1)
    node.load({"c": "手表"}, day=2)
    with RememberingEngine(DuckEngine(), Cells(node.cells, "x", "")) as engine:
        rows = engine.of_parts(parts_of(engine, node.lake.loads(), node.cells))
        counted = engine.sql("SELECT title, count(*) AS n FROM rows GROUP BY title ORDER BY n", rows=rows)
        assert [row["n"] for row in engine.to_arrow(counted).to_pylist()] == [1, 2]
        changed = by_part(engine, _with_word, rows, "word")
        told = engine.map_arrow(kernel := Counting(), engine.sql("SELECT listing_id, word AS title FROM rows WHERE word IS NOT NULL", rows=changed), LONG)
        assert engine.to_arrow(told).to_pylist() == [{"listing_id": "a", "length": 1}]
        assert (kernel.rows, len(engine.cells.told.made)) == (1, 2)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_comes_in_and_goes_the_rows_are_those_of_the_whole_lake(node: Node, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a test's own draw
    for _ in range(12):
        if draw.random() < 0.25 and len(loads := node.lake.loads()) > 1:
            rmtree(draw.choice(loads).folder)
        else:
            ids = draw.sample("abcdefghij", draw.randint(1, 6))
            node.load({one: "货" * draw.randint(1, 9) for one in ids}, day=draw.choice((1, 1, 2, node.files)), at=draw.choice((None, None, 3)))
        if draw.random() < 0.1:
            rmtree(node.cells, ignore_errors=True)
        assert node.night(Counting())[0] == node.full()
