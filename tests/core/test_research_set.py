"""A masked set keeps who traded with whom, and nothing by which anybody is known: held against every kind of record."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.records import Kind, kind, kinds
from mingjian.core.research_set import left_out, masked

TELLTALE = "13812345678李大明"


def row_of(one: Kind) -> dict[str, Any]:
    """A row of a kind in which each text holds a secret."""
    plain: dict[str, Any] = {}
    for column in one.columns:
        if pa.types.is_timestamp(column.type):
            plain[column.name] = datetime(2026, 11, 3, 14, 25, 36, tzinfo=UTC).replace(tzinfo=None)
        elif pa.types.is_date(column.type):
            plain[column.name] = date(2026, 11, 3)
        elif pa.types.is_boolean(column.type):
            plain[column.name] = True
        elif pa.types.is_string(column.type):
            plain[column.name] = "330122" if column.name == "region_code" else TELLTALE
        elif pa.types.is_list(column.type):
            plain[column.name] = [TELLTALE] if pa.types.is_string(column.type.value_type) else []
        else:
            plain[column.name] = 1234
    return plain


@pytest.mark.parametrize("name", sorted(kinds()))
def test_no_text_of_any_kind_goes_along(name: str) -> None:
    one = kind(name)
    told = masked(pa.Table.from_pylist([row_of(one)]), one, b"key")
    written = str(told.to_pylist())
    assert TELLTALE not in written
    assert "14:25" not in written
    assert not set(told.column_names) & set(left_out(one))
    assert told.num_rows == 1


def test_the_same_buyer_is_the_same_token_in_one_set_and_another_in_the_next() -> None:
    one = kind("order")
    rows = pa.Table.from_pylist([{**row_of(one), "buyer_id": buyer, "amount": 129.9} for buyer in ("b1", "b2", "b1")])
    first, second = masked(rows, one, b"one"), masked(rows, one, b"two")
    tokens = first.column("buyer_id").to_pylist()
    assert (tokens[0] == tokens[2], tokens[0] == tokens[1], len(tokens[0])) == (True, False, 16)
    assert tokens[0] not in second.column("buyer_id").to_pylist()
    assert first.column("amount").to_pylist() == [130.0] * 3
    assert first.column("paid_at").to_pylist() == [date(2026, 11, 3)] * 3


def test_what_is_null_stays_null() -> None:
    one = kind("order")
    rows = pa.Table.from_pylist([{"order_id": "o1", "buyer_id": None, "amount": None, "paid_at": None}])
    assert masked(rows, one, b"k").to_pylist()[0]["buyer_id"] is None
