"""
An engine that remembers what kernels gave for each load: detectors run on it unchanged.

A relation of the lake is the union of its loads. A query that judges each row by itself (no join, group, window, order) is the union of that query over each
load, and so is what a kernel gives. Such relations are known here by their parts; nothing of a part is computed before somebody needs it, and where a
kernel's result for it was kept, nobody does. Any other query has the whole relation, and is computed as on any engine: slow, but right, is the default.

What adds up is asked of each load by itself and kept as well, where a detector says so: see `tally`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.engines import Engine, Kernel, Relation, Value
from mingjian.core.engines.cells import Cells, digest_of

Change = Callable[[Engine, Relation], Relation]
#: Asks something of rows that have the column `part`, and tells in the same column of which part each row of the answer is.
Ask = Callable[[Engine, Relation], pa.Table]
PART = "part"
_OF_PART = "SELECT *, $part AS part FROM rows"
_NEXT = (timedelta(-1), timedelta(0), timedelta(1))


@dataclass
class Part:
    """
    The rows of one load. `name` tells all that they were made from; they are computed when they are first needed. `load` is the digest of the load.

    `count` is how many they are, where that is known without reading them.
    """

    load: str
    name: str
    make: Callable[[], Relation]
    count: int | None = None

    @cached_property
    def rows(self) -> Relation:
        """Compute the rows, once."""
        return self.make()


@dataclass
class _Divided:
    parts: Sequence[Part]
    whole: Relation | None = None
    tables: list[pa.Table] = field(default_factory=list)  # of each part, where a kernel gave them


class RememberingEngine:
    """An engine around another, with the cells of one detector. Relations of its own have names that the other does not know, until they are needed whole."""

    def __init__(self, engine: Engine, cells: Cells, *, within: str = "") -> None:
        self._engine, self._cells, self._within = engine, cells, within
        self._divided: dict[str, _Divided] = {}
        self._names = (f"divided_{digest_of(within)[:8] if within else ''}_{n}" for n in count())
        self._calls = count()

    @property
    def cells(self) -> Cells:
        """Return the cells of the detector that runs, which tell how many were read and made."""
        return self._cells

    def of_parts(self, parts: Sequence[Part]) -> Relation:
        """Know a relation by its parts, of which there is at least one."""
        return self._know(_Divided(parts))

    def read_parquet(self, path: str) -> Relation:
        return self._engine.read_parquet(path)

    def from_arrow(self, table: pa.Table) -> Relation:
        return self._engine.from_arrow(table)

    def sql(self, query: str, **given: Relation | Value) -> Relation:
        relations = [name for name, value in given.items() if isinstance(value, Relation)]
        one = self._divided.get(getattr(given[relations[0]], "name", "")) if len(relations) == 1 else None
        if one is None or not (_judges_rows(query) or self._within):
            return self._engine.sql(query, **{name: self._whole(value) if isinstance(value, Relation) else value for name, value in given.items()})
        told = digest_of(query, sorted((name, repr(value)) for name, value in given.items() if not isinstance(value, Relation)))
        return self._derived(one, told, lambda rows: self._engine.sql(query, **{**given, relations[0]: rows}))

    def map_arrow(self, fn: Kernel, relation: Relation, schema: pa.Schema) -> Relation:
        call = f"{self._within}{next(self._calls)}"  # counted by what the detector asks for, so that it is the same whatever was kept
        one = self._divided.get(relation.name)
        if one is None:
            return self._engine.map_arrow(fn, relation, schema)
        names = [digest_of(call, part.name, str(schema)) for part in one.parts]
        paths = [self._cells.path(part.load, name) for part, name in zip(one.parts, names, strict=True)]
        checked = self._cells.to_check(paths)
        makes = [_kernel_over(self._engine, fn, part, schema) for part in one.parts]
        tables = [self._cell(part, make, path, is_checked=path == checked) for part, make, path in zip(one.parts, makes, paths, strict=True)]
        parts = [Part(part.load, name, _taken_in(self._engine, table)) for part, name, table in zip(one.parts, names, tables, strict=True)]
        return self._know(_Divided(parts, tables=tables))

    def tally(self, query: str, rows: Relation, **values: Value) -> Relation:
        """Ask a query of the `rows` of each part by itself, and return all answers together; each is kept. See the function `tally`."""
        call = f"{self._within}{next(self._calls)}"
        one = self._divided.get(rows.name)
        if one is None:
            return self._engine.sql(query, rows=rows, **values)
        names = [digest_of(call, part.name, query, sorted(values.items())) for part in one.parts]
        paths = [self._cells.path(part.load, name) for part, name in zip(one.parts, names, strict=True)]
        checked = self._cells.to_check(paths)
        makes = [_query_over(self._engine, query, part, values) for part in one.parts]
        tables = [self._cell(part, make, path, is_checked=path == checked) for part, make, path in zip(one.parts, makes, paths, strict=True)]
        parts = [Part(part.load, name, _taken_in(self._engine, table)) for part, name, table in zip(one.parts, names, tables, strict=True)]
        return self._know(_Divided(parts, tables=tables))

    def some_parts(self, rows: Relation, told: Relation, is_wanted: Callable[[pa.Table], bool]) -> Relation:
        """Leave out the parts of whose tally `told` it is said that nothing of them is wanted: see the function `some_parts`."""
        one, tally_of = self._divided.get(rows.name), self._divided.get(told.name)
        if one is None or tally_of is None or len(one.parts) != len(tally_of.tables):
            return rows
        wanted = [part for part, table in zip(one.parts, tally_of.tables, strict=True) if is_wanted(table)]
        return rows if len(wanted) == len(one.parts) else self._know(_Divided(wanted or [one.parts[-1]]))

    def near(self, ask: Ask, rows: Relation, told: Relation, settings: Sequence[Value]) -> pa.Table:
        """Ask of each part and of those that meet it in time, and keep what it gives of each: see the function `near`."""
        call = f"{self._within}{next(self._calls)}"
        one, tally_of = self._divided.get(rows.name), self._divided.get(told.name)
        if one is None or tally_of is None:
            return ask(self._engine, self._engine.sql(_OF_PART, rows=rows, part=0)).drop_columns(PART)
        met = _met([{day for day in table["day"].to_pylist() if day is not None} for table in tally_of.tables])
        names = [digest_of(call, part.name, sorted(one.parts[other].name for other in met[n]), settings) for n, part in enumerate(one.parts)]
        paths = [self._cells.path(part.load, name) for part, name in zip(one.parts, names, strict=True)]
        checked = self._cells.to_check(paths)
        kept = [self._cells.read(path) for path in paths]
        anew = [n for n, path in enumerate(paths) if kept[n] is None or path == checked]
        given = self._asked(ask, one.parts, sorted({other for n in anew for other in met[n]})) if anew else None
        return pa.concat_tables([self._settled(one.parts[n], path, kept[n], _of_part(given, n) if n in anew else None) for n, path in enumerate(paths)])

    def count(self, relation: Relation) -> int | None:
        """Return how many rows a relation has, where its parts tell so without being read."""
        one = self._divided.get(relation.name)
        counts = [part.count for part in one.parts] if one is not None else [None]
        return sum(count for count in counts if count is not None) if None not in counts else None

    def columns(self, relation: Relation) -> list[str]:
        """Name the columns of a relation, of which at most the newest part is asked: all have the same."""
        one = self._divided.get(relation.name)
        newest = relation if one is None else one.parts[-1].rows
        return list(self._engine.to_arrow(self._engine.sql("SELECT * FROM rows LIMIT 0", rows=newest)).schema.names)

    def by_part(self, change: Change, relation: Relation, name: str) -> Relation:
        """
        Change each part by itself, when it is needed: `change` must give for some rows the same, whatever other rows there are.

        It may run kernels, whose results are kept. `name` tells it from other changes.
        """
        one = self._divided.get(relation.name)
        if one is None:
            return change(self._engine, relation)
        return self._know(_Divided([Part(part.load, digest_of(part.name, name), self._changed(change, part, name)) for part in one.parts]))

    def keep(self, relation: Relation) -> Relation:
        one = self._divided.get(relation.name)
        if one is None:
            return self._engine.keep(relation)
        return relation if one.tables else self._derived(one, "", self._engine.keep)

    def to_arrow(self, relation: Relation) -> pa.Table:
        one = self._divided.get(relation.name)
        if one is not None and one.tables:
            return pa.concat_tables(one.tables)
        return self._engine.to_arrow(self._whole(relation))

    def close(self) -> None:
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _know(self, divided: _Divided) -> Relation:
        relation = Relation(next(self._names))
        self._divided[relation.name] = divided
        return relation

    def _derived(self, one: _Divided, told: str, change: Callable[[Relation], Relation]) -> Relation:
        parts = [Part(part.load, digest_of(part.name, told) if told else part.name, _applied(change, part)) for part in one.parts]
        return self._know(_Divided(parts))

    def _changed(self, change: Change, part: Part, name: str) -> Callable[[], Relation]:
        def make() -> Relation:
            inner = RememberingEngine(self._engine, self._cells, within=f"{self._within}{name}/{part.name}/")
            return inner._whole(change(inner, inner.of_parts([part])))

        return make

    def _whole(self, relation: Relation) -> Relation:
        """Return the rows of all parts as a relation that the engine knows."""
        one = self._divided.get(relation.name)
        if one is None:
            return relation
        if one.whole is None:
            self._cells.told.is_whole |= not one.tables and not self._within
            one.whole = self._engine.from_arrow(pa.concat_tables(one.tables)) if one.tables else together(self._engine, [part.rows for part in one.parts])
        return one.whole

    def _cell(self, part: Part, make: Callable[[], pa.Table], path: Path, *, is_checked: bool) -> pa.Table:
        kept = self._cells.read(path)
        return self._settled(part, path, kept, _sorted(make()) if kept is None or is_checked else None)

    def _settled(self, part: Part, path: Path, kept: pa.Table | None, made: pa.Table | None) -> pa.Table:
        """Return what was kept of a part, or what was made anew, which is then kept and held against what was."""
        told = self._cells.told
        if made is None:
            told.settle(part.load, is_made=False)
            return kept
        if kept is not None and not kept.equals(made):
            told.wrong += 1
        self._cells.write(path, made)
        told.settle(part.load, is_made=kept is None)
        return made

    def _asked(self, ask: Ask, parts: Sequence[Part], numbers: Sequence[int]) -> pa.Table:
        """Ask of some parts at once, each row with the number of its own."""
        numbered = [self._engine.sql(_OF_PART, rows=parts[n].rows, part=n) for n in numbers]
        self._cells.told.is_whole |= len(parts) > 1 and len(numbers) == len(parts)
        return ask(self._engine, together(self._engine, numbered))


def together(engine: Engine, parts: Sequence[Relation]) -> Relation:
    """Join them two by two, and these again: joined one after another, each question would hold all before it, and no engine reads a thousand deep."""
    while len(parts) > 1:
        joined = [engine.sql("SELECT * FROM a UNION ALL SELECT * FROM b", a=one, b=other) for one, other in zip(parts[::2], parts[1::2], strict=False)]
        parts = [*joined, *parts[len(joined) * 2 :]]
    return parts[0]


def by_part(engine: Engine, change: Change, relation: Relation, name: str) -> Relation:
    """Change a relation load by load where the engine remembers what kernels gave for each, else at once: see `RememberingEngine.by_part`."""
    return engine.by_part(change, relation, name) if isinstance(engine, RememberingEngine) else change(engine, relation)


def tally(engine: Engine, query: str, rows: Relation, **values: Value) -> Relation:
    """
    Ask a query of `rows`: of each load by itself where the engine remembers, and what it gave for each is kept.

    All answers come together, so that whoever asks adds them up: sums of counts, the largest of the largest. What it gives for a load should be far less than
    the load: it is held in memory.
    """
    return engine.tally(query, rows, **values) if isinstance(engine, RememberingEngine) else engine.sql(query, rows=rows, **values)


def some_parts(engine: Engine, rows: Relation, told: Relation, is_wanted: Callable[[pa.Table], bool]) -> Relation:
    """
    Leave out loads of which nothing is wanted, so that they are not read; `told` is a tally of `rows`, by which `is_wanted` tells of a load.

    Others may hold what is not wanted as well: whoever asks still filters. An engine that knows no loads gives all.
    """
    return engine.some_parts(rows, told, is_wanted) if isinstance(engine, RememberingEngine) else rows


def near(engine: Engine, ask: Ask, rows: Relation, told: Relation, *settings: Value) -> pa.Table:
    """
    Ask something of rows that depends on what lies within a day of each, and on nothing further away.

    `told` is a tally of `rows` with the column `day`. `ask` is given rows with the column `part`, and tells in the same column of which part each row of its
    answer is, which must be one of that part's; rows without a day must not matter to it. Where the engine remembers, what it gave is kept for each load, and
    asked anew where a load came, changed or went that has rows on the same day, the day before or the day after. `settings`: what `ask` holds.
    """
    if isinstance(engine, RememberingEngine):
        return engine.near(ask, rows, told, settings)
    return ask(engine, engine.sql(_OF_PART, rows=rows, part=0)).drop_columns(PART)


def columns_of(engine: Engine, relation: Relation) -> list[str]:
    """Name the columns of a relation."""
    if isinstance(engine, RememberingEngine):
        return engine.columns(relation)
    return list(engine.to_arrow(engine.sql("SELECT * FROM rows LIMIT 0", rows=relation)).schema.names)


def _met(days: Sequence[set[date]]) -> list[set[int]]:
    """Return for each part the numbers of those, itself among them, that have rows on a day of its own or next to one."""
    on: dict[date, set[int]] = {}
    for number, some in enumerate(days):
        for day in some:
            on.setdefault(day, set()).add(number)
    return [{number}.union(*(on.get(day + shift, ()) for day in some for shift in _NEXT)) for number, some in enumerate(days)]


def _of_part(given: pa.Table, number: int) -> pa.Table:
    return _sorted(given.filter(pc.equal(given[PART], number)).drop_columns(PART))


def _kernel_over(engine: Engine, fn: Kernel, part: Part, schema: pa.Schema) -> Callable[[], pa.Table]:
    return lambda: engine.to_arrow(engine.map_arrow(fn, part.rows, schema)).cast(schema)


def _query_over(engine: Engine, query: str, part: Part, values: Mapping[str, Value]) -> Callable[[], pa.Table]:
    return lambda: engine.to_arrow(engine.sql(query, rows=part.rows, **values))


def _applied(change: Callable[[Relation], Relation], part: Part) -> Callable[[], Relation]:
    return lambda: change(part.rows)


def _taken_in(engine: Engine, table: pa.Table) -> Callable[[], Relation]:
    return lambda: engine.from_arrow(table)


def _sorted(table: pa.Table) -> pa.Table:
    """Put rows in an order of their own: threads draw batches in any, and what is made anew is compared with what was kept."""
    return table.sort_by([(name, "ascending") for name in table.schema.names]).combine_chunks() if table.num_rows > 1 else table.combine_chunks()


def _judges_rows(query: str) -> bool:
    from mingjian.core.engines.rowwise import judges_rows  # reads SQL, which no address needs

    return judges_rows(query)
