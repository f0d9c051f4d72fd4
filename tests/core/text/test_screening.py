"""The same mentions on every engine."""

import pyarrow as pa

from mingjian.core.engines import Engine
from mingjian.core.text import Lexicon, Term, finder, found_schema

KEYS = {"listing_id": pa.string()}
LEXICON = Lexicon([Term("高仿", "replica", strength=3), Term("微信", "contact")])
ROWS = pa.table({"listing_id": ["a", "b", "c", "d"], "title": ["高·仿", None, "=cmd|'<b>'高仿\u202e", "葳信与高仿"]})


def test_every_engine_tells_the_same_mentions(engine: Engine) -> None:
    told = engine.to_arrow(engine.map_arrow(finder(LEXICON, "title", KEYS), engine.from_arrow(ROWS), found_schema(KEYS)))
    rows = sorted(told.to_pylist(), key=lambda row: (row["listing_id"], row["start"]))
    assert told.schema.names == found_schema(KEYS).names
    assert [(row["listing_id"], row["term"], row["written"], row["disguise"], row["weaker"], row["start"], row["byte_end"]) for row in rows] == [
        ("a", "高仿", "高·仿", "separated", False, 0, 8),
        ("c", "高仿", "高仿", "", False, 10, 16),
        ("d", "微信", "葳信", "sound", True, 0, 6),
        ("d", "高仿", "高仿", "", False, 3, 15),
    ]


def test_a_kernel_takes_no_batches_empty_ones_and_slices() -> None:
    kernel = finder(LEXICON, "title", KEYS)
    batch = ROWS.to_batches()[0]
    assert list(kernel(iter([]))) == []
    assert sum(found.num_rows for found in kernel(iter([batch.slice(0, 0)]))) == 0
    assert [row["listing_id"] for found in kernel(iter([batch.slice(2, 1)])) for row in found.to_pylist()] == ["c"]
