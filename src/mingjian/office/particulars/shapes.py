"""The types that columns of particulars have: what each is in Python, in a file and when it is empty, and how a value from outside is made to fit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

import pyarrow as pa
from django.db import models
from django.utils.timezone import localtime

from mingjian.core.records import INSTANT
from mingjian.core.records import UTC as IN_UTC

Column = models.Field  # of Django: the type and length of a particular


@dataclass(frozen=True)
class Shape:
    """
    One type of column.

    `read` takes a cell of a file that was read as `in_files`, `fit` a value of a record, which may be anything; both give a value of `kind` or `empty`.
    """

    kind: Any
    in_files: pa.DataType
    empty: Any
    read: Callable[[Any, "Column[Any, Any]"], Any]
    fit: Callable[[Any, "Column[Any, Any]"], Any]
    unit: str = ""
    is_number: bool = False


def shape_of(column: "Column[Any, Any]") -> Shape:
    """Return the shape of a column; a type that no particular has yet is an error of whoever writes it."""
    found = next((SHAPES[one] for one in type(column).__mro__ if one in SHAPES), None)
    if found is None:
        raise TypeError(f"No particular can be of the type of {column}.")
    return found


def _same(value: Any, column: "Column[Any, Any]") -> Any:
    return value


def _text(value: Any, column: "Column[Any, Any]") -> str:
    """Cut a text to what the column holds: it comes from a record that nobody asked to be short."""
    return str("" if value is None else value)[: column.max_length]


def _sum_read(value: float, column: "Column[Any, Any]") -> Decimal:
    return Decimal(str(round(value, _places(column))))


def _sum(value: Any, column: "Column[Any, Any]") -> Decimal | None:
    return Decimal(f"{value:.{_places(column)}f}") if _is_number(value) and value < 10 ** (_digits(column) - _places(column)) else None


def _count(value: Any, column: "Column[Any, Any]") -> int | None:
    return int(value) if _is_number(value) and value < 2**53 else None


def _day(value: Any, column: "Column[Any, Any]") -> date | None:
    """Return the local day of an instant, which a record holds in UTC without saying so, or a day as it is."""
    if isinstance(value, datetime):
        return localtime(_instant(value, column)).date()
    return value if isinstance(value, date) else None


def _instant(value: Any, column: "Column[Any, Any]") -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _yes(value: Any, column: "Column[Any, Any]") -> bool:
    return bool(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and isfinite(value) and value >= 0


def _places(column: "Column[Any, Any]") -> int:
    return int(getattr(column, "decimal_places", None) or 0)


def _digits(column: "Column[Any, Any]") -> int:
    return int(getattr(column, "max_digits", None) or 0)


SHAPES: dict[type, Shape] = {
    models.CharField: Shape(str, pa.string(), "", _same, _text),
    models.TextField: Shape(str, pa.string(), "", _same, _text),
    models.DecimalField: Shape(Decimal, pa.float64(), None, _sum_read, _sum, is_number=True),
    models.IntegerField: Shape(int, pa.float64(), None, _count, _count, is_number=True),
    models.DateTimeField: Shape(datetime, INSTANT, None, _instant, _instant, IN_UTC),
    models.DateField: Shape(date, pa.date32(), None, _day, _day),
    models.BooleanField: Shape(bool, pa.bool_(), False, _yes, _yes),
}
