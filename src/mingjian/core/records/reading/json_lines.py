"""Read JSON lines: one object a line, each with whatever members it has."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.reading.csv_split import LONGEST_RECORD
from mingjian.core.records.reading.encoding import Utf8Lines
from mingjian.core.records.reading.headings import recognise
from mingjian.core.records.reading.rows import BadRow, Raw, shortened

_NO_OBJECT = Text(
    f"这一行不是一个 JSON 对象，或长于 {LONGEST_RECORD >> 20} MiB。",
    f"The line is not a JSON object, or is longer than {LONGEST_RECORD >> 20} MiB.",
)
_TAKE = """
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT line, place, CASE WHEN length(line) <= ? AND json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS is_object FROM arrived
"""
_MEMBERS = "SELECT name FROM (SELECT unnest(json_keys(line)) AS name, place FROM lines WHERE is_object) GROUP BY name ORDER BY min(place), name"


class JsonLines:
    """A file of JSON lines, read as a stream. Numbers keep their digits, and objects within objects their spelling, as text."""

    heading = 0
    notes = ()
    units: Mapping[str, tuple[str, ...]] = {}

    def __init__(self, stream: BinaryIO, kind: Kind, mapping: Mapping[str, str], position: Callable[[], float]) -> None:
        self._kind, self._mapping = kind, mapping
        self._lines = Utf8Lines(stream)
        self._blocks = iter(self._lines)
        self._position = position
        self._start = next(self._blocks, b"")
        if not self._start.strip():
            raise BadInput("文件是空的。", "The file is empty.")
        if self._start.lstrip().startswith(b"["):
            raise BadInput("文件是一个 JSON 数组；请改为每行一个对象的 JSON lines。", "The file is one JSON array; write it as JSON lines, one object a line.")
        # Extensions would be fetched from a server that many offices cannot reach; JSON is built in.
        self._con = duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False, "autoload_known_extensions": False})
        self.names = self._take(self._start, 1)[0]
        if not self.names:
            raise BadInput(f"没有一行可用：{_NO_OBJECT.zh}", f"No line can be used. {_NO_OBJECT.en}")

    @property
    def done(self) -> float:
        """Return which part of the file has been read, 0 to 1."""
        return self._position()

    def blocks(self) -> Iterator[Raw]:
        """Return the rows, a few megabytes at a time; members that turn up late are given from then on."""
        row, block = 1, self._start
        while block:
            members, count = self._take(block, row)
            # Only what is recognised: the database does not tell apart members that differ in case alone.
            yield self._raw(list(recognise(self._kind, members, self._mapping, is_whole=False).read))
            row += count
            block = next(self._blocks, b"")
        self._con.close()

    def _take(self, block: bytes, row: int) -> tuple[tuple[str, ...], int]:
        """Put the lines of a block before the database, and name every member that any of them has, in order of first sight."""
        texts = pa.array(block.removesuffix(b"\n").split(b"\n"), pa.binary()).cast(pa.string())
        lines = pa.table({"line": texts, "place": np.arange(row, row + len(texts))})
        self._con.register("arrived", lines.filter(pc.not_equal(pc.utf8_trim_whitespace(texts), "")))
        self._con.execute(_TAKE, [LONGEST_RECORD])
        return tuple(str(name) for (name,) in self._con.execute(_MEMBERS).fetchall()), len(texts)

    def _raw(self, members: list[str]) -> Raw:
        bad = self._con.execute("SELECT place, left(line, 1000) FROM lines WHERE NOT is_object ORDER BY place").fetchall()
        shape = json.dumps(dict.fromkeys(members, "VARCHAR"), ensure_ascii=False)
        taken = "json_transform(line, ?)" if members else "NULL"
        query = f"SELECT place, {taken} AS o FROM lines WHERE is_object ORDER BY place"  # noqa: S608 - a text of ours
        good: pa.Table = self._con.sql(query, params=[shape] if members else None).to_arrow_table()
        objects = good.column("o").combine_chunks() if good.num_rows else None
        columns = {name: pc.struct_field(objects, [place]) if objects is not None else pa.array([], pa.string()) for place, name in enumerate(members)}
        rows = good.column("place").to_numpy()
        return Raw(columns, rows, [BadRow(place, "", shortened(line), _NO_OBJECT) for place, line in bad], self._lines.is_broken)
