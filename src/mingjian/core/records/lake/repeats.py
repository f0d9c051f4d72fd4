"""Find the rows that a file holds twice, in memory that does not grow with the file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.reading import BadRow
from mingjian.core.records.reading.rows import shortened

MEMORY = "640MB"
BATCH_ROWS = 1 << 17

_DIFFERS = Text("与第 {first} 行编号相同而内容不同，以先出现的为准。", "It has the id of row {first} but other content; the first counts.")

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
    SELECT later.place, {key} AS key, n.row, f.row AS first, {same} AS is_same
    FROM views AS later JOIN views AS earlier ON {joined} AND earlier.view = 1
    JOIN {numbers} AS n ON n.file_row_number = later.place JOIN {numbers} AS f ON f.file_row_number = earlier.place
    WHERE later.view > 1
"""


class Repeats:
    """The repeated rows of `rows.parquet` in a folder; `numbers.parquet` has their numbers in the file. `count` is how many."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder, self._kind = folder, kind
        self.count = 0
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
        self._con.execute(_REPEATS.format(key=f"later.{self._kind.key[0]}", same=same, joined=joined, numbers=self._file("numbers")))
        self.count = self._number("SELECT count(*) FROM repeats")
        return self.count > 0

    def differing(self, theirs: Mapping[str, str]) -> Iterator[BadRow]:
        """Return the rows that say something else of a thing than the row before them."""
        key = self._kind.key[0]
        found = self._con.execute("SELECT row, key, first FROM repeats WHERE NOT is_same ORDER BY row")
        while some := found.fetchmany(10_000):
            yield from (BadRow(row, theirs.get(key, key), shortened(value), _DIFFERS.filled(first=first)) for row, value, first in some)

    def rewrite(self) -> None:
        """Write the rows again without the repeated ones."""
        rows, path = pq.ParquetFile(self._folder / "rows.parquet"), self._folder / "once.parquet"
        stays = np.ones(rows.metadata.num_rows, dtype=np.bool_)
        reader: pa.RecordBatchReader = self._con.sql("SELECT place FROM repeats").to_arrow_reader(BATCH_ROWS)
        for batch in reader:
            stays[batch.column(0).to_numpy()] = False
        at = 0
        with pq.ParquetWriter(path, rows.schema_arrow, compression="zstd", compression_level=1) as writer:
            for batch in rows.iter_batches(BATCH_ROWS):
                writer.write_batch(batch.filter(pa.array(stays[at : at + batch.num_rows])))
                at += batch.num_rows
        path.replace(self._folder / "rows.parquet")

    def _file(self, name: str) -> str:
        quoted = str(self._folder / f"{name}.parquet").replace("'", "''")
        return f"read_parquet('{quoted}', file_row_number = true, hive_partitioning = false)"

    def _number(self, query: str) -> int:
        row = self._con.execute(query).fetchone()
        return int(row[0]) if row else 0
