"""
A masked set of records for research: no name, address, text or number that anybody else knows, and yet who traded with whom, when, for how much.

What is not known to be harmless is left out: of a kind's columns only numbers, yes or no, instants and days, the region's city, and ids go along. Ids
become tokens under a key that is drawn for the set and thrown away, so that the same id is the same token inside of one set and nowhere else. Instants become
days, sums keep two digits. A set is no anonymous one: rare patterns can still point to somebody, which is why its taker says for what it is and the ledger
keeps that.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from math import floor, log10
from typing import Any

import pyarrow as pa

from mingjian.core.records import Column, Kind

TOKEN = 16  # hexadecimal digits
DIGITS = 2
#: Ids beside those that end in `_id`: tokens of the source's own, and names by which rows are joined.
JOINING = frozenset({"platform", "courier", "outlet", "waybill", "uscc"})


def masked(rows: pa.Table, kind: Kind, key: bytes) -> pa.Table:
    """Return the rows of a kind without what points to anybody; `key` is drawn for this set alone, and kept nowhere."""
    told = {column.name: mask for column in kind.columns if column.name in rows.column_names and (mask := _mask(column, key))}
    return pa.table({name: _each(rows.column(name), mask) for name, mask in told.items()})


def left_out(kind: Kind) -> list[str]:
    """Name the columns of a kind that no set has."""
    return [column.name for column in kind.columns if _mask(column, b"") is None]


def _mask(column: Column, key: bytes) -> Callable[[Any], Any] | None:
    if column.name == "region_code":
        return lambda value: f"{str(value)[:4]}00"
    if column.name in JOINING or column.name.endswith(("_id", "_token")):
        return lambda value: hmac.new(key, f"{_joined(column.name)}:{value}".encode(), sha256).hexdigest()[:TOKEN]
    if pa.types.is_timestamp(column.type):
        return lambda value: value.date()
    if pa.types.is_date(column.type) or pa.types.is_boolean(column.type) or pa.types.is_integer(column.type):
        return lambda value: value
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        return _rounded
    return None


def _joined(name: str) -> str:
    """Under which name the tokens of a column join those of others: a telephone is one, whoever it is of."""
    return "sender" if name in {"sender_token", "receiver_token", "phone_token"} else name


def _rounded(value: Any) -> float:
    number = float(value)
    return 0.0 if number == 0 else round(number, DIGITS - 1 - floor(log10(abs(number))))


def _each(column: pa.ChunkedArray, mask: Callable[[Any], Any]) -> list[Any]:
    known: dict[Any, Any] = {}
    found = []
    for value in column.to_pylist():
        if value is not None and value not in known:
            known[value] = mask(value)
        found.append(None if value is None else known[value])
    return found
