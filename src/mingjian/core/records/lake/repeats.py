"""Find the rows that a file holds twice, in memory that does not grow with the file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.reading import BadRow
from mingjian.core.records.reading.rows import shortened

MEMORY = "640MB"
BATCH_ROWS = 1 << 17

_DIFFERS = Text("与第 {first} 行编号相同而内容不同，以先出现的为准。", "It has the id of row {first} but other content; the first counts.")

_PART = Text(
    "与第 {first} 行是同一笔：编号和金额都相同，是其中的另一件。整笔只计一次，本行不另载入。",
    "It is of the same as row {first}, whose number and sum it has: another part of it. The whole counts once, and this row is not loaded besides.",
)
_OTHER_SUM = Text(
    "与第 {first} 行编号相同而金额不同：可能每行只是其中一件的金额。以先出现的为准，这一笔可能少计；请改用子订单编号或者每笔一行的文件。",
    "It has the number of row {first} and another sum: each may be of one part only. The first counts, and the whole may be counted too low; bring a file with "
    "the numbers of parts, or one of a row for each whole.",
)
PARTS = Text("{n} 行是前面各笔的另一件，整笔金额只计一次。", "{n} rows are other parts of what stands before them: the sum of each whole counts once.")
OTHER_SUMS = Text(
    "{n} 行与前面的编号相同而金额不同，没有载入：这些笔的金额可能少计，请看坏行的原因。",
    "{n} rows have a number that stands before and another sum, and were not loaded: those sums may be too low; see the reasons of the bad rows.",
)

PARTS_DIFFER = Text(
    "{n} 笔由几件商品组成，有的已退款或者取消，有的没有：整笔按有效计，退回的金额未载明，请向平台核实。",
    "{n} consist of several goods of which some went back or were called off and some did not: the whole counts, and how much went back is not told; ask the "
    "platform.",
)

# Two steps, since almost every file repeats nothing: first numbers of eight bytes, which may coincide by chance, then the rows themselves.
_SUSPECTS = "CREATE TABLE suspects AS SELECT h FROM (SELECT hash({identity}) AS h FROM {rows}) GROUP BY h HAVING count(*) > 1"
_VIEWS = """
    CREATE TABLE views AS
    SELECT *, row_number() OVER (PARTITION BY {identity} ORDER BY place) AS view FROM (
        SELECT file_row_number AS place, COLUMNS(* EXCLUDE file_row_number) FROM {rows} AS r WHERE hash({identity}) IN (SELECT h FROM suspects)
    )
"""
_REPEATS = """
    CREATE TABLE repeats AS
    SELECT later.place, {key} AS key, n.row, f.row AS first, {same} AS is_same, {part} AS is_part, earlier.place AS first_place,
           {value} AS value, {first_value} AS first_value
    FROM views AS later JOIN views AS earlier ON {joined} AND earlier.view = 1
    JOIN {numbers} AS n ON n.file_row_number = later.place JOIN {numbers} AS f ON f.file_row_number = earlier.place
    WHERE later.view > 1
"""
#: The wholes of which one part stands as the kind says and another is known to stand otherwise: a part of which nothing is known is no difference.
_DIFFERING = """
    SELECT first_place FROM repeats WHERE is_part GROUP BY first_place
    HAVING bool_or(coalesce('{value}' IN (value, first_value), FALSE)) AND bool_or(coalesce(value <> '{value}' OR first_value <> '{value}', FALSE))
"""


class Repeats:
    """The repeated rows of `rows.parquet` in a folder; `numbers.parquet` has their numbers in the file. `count` is how many."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder, self._kind = folder, kind
        self.count, self.parts, self.other_sums, self.differ = 0, 0, 0, 0
        settings: dict[str, str | int | float | list[str]] = {
            "threads": 2,
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
        }
        import duckdb  # needed where rows are loaded, and not where the lake is read (decision 130)

        self._con = duckdb.connect(config={**settings, "autoinstall_known_extensions": False, "autoload_known_extensions": False})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._con.close()

    def find(self) -> bool:
        """Return whether any row stands for the same thing as one before it."""
        identity = ", ".join(self._kind.identity)
        self._con.execute(_SUSPECTS.format(identity=identity, rows=self._file("rows")))
        if not self._number("SELECT count(*) FROM suspects"):
            return False
        self._con.execute(_VIEWS.format(identity=identity, rows=self._file("rows")))
        same = " AND ".join(f"later.{column.name} IS NOT DISTINCT FROM earlier.{column.name}" for column in self._kind.columns)
        joined = " AND ".join(f"later.{name} IS NOT DISTINCT FROM earlier.{name}" for name in self._kind.identity)
        name = self._kind.parts_differ[0] if self._kind.parts_differ else ""
        columns = {"key": f"later.{self._kind.key[0]}", "same": same, "part": self._is_part()}
        columns |= {"value": f"later.{name}", "first_value": f"earlier.{name}"} if name else {"value": "NULL", "first_value": "NULL"}
        self._con.execute(_REPEATS.format(**columns, joined=joined, numbers=self._file("numbers")))
        self.count = self._number("SELECT count(*) FROM repeats")
        return self.count > 0

    def differing(self, theirs: Mapping[str, str]) -> Iterator[BadRow]:
        """Return the rows that say something else of a thing than the row before them; count which are parts of a whole, and which have another sum."""
        key = self._kind.key[0]
        found = self._con.execute("SELECT row, key, first, is_part FROM repeats WHERE NOT is_same ORDER BY row")
        while some := found.fetchmany(10_000):
            for row, value, first, is_part in some:
                self.parts += is_part is True
                self.other_sums += is_part is False
                reason = _DIFFERS if is_part is None else _PART if is_part else _OTHER_SUM
                yield BadRow(row, theirs.get(key, key), shortened(value), reason.filled(first=first))

    @property
    def notes(self) -> list[Text]:
        """What is to be said of rows that share a number, once `differing` has been read."""
        return [text.filled(n=count) for text, count in ((PARTS, self.parts), (OTHER_SUMS, self.other_sums), (PARTS_DIFFER, self.differ)) if count]

    def _is_part(self) -> str:
        """Return in SQL whether a row repeats the sum of its whole; null where the kind or either row tells none."""
        name = self._kind.sum_of_whole
        return f"CASE WHEN later.{name} IS NOT NULL AND earlier.{name} IS NOT NULL THEN abs(later.{name} - earlier.{name}) < 0.005 END" if name else "NULL"

    def _wholes_that_differ(self) -> npt.NDArray[np.int64]:
        """Return the places of the first rows of wholes whose parts stand differently."""
        if self._kind.parts_differ is None:
            return np.zeros(0, dtype=np.int64)
        places: npt.NDArray[np.int64] = self._con.execute(_DIFFERING.format(value=self._kind.parts_differ[1])).fetchnumpy()["first_place"]
        return places

    def _as_wholes(self, batch: pa.RecordBatch, differ: npt.NDArray[np.bool_]) -> pa.RecordBatch:
        """Write of wholes whose parts stand differently what is so of the whole."""
        for name, value in self._kind.parts_differ[2].items() if self._kind.parts_differ and differ.any() else ():
            place = batch.schema.get_field_index(name)
            batch = batch.set_column(place, batch.schema.field(place), pc.if_else(pa.array(differ), value, batch.column(place)))
        return batch

    def rewrite(self) -> None:
        """Write the rows again without the repeated ones."""
        rows, path = pq.ParquetFile(self._folder / "rows.parquet"), self._folder / "once.parquet"
        stays = np.ones(rows.metadata.num_rows, dtype=np.bool_)
        reader: pa.RecordBatchReader = self._con.sql("SELECT place FROM repeats").to_arrow_reader(BATCH_ROWS)
        for batch in reader:
            stays[batch.column(0).to_numpy()] = False
        differ = np.zeros(rows.metadata.num_rows, dtype=np.bool_)
        places = self._wholes_that_differ()
        differ[places], self.differ = True, len(places)
        at = 0
        with pq.ParquetWriter(path, rows.schema_arrow, compression="zstd", compression_level=1) as writer:
            for batch in rows.iter_batches(BATCH_ROWS):
                batch = self._as_wholes(batch, differ[at : at + batch.num_rows])
                writer.write_batch(batch.filter(pa.array(stays[at : at + batch.num_rows])))
                at += batch.num_rows
        path.replace(self._folder / "rows.parquet")

    def _file(self, name: str) -> str:
        quoted = str(self._folder / f"{name}.parquet").replace("'", "''")
        return f"read_parquet('{quoted}', file_row_number = true, hive_partitioning = false)"

    def _number(self, query: str) -> int:
        row = self._con.execute(query).fetchone()
        return int(row[0]) if row else 0
