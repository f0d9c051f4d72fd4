"""A lexicon as a kernel for engines: rows with a text in, one row a mention out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from mingjian.core.text.arrow import bytes_and_offsets
from mingjian.core.text.disguise import keys as named
from mingjian.core.text.lexicon import Lexicon

Kernel: TypeAlias = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

#: What a kernel says of a mention: the words plain, the ways of disguise by name (`separated,sound`), and the raw text itself.
FOUND: Mapping[str, pa.DataType] = {
    "term": pa.string(),
    "category": pa.string(),
    "strength": pa.int32(),
    "start": pa.int32(),
    "end": pa.int32(),
    "byte_start": pa.int32(),
    "byte_end": pa.int32(),
    "disguise": pa.string(),
    "weaker": pa.bool_(),
    "in_word": pa.bool_(),
    "written": pa.string(),
}


def found_schema(keys: Mapping[str, pa.DataType]) -> pa.Schema:
    """Give the schema of what `finder` yields: the key columns, then FOUND."""
    return pa.schema([*keys.items(), *FOUND.items()])


def finder(lexicon: Lexicon, text: str, keys: Mapping[str, pa.DataType]) -> Kernel:
    """Give a kernel that finds the lexicon's terms in the column `text` and tells each mention beside the columns `keys` of its row."""
    schema = found_schema(keys)

    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            found = lexicon.find(batch.column(text)).combine_chunks()
            yield from _tell(batch, batch.column(text), list(keys), found, schema).to_batches()

    return kernel


def _tell(batch: pa.RecordBatch, texts: pa.Array, keys: Sequence[str], found: pa.Table, schema: pa.Schema) -> pa.Table:
    row = found.column("row")
    given = [pa.chunked_array([batch.column(key)]).take(row) for key in keys]
    made = {"disguise": _names(found.column("disguise").to_numpy()), "written": _written(texts, found)}
    columns = [made[name] if name in made else found.column(name).cast(kind) for name, kind in FOUND.items()]
    return pa.Table.from_arrays([*given, *columns], names=schema.names).cast(schema)


def _names(bits: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> pa.Array:
    ways, place = np.unique(bits, return_inverse=True)
    return pa.array([named(int(one)) for one in ways], pa.string()).take(pa.array(place))


def _written(texts: pa.Array, found: pa.Table) -> pa.Array:
    """Cut the raw text of each mention out of the bytes of its row."""
    data, offsets = bytes_and_offsets(texts)
    row, start, end = (found.column(name).to_numpy() for name in ("row", "byte_start", "byte_end"))
    places = np.zeros(len(row) + 1, np.int64)
    np.cumsum(end - start, out=places[1:])
    taken = np.arange(places[-1]) + np.repeat(offsets[row] + start - places[:-1], end - start)
    return pa.Array.from_buffers(pa.large_string(), len(row), [None, pa.py_buffer(places), pa.py_buffer(data[taken])])
