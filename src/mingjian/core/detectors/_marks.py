"""Registered marks as detectors read them out of records: each name once with its classes, whose own shops they are, and the names of companies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mingjian.core.engines import Engine, Relation
from mingjian.core.matching import goods
from mingjian.core.matching.beside import core_of
from mingjian.core.matching.characters import folded

LONGEST = 20
_ENDED = ("无效", "注销", "撤销", "驳回", "invalid", "cancelled", "expired")

MARKS = """
SELECT name, coalesce(holder, '') AS holder, coalesce(uscc, '') AS uscc, coalesce(classes, '') AS classes, coalesce(goods, '') AS goods, right_id,
       coalesce(status, '') AS status
FROM rights WHERE name IS NOT NULL AND (type IS NULL OR type LIKE '%商标%' OR lower(type) LIKE '%mark%' OR lower(type) LIKE '%brand%')
ORDER BY name, right_id, classes
"""
OWN = """
SELECT coalesce(o.platform, '') AS platform, coalesce(o.shop_id, '') AS shop_id, o.operator_id AS operator_id, r.name AS mark
FROM operators AS o JOIN rights AS r ON o.uscc = r.uscc
UNION
SELECT coalesce(o.platform, '') AS platform, coalesce(o.shop_id, '') AS shop_id, o.operator_id AS operator_id, r.name AS mark
FROM operators AS o JOIN rights AS r ON o.name = r.holder
"""
COMPANIES = "SELECT DISTINCT name FROM operators WHERE name IS NOT NULL AND uscc IS NOT NULL"


@dataclass(frozen=True)
class Mark:
    """A registered mark with all the classes of its registrations."""

    name: str
    holder: str
    right_id: str
    classes: frozenset[int]


def marks_of(rows: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """Join the registrations of one name, those that have ended left out; names of one character or over twenty are no words to look for."""
    found: dict[str, Mark] = {}
    for row in rows:
        key = folded(row["name"])[0]
        if any(word in row["status"].lower() for word in _ENDED) or not 2 <= len(key) <= LONGEST:
            continue
        classes = goods.numbers(row["classes"]) or goods.classes_of(row["goods"])
        known = found.get(key)
        first = known or Mark(row["name"], row["holder"], row["right_id"], frozenset())
        found[key] = Mark(first.name, first.holder, first.right_id, first.classes | classes)
    return list(found.values())


def own_of(engine: Engine, operator: Relation | None, right: Relation) -> set[tuple[str, str, str]]:
    """Give (platform, shop or operator, folded mark) of the holders' own shops."""
    if operator is None:
        return set()
    rows = engine.to_arrow(engine.sql(OWN, operators=operator, rights=right)).to_pylist()
    return {(row["platform"], row[name], folded(row["mark"])[0]) for row in rows for name in ("shop_id", "operator_id") if row[name]}


def companies_of(engine: Engine, operator: Relation | None, marks: Iterable[Mark]) -> set[str]:
    """Give the distinctive parts of the names of holders, and of operators that the business register knows, folded."""
    names = {mark.holder for mark in marks if mark.holder}
    if operator is not None:
        names |= {row["name"] for row in engine.to_arrow(engine.sql(COMPANIES, operators=operator)).to_pylist()}
    cores = ((name, core_of(name)) for name in names)
    return {folded(name[start:end])[0] for name, (start, end) in cores}
