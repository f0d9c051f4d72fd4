"""What the lake holds of penalties of one party, as they were published or exchanged."""

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa

from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_apart
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

PenaltyRow = Mapping[str, Any]
#: Shorter names are mostly those of persons, of whom many are called alike.
LEAST_NAME = 5
_ASKED = "SELECT rows.* FROM rows JOIN asked ON rows.{column} = asked.id"


_WITH_WORDS_JOINED = """
SELECT DISTINCT rows.* FROM rows JOIN asked
ON contains(coalesce(rows.ground, '') || '|' || coalesce(rows.breach, '') || '|' || coalesce(rows.content, ''), asked.word)
"""


def penalties_with_words(officer: Officer, words: Collection[str]) -> list[PenaltyRow]:
    """Return the penalties whose grounds, breach or content hold one of some words, the newest first; whoever may not see market data is told nothing."""
    if not is_of_authority(officer) or not words:
        return []
    loads = [load for load in lake_of_node().loads() if load.kind == "penalty"]
    if not loads:
        return []
    with open_engine("duckdb") as engine:
        rows, asked = rows_apart(engine, loads), engine.from_arrow(pa.table({"word": sorted(words)}))
        found = engine.to_arrow(engine.sql(_WITH_WORDS_JOINED, rows=rows, asked=asked)).to_pylist()
    return sorted(found, key=lambda row: str(row.get("decided_on") or ""), reverse=True)


def penalties_on_file(officer: Officer, code: str, name: str) -> list[PenaltyRow]:
    """
    Return the penalties of a party by its credit code, or where it has none by its whole name of a firm, the newest first.

    Whoever may not see market data is told nothing; of a party known by a short name alone nothing is looked up.
    """
    column, value = ("uscc", code) if code else ("party", name)
    if not is_of_authority(officer) or not value or (not code and len(name) < LEAST_NAME):
        return []
    loads = lake_of_node().loads_that_may_hold("penalty", column, (value,))
    if not loads:
        return []
    with open_engine("duckdb") as engine:
        rows, asked = rows_apart(engine, loads), engine.from_arrow(pa.table({"id": [value]}))
        found = engine.to_arrow(engine.sql(_ASKED.format(column=column), rows=rows, asked=asked)).to_pylist()
    return sorted(found, key=lambda row: str(row.get("decided_on") or ""), reverse=True)
