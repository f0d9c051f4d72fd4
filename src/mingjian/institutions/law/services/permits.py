"""
Which permit goods of a field show on the network, on which article that rests, who gives it out, and where it is looked up.

What is shown rests on articles of the rulebook, in the version of the day. Who gives it out and where it is looked up rests on no text of the rulebook: it is
UNVERIFIED, names where to ask, and decides nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from mingjian.core.extraction.tables import table
from mingjian.core.identifiers import kinds
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook

ALWAYS, SOME, NEVER = "always", "some", "never"


@dataclass(frozen=True)
class Issued:
    """Who gives out one kind of permit, and where anybody may look it up; no address where none is known. UNVERIFIED."""

    kind: str
    title: Text
    issuer: Text
    look_up: Text
    address: str


@dataclass(frozen=True)
class Shown:
    """What goods of a field show: `always`, for `some` goods of it, or never (such goods may not be offered); any one of `permits` is enough."""

    field: str
    title: Text
    when: str
    permits: tuple[Issued, ...]
    grounds: tuple[str, ...]
    lapsed: tuple[str, ...]


def permits_on(day: date) -> list[Shown]:
    """Return the table on a day. `grounds`: articles in force; `lapsed`: those that the table names and that the rulebook does not hold on that day."""
    statutes, titles = rulebook().statutes, dict(rulebook().vocabularies["goods_fields"])
    found = []
    for name, row in table("permits_shown.yaml").items():
        when = NEVER if row.get("never") else ALWAYS if row["always"] else SOME
        grounds = tuple(one for one in row["ground"] if statutes.has_article(one, day))
        lapsed = tuple(one for one in row["ground"] if one not in grounds)
        permits = tuple(issued()[kind] for kind in row.get("any_of", ()))
        found.append(Shown(name, titles[name], when, permits, grounds, lapsed))
    return found


@cache
def issued() -> dict[str, Issued]:
    """Return every kind of permit by its id, with who gives it out."""
    return {kind: _issued(kind, row) for row in table("permits_issued.yaml")["issued"] for kind in row["of"]}


@cache
def written_on() -> date:
    """Return the day on which issuers and addresses were written down."""
    day: date = table("permits_issued.yaml")["as_of"]
    return day


def _issued(kind: str, row: dict[str, Any]) -> Issued:
    return Issued(kind, kinds()[kind], Text(**row["issuer"]), Text(**row["look_up"]), row["address"])
