"""Pages of long lists: each begins after the last row of the one before, so that the thousandth costs what the first does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from mingjian.core.errors import BadInput

M = TypeVar("M", bound=Model)
ROWS = 50
COUNTED = 1000  # counting on costs as much as reading: beyond this a list says "more than"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, what to ask for the next ones (`""` at the end), and how many there are, counted up to `COUNTED`."""

    rows: list[M]
    after: str
    is_first: bool
    count: int
    is_more: bool


def page_of(found: QuerySet[M], order: tuple[str, ...], after: str = "", size: int = ROWS, counted: int | None = None, sides: Sequence[Q] = ()) -> Page[M]:
    """
    Return the page of a queryset that begins after a mark, ordered by fields (`-` before those that fall); together they must be unique.

    `counted`: how many there are, up to `COUNTED` and one beyond it, where that is known already. `sides` as of `first_rows`. Raises BadInput for a mark that
    is not one of ours.
    """
    rows = found.filter(_beyond(order, _read_mark(after, len(order)))) if after else found
    taken = first_rows(rows, order, size + 1, sides)
    counted = found.order_by()[: COUNTED + 1].count() if counted is None else counted
    mark = _write_mark(taken[size - 1], order) if len(taken) > size else ""
    return Page(taken[:size], mark, not after, min(counted, COUNTED), counted > COUNTED)


def first_rows(found: QuerySet[M], order: tuple[str, ...], most: int, sides: Sequence[Q] = ()) -> list[M]:
    """
    Return the first rows of a queryset in an order of its own fields, `most` of them at most.

    `sides`: conditions that have all rows between them, each with an index that has them in this order, which none has for all together: each side gives its
    first rows, and the first of these are the first of all. A row may be of several sides.
    """
    if not sides:
        return list(found.order_by(*order)[:most])
    fields = [one.lstrip("-") for one in order]
    keys = list({row for side in sides for row in found.filter(side).order_by(*order).values_list("pk", *fields)[:most]})
    for place, field in reversed(list(enumerate(order, 1))):
        keys.sort(key=itemgetter(place), reverse=field.startswith("-"))
    rows = found.order_by().in_bulk([row[0] for row in keys[:most]])
    return [rows[row[0]] for row in keys[:most] if row[0] in rows]


def _beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    """Return the condition that a row comes after the values, in this order. The first field's bound stands alone too, since an index can use that."""
    condition, equal = Q(pk__in=[]), Q()
    for field, value in zip(order, values, strict=True):
        name, beyond = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    first = order[0]
    return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": values[0]}) & condition


def _write_mark(row: Model, order: tuple[str, ...]) -> str:
    values = []
    for field in order:
        value: Any = row
        for name in field.lstrip("-").split("__"):
            value = getattr(value, name)
        values.append(value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, Decimal) else value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read_mark(after: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(value, str | int | float) for value in values):
        raise BadInput("页码标记有误，请从第一页重新开始。", "This page mark is malformed: begin again from the first page.")
    return values


def capped(found: "QuerySet[Any]", more: int = 0) -> str:
    """Count rows up to a bound, and those counted already, for a person: `12`, `1000+`."""
    return said_count(found.order_by()[: COUNTED + 1].count() + more)


def beyond(page: "Page[Any]", everything: "QuerySet[Any]") -> str:
    """Count what a list holds apart from the filter that leaves its page empty; nothing where rows are shown, or there are none at all."""
    if page.rows or not page.is_first:
        return ""
    counted = capped(everything)
    return "" if counted == "0" else counted


def first_and_count(found: "QuerySet[M]", by: str, most: int) -> "tuple[list[M], int]":
    """
    Return the first rows by a field (`-` before one that falls), and how many there are: counted up to the bound, and one more beyond it.

    Where there are few, one walk gives both: to find few among many costs the most, and asked twice it would cost it twice.
    """
    field = by.lstrip("-")
    keys = sorted(found.order_by().values_list(field, "pk")[: COUNTED + 1], reverse=by.startswith("-"))
    count = len(keys)
    if count > COUNTED:  # sorted by what it is sorted by alone: whole rows with all that is joined to them would be carried along
        keys = list(found.order_by(by).values_list(field, "pk")[:most])
    fresh = found.model._default_manager.all()
    fresh.query.select_related = found.query.select_related
    rows = fresh.in_bulk([key for _, key in keys[:most]])
    return [rows[key] for _, key in keys[:most] if key in rows], count


def said_count(count: int) -> str:
    """Describe a count that was taken up to the bound: `12`, `1000+`."""
    return f"{COUNTED}+" if count > COUNTED else str(count)
