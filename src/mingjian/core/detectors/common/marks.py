"""Registered marks as detectors ask for them: whose own shops they are, and the names of companies."""

from collections.abc import Iterable

from mingjian.core.engines import Engine, Relation
from mingjian.core.extraction.marks import MARKS, Mark, marks_of
from mingjian.core.matching.beside import core_of
from mingjian.core.matching.characters import folded

__all__ = ["MARKS", "Mark", "companies_of", "marks_of", "own_of"]

OWN = """
SELECT coalesce(o.platform, '') AS platform, coalesce(o.shop_id, '') AS shop_id, o.operator_id AS operator_id, r.name AS mark
FROM operators AS o JOIN rights AS r ON o.uscc = r.uscc
UNION
SELECT coalesce(o.platform, '') AS platform, coalesce(o.shop_id, '') AS shop_id, o.operator_id AS operator_id, r.name AS mark
FROM operators AS o JOIN rights AS r ON o.name = r.holder
"""
COMPANIES = "SELECT DISTINCT name FROM operators WHERE name IS NOT NULL AND uscc IS NOT NULL"


def own_of(engine: Engine, operator: Relation | None, right: Relation) -> set[tuple[str, str, str]]:
    """Return (platform, shop or operator, folded mark) of the holders' own shops."""
    if operator is None:
        return set()
    rows = engine.to_arrow(engine.sql(OWN, operators=operator, rights=right)).to_pylist()
    return {(row["platform"], row[name], folded(row["mark"])[0]) for row in rows for name in ("shop_id", "operator_id") if row[name]}


def companies_of(engine: Engine, operator: Relation | None, marks: Iterable[Mark]) -> set[str]:
    """Return the distinctive parts of the names of holders, and of operators that the business register knows, folded."""
    names = {mark.holder for mark in marks if mark.holder}
    if operator is not None:
        names |= {row["name"] for row in engine.to_arrow(engine.sql(COMPANIES, operators=operator)).to_pylist()}
    cores = ((name, core_of(name)) for name in names)
    return {folded(name[start:end])[0] for name, (start, end) in cores}
