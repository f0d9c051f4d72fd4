"""Numbers of permits that shops show, held against the register of permits: run out, ended, somebody else's, not entered."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text
from mingjian.core.redaction import party, shown

ENDED = ("注销", "撤销", "吊销", "失效", "过期", "cancelled", "revoked", "expired", "withdrawn")
_HAS_ENDED = " OR ".join(f"lower(coalesce(status, '')) LIKE '%{word}%'" for word in ENDED)
#: Of each number the entry that still holds, and of those the one that holds longest: a permit that was renewed is none that ran out, or was taken away.
ENTRIES = f"""
SELECT number, goods, holder, uscc, status, valid_until FROM (
  SELECT p.number AS number, p.goods AS goods, p.holder AS holder, p.uscc AS uscc, p.status AS status, p.valid_until AS valid_until,
    row_number() OVER (PARTITION BY p.number ORDER BY p.has_ended, coalesce(p.valid_until, DATE '9999-12-31') DESC, coalesce(p.status, ''),
      coalesce(p.holder, ''), coalesce(p.uscc, ''), coalesce(p.goods, '')) AS place
  FROM (SELECT upper(replace(replace(permit_id, ' ', ''), '-', '')) AS number, goods, holder, uscc, status, valid_until,
      CASE WHEN {_HAS_ENDED} THEN 1 ELSE 0 END AS has_ended
    FROM permits WHERE permit_id IS NOT NULL) AS p
) AS ranked WHERE place = 1
"""  # noqa: S608 - of our own words alone
SHOWN = """
SELECT o.platform AS platform, o.shop_id AS shop_id, o.permit_id AS permit_id, o.name AS name, o.uscc AS uscc, CAST(o.day AS VARCHAR) AS day,
  e.number AS number, e.holder AS holder, e.uscc AS holder_uscc, e.status AS status, CAST(e.valid_until AS VARCHAR) AS valid_until, e.goods AS goods
FROM (SELECT coalesce(platform, '') AS platform, shop_id, permit_id, max(name) AS name, max(uscc) AS uscc, CAST(max(seen_at) + INTERVAL 8 HOURS AS DATE) AS day
  FROM operators WHERE permit_id IS NOT NULL AND shop_id IS NOT NULL AND closed_on IS NULL GROUP BY coalesce(platform, ''), shop_id, permit_id) AS o
LEFT JOIN entries AS e ON e.number = upper(replace(replace(o.permit_id, ' ', ''), '-', ''))
ORDER BY o.platform, o.shop_id, o.permit_id
"""
KNOWN_SHARE = 0.5  # of the numbers of one sort that the register must know, before it may say that it has no other
_FORM = re.compile(r"^\D{1,12}")


class PermitFault(NamedTuple):
    """What is wrong with the number that one shop shows, and how much that says."""

    row: Mapping[str, Any]
    score: float
    why: Text


def faults_of_shops(engine: Engine, operator: Relation, entries: Relation) -> list[PermitFault]:
    """Return the worst fault of each number that a shop, not closed, shows."""
    rows = engine.to_arrow(engine.sql(SHOWN, operators=operator, entries=entries)).to_pylist()
    covered = covered_by((_form(row), row["number"] is not None) for row in rows)
    found = ((row, max(_faults(row, covered), key=lambda fault: fault[0], default=None)) for row in rows)
    return [PermitFault(row, *fault) for row, fault in found if fault is not None]


def _form(row: Mapping[str, Any]) -> str:
    match = _FORM.match(row["permit_id"])
    return match.group() if match else ""


def covered_by(numbers: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Return the sorts of numbers that a register knows, of (sort, is it entered): a register of drugs has no food licences, and need not."""
    sorts: dict[str, list[bool]] = {}
    for sort, is_entered in numbers:
        sorts.setdefault(sort, []).append(is_entered)
    return frozenset(sort for sort, there in sorts.items() if sort and sum(there) >= KNOWN_SHARE * len(there) and sum(there) > 1)


def _faults(row: Mapping[str, Any], covered: frozenset[str]) -> Iterator[tuple[float, Text]]:
    number = shown(row["permit_id"])
    if row["number"] is None:
        if _form(row) in covered:
            yield 0.5, Text(f"所给登记簿有同类许可，却没有 {number}", f"the register given has permits of this form, but no {number}")
        return
    if any(word in str(row["status"] or "").lower() for word in ENDED):
        yield 0.85, Text(f"登记簿载明 {number} 的状态为“{shown(row['status'])}”", f"the register has {number} as “{shown(row['status'])}”")
    if row["valid_until"] and row["day"] and row["valid_until"] < row["day"]:
        until, day = row["valid_until"], row["day"]
        yield 0.8, Text(f"{number} 的有效期至 {until}，网店于 {day} 仍在公示", f"{number} was valid until {until}, the shop shows it on {day}")
    # A company may have taken another name; its code stays.
    if row["holder_uscc"] and row["uscc"] and row["holder_uscc"] != row["uscc"] and row["holder"] != row["name"]:
        holder, name = party(row["holder"] or "?"), party(row["name"] or "?")
        yield 0.75, Text(f"登记簿载明 {number} 的持有人是“{holder}”，不是“{name}”", f"the register has {number} as held by “{holder}”, not “{name}”")
