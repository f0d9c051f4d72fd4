"""Registered marks in the names of hosts: a mark beside other words (nike-outlet.top), or one letter off (adldas.shop)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from mingjian.core.engines import Engine, Relation
from mingjian.core.hosts import registered_domain_of
from mingjian.core.matching.characters import folded
from mingjian.core.matching.tables import words
from mingjian.core.matching.variants import near_writings

SHORTEST, MOST_MARKS = 5, 20_000  # letters: of shorter ones any word would do; marks of which near writings are made
MARKS = """
SELECT DISTINCT name FROM rights WHERE name IS NOT NULL AND (type IS NULL OR type LIKE '%商标%' OR lower(type) LIKE '%mark%' OR lower(type) LIKE '%brand%')
ORDER BY name
"""
_PARTS = re.compile(r"[^a-z]+")


class InHost(NamedTuple):
    """A mark in a host's name; `is_altered` where a letter is off."""

    mark: str
    is_altered: bool


class Hosts:
    """Marks in Latin letters made ready. A domain that is the mark itself (nike.com) may be the holder's own, and is no sign; nike.myshopify.com is a store."""

    def __init__(self, marks: Iterable[str] = ()) -> None:
        plain = {folded(mark)[0]: mark for mark in marks}
        self._marks = {key: mark for key, mark in plain.items() if key.isascii() and key.isalpha() and len(key) >= SHORTEST}
        ordinary = {*words("marks", "words", "ordinary"), *self._marks}
        chosen = list(self._marks.items())[:MOST_MARKS]
        self._near = {other: mark for key, mark in chosen for other in near_writings(key) if other not in ordinary}

    def find(self, host: str) -> InHost | None:
        """Find a mark in a host's name."""
        first = registered_domain_of(host).partition(".")[0]
        parts = [part for part in _PARTS.split(host.removeprefix("www.").rpartition(".")[0]) if part]
        if first in self._marks:
            return None
        whole = next((key for key in self._marks if any(key in part for part in parts)), "") if parts else ""
        if whole:
            return InHost(self._marks[whole], is_altered=False)
        near = next((part for part in parts if part in self._near), "")
        return InHost(self._near[near], is_altered=True) if near else None


def hosts_of(engine: Engine, right: Relation | None) -> Hosts:
    """Read the marks of a table of rights; none where there is none."""
    return Hosts([row["name"] for row in engine.to_arrow(engine.sql(MARKS, rights=right)).to_pylist()] if right is not None else [])
