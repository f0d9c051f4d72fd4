"""Registered marks as records of rights have them: each name once, with its classes; those that have ended are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mingjian.core.matching import goods
from mingjian.core.matching.characters import folded

LONGEST = 20
_ENDED = ("无效", "注销", "撤销", "驳回", "invalid", "cancelled", "expired")

MARKS = """
SELECT name, coalesce(holder, '') AS holder, coalesce(uscc, '') AS uscc, coalesce(classes, '') AS classes, coalesce(goods, '') AS goods, right_id,
       coalesce(status, '') AS status
FROM rights WHERE name IS NOT NULL AND (type IS NULL OR type LIKE '%商标%' OR lower(type) LIKE '%mark%' OR lower(type) LIKE '%brand%')
ORDER BY name, right_id, classes
"""


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
