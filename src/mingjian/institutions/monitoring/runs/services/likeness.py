"""
Which ring or source of tonight is one of before: their names are made of their members, and a ring that gains one would be new each night.

A ring is the one with which it shares at least half of the smaller one's shops; a source that whose numbers it overlaps, of the same courier, goods and weight.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import shops_named

_NUMBER = re.compile(r"\d+$")


def paired(rows: Mapping[str, Mapping[str, Any]], before: Sequence[Finding]) -> dict[str, Finding]:
    """Return which finding of before each row is, by the row's name: the same members first, then whoever shares most. Each is taken once."""
    import json

    told = {name: json.loads(row["evidence"]) for name, row in rows.items()}
    likely = [
        (*_share(row, told[name], one), name, one.name, one)
        for name, row in rows.items()
        for one in before
        if row["subject_kind"] == one.subject_kind and row["subject"].partition("/")[0] == one.subject.partition("/")[0]
    ]
    found: dict[str, Finding] = {}
    taken: set[str] = set()
    for shared, _, name, other, one in sorted(likely, key=lambda pair: (-pair[0], -pair[1], pair[3], pair[2])):
        if shared >= 0.5 and name not in found and other not in taken:
            found[name] = one
            taken.add(other)
    return found


def _share(row: Mapping[str, Any], told: Mapping[str, Any], one: Finding) -> tuple[float, int]:
    """Return which part of the smaller of two groups the other shares, and how much that is; 2 where they are the same."""
    if row["subject"][:200] == one.subject:
        return 2.0, 0
    if row["subject_kind"] == "source":
        return (1.0, 0) if _overlap(told, one.evidence()) else (0.0, 0)
    shops, others = set(shops_named(row["subject"], told)), set(shops_named(one.subject, one.evidence()))
    smaller = min(len(shops), len(others))
    return (len(shops & others) / smaller if smaller else 0.0), len(shops & others)


def _overlap(told: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    is_of_numbers = all(one.get("first") and one.get("last") for one in (told, before))  # else it is named by its sender, which does not change
    if not is_of_numbers or any(told.get(name) != before.get(name) for name in ("courier", "goods", "weight_g")):
        return False
    first, last, other_first, other_last = (_numbered(str(one.get(end) or "")) for one in (told, before) for end in ("first", "last"))
    same_series = first[0] == other_first[0]
    return same_series and first[1] <= other_last[1] and other_first[1] <= last[1]


def _numbered(waybill: str) -> tuple[str, int]:
    """Part a waybill into what stands before its number, and that."""
    read = _NUMBER.search(waybill)
    return (waybill[: read.start()], int(read[0])) if read else (waybill, 0)
