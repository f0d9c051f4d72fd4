"""How many rows of a list fall into each of some spans of time: one question for them all, each walked no further than it is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def counted_in(found: "QuerySet[Any]", field: str, spans: Sequence[tuple[datetime, datetime]], most: int | None = None, *, in_order: bool = False) -> list[int]:
    """
    Count the rows whose instant (`field`) lies in each span, from an instant (included) to one (excluded), each up to `most` where that is given.

    Grouped by day or week, every row would be read and sorted; asked for span by span, an index counts, and a bound ends the count.
    `in_order`: counted as the instants come, for rows that an index has in that order and that nearly all belong; PostgreSQL, told of no order, joins far more
    than the bound asks for.
    """
    asked = found.order_by(field) if in_order and most is not None else found.order_by()
    inside = asked.filter(**{f"{field}__gte": RawSQL("spans.begins", ()), f"{field}__lt": RawSQL("spans.ends", ())}).values("pk")
    try:
        sql, params = (inside if most is None else inside[:most]).query.sql_with_params()
    except EmptyResultSet:
        return [0] * len(spans)
    if not spans:
        return []
    connection = connections[found.db]
    told = connection.ops.adapt_datetimefield_value
    ends = [value for nth, (first, until) in enumerate(spans) for value in (nth, told(first), told(until))]
    rows = ", ".join(["(%s, %s, %s)"] * len(spans))
    with connection.cursor() as cursor:
        # The rows' own question is the ORM's; what is written here besides holds no word from outside.
        sql = f"WITH spans(nth, begins, ends) AS (VALUES {rows}) SELECT (SELECT COUNT(*) FROM ({sql}) AS counted) FROM spans ORDER BY nth"  # noqa: S608
        cursor.execute(sql, [*ends, *params])
        return [number for (number,) in cursor.fetchall()]
