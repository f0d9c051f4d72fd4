"""What is asked of each load by itself adds up to what is asked of all, and is asked anew only of loads that came, changed, or lie beside one in time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pytest

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.cells import Cells
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.engines.loads import parts_of
from mingjian.core.engines.memo import RememberingEngine, columns_of, near, some_parts, tally
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = "SELECT CAST(seen_at AS DATE) AS day, count(*) AS n FROM rows GROUP BY CAST(seen_at AS DATE)"
LENGTHS = "SELECT count(*) AS n, sum(length(title)) AS s FROM rows WHERE title <> $but"
#: Listings with another within six hours: of which part, and how many.
BESIDE = """
SELECT a.part AS part, a.listing_id AS listing_id, count(*) AS n FROM rows AS a JOIN rows AS b
ON abs(epoch(a.seen_at) - epoch(b.seen_at)) <= 21600 AND a.listing_id <> b.listing_id GROUP BY a.part, a.listing_id
"""


class Node:
    """A lake of listings, and what is kept of each load."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake, self.cells, self.files = folder, Lake(folder / "lake"), folder / "cells", 0

    def load(self, rows: dict[str, str], *seen: str) -> None:
        """Load listings by id and title, seen at these times, the last for all that are left."""
        self.files += 1
        file = self.folder / f"{self.files}.csv"
        lines = [f"{one},甲网,{title},{seen[min(n, len(seen) - 1)]}" for n, (one, title) in enumerate(rows.items())]
        file.write_text("listing_id,platform,title,seen_at\n" + "\n".join(lines) + "\n", "utf-8")
        self.lake.load(kind("listing"), file, source="甲网", at=AT + timedelta(seconds=self.files))

    def open(self, *, is_checked: bool = False) -> tuple[RememberingEngine, Relation]:
        engine = RememberingEngine(DuckEngine(), Cells(self.cells, "x", "", is_checked=is_checked))
        return engine, engine.of_parts(parts_of(engine, self.lake.loads(), self.cells))

    def beside(self, asked: list[int]) -> list[dict[str, object]]:
        """Return which listings have others beside them in time, and note of how many rows that was asked."""

        def ask(engine: Engine, rows: Relation) -> pa.Table:
            asked.append(len(engine.to_arrow(rows)))
            return engine.to_arrow(engine.sql(BESIDE, rows=rows))

        engine, rows = self.open()
        with engine:
            return sorted(near(engine, ask, rows, tally(engine, DAYS, rows), 6).to_pylist(), key=str)

    def full(self) -> list[dict[str, object]]:
        with DuckEngine() as engine:
            rows = engine.sql("SELECT *, 0 AS part FROM rows", rows=rows_of_lake(engine, self.lake, "listing"))
            return sorted(engine.to_arrow(engine.sql(BESIDE, rows=rows)).drop_columns("part").to_pylist(), key=str)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def sums(node: Node, but: str = "", *, is_checked: bool = False) -> tuple[list[int], Cells]:
    engine, rows = node.open(is_checked=is_checked)
    with engine:
        told = engine.to_arrow(engine.sql("SELECT sum(n) AS n, sum(s) AS s FROM t", t=tally(engine, LENGTHS, rows, but=but)))
        return [told["n"][0].as_py(), told["s"][0].as_py()], engine.cells


def test_a_tally_adds_up_with_what_a_later_load_states_anew_and_each_load_is_asked_once(node: Node) -> None:
    node.load({"a": "鞋", "b": "手表"}, "2026-10-01 10:00:00")
    node.load({"c": "包"}, "2026-10-02 10:00:00")
    assert sums(node)[0] == [3, 4]
    node.load({"a": "高仿鞋", "d": "香水"}, "2026-10-01 10:00:00")
    found, cells = sums(node)
    assert (found, len(cells.told.made), len(cells.told.kept)) == ([4, 8], 2, 1)  # the new load, and the one that it states anew in part
    assert not cells.told.is_whole
    found, cells = sums(node)
    assert (found, len(cells.told.made), len(cells.told.kept)) == ([4, 8], 0, 3)
    assert sums(node, but="包")[0] == [3, 7]  # another value is another question


def test_a_tally_that_was_cut_short_is_asked_again_and_one_that_is_wrong_is_found_by_its_check(node: Node) -> None:
    node.load({"a": "鞋", "b": "手表"}, "2026-10-01 10:00:00")
    sums(node)
    (cell,) = node.cells.glob("x/*.cell")
    cell.write_bytes(cell.read_bytes()[:-9])
    found, cells = sums(node)
    assert (found, cells.told.wrong) == ([2, 3], 1)
    cells.write(cell, pa.table({"n": [9], "s": [9]}))
    assert sums(node)[0] == [9, 9]
    found, cells = sums(node, is_checked=True)
    assert (found, cells.told.wrong) == ([2, 3], 1)


def test_rows_are_counted_and_columns_named_without_a_load_being_read(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    node.load({"a": "鞋", "b": "手表", "c": "包"}, "2026-10-01 10:00:00")
    node.load({"a": "高仿鞋", "d": "香水"}, "2026-10-01 10:00:00")
    node.load({"a": "鞋子", "b": "表"}, "2026-10-01 10:00:00")  # `a` is stated anew twice
    engine, rows = node.open()
    with engine:
        monkeypatch.setattr(engine, "_whole", None)
        assert engine.count(rows) == 4
        assert columns_of(engine, rows) == [column.name for column in kind("listing").columns]
        assert engine.count(engine.sql("SELECT title FROM rows", rows=rows)) is None


def test_loads_of_which_nothing_is_wanted_are_left_out(node: Node) -> None:
    node.load({"a": "鞋"}, "2026-10-01 10:00:00")
    node.load({"b": "手表"}, "2026-10-09 10:00:00")
    engine, rows = node.open()
    with engine:
        days = tally(engine, DAYS, rows)
        late = some_parts(engine, rows, days, lambda told: str(told["day"][0].as_py()) > "2026-10-05")
        none = some_parts(engine, rows, days, lambda told: False)
        assert engine.to_arrow(engine.sql("SELECT listing_id FROM r", r=late))["listing_id"].to_pylist() == ["b"]
        assert engine.to_arrow(engine.sql("SELECT title FROM r WHERE seen_at IS NULL", r=none)).num_rows == 0  # still a relation with its columns


def test_what_lies_beside_each_row_in_time_is_asked_anew_of_the_loads_beside_what_came(node: Node) -> None:
    node.load({"a": "鞋", "b": "表"}, "2026-10-01 10:00:00", "2026-10-01 23:00:00")
    node.load({"c": "包", "d": "茶"}, "2026-10-20 10:00:00", "2026-10-20 12:00:00")
    assert node.beside(first := []) == node.full()
    assert first == [4]
    assert node.beside(again := []) == node.full()
    assert again == []
    node.load({"e": "酒", "f": "糖"}, "2026-10-02 01:00:00", "2026-10-02 20:00:00")  # `e` is two hours after `b`, past midnight
    assert node.beside(third := []) == node.full()
    assert third == [4]  # the new load and the one beside it, not that of the twentieth
    rmtree(node.lake.loads()[-1].folder)
    assert node.beside(back := []) == node.full()
    assert back == []  # what was kept of before is still there
