"""Until when something that was given is to be answered: counted by the article that the clause names, from the day on which it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.period_account import Reckoning, reckon
from mingjian.core.procedure import rulebook
from mingjian.institutions.exchange.models import Copy
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outbox import FOLLOWING

#: What asks for a reply; an answer asks for none.
ASKING = ("clue", "assistance", "suggestion", "campaign")
_EXTENDED = Text("已告知延期", "more time was announced")


def until(reply: str, came: datetime) -> Reckoning | None:
    """Count the reply that a clause names (`law/article#period`) from when the record came; nothing where it is no period, or none that can be counted."""
    try:
        return reckon(rulebook().statutes, rulebook().calendar, reply, came) if reply else None
    except MingjianError:
        return None


@dataclass(frozen=True, slots=True)
class Until:
    """The last day for an answer, and how it was counted; no word of that where another day was announced since."""

    day: date | datetime | None
    basis: Text | None


def until_of(kept: date | None, reply: str, came: datetime, why: Text = _EXTENDED) -> Until:
    """Return the day that both ends keep, else what is counted from when it came; `why` another day is kept than is counted here."""
    found = until(reply, came)
    counted = found.due if found else None
    if kept is not None and (counted is None or localtime(counted.at).date() != kept):
        return Until(kept, why if counted else None)
    return Until(counted.at if counted else None, counted.basis if counted else None)


def last_day_of_reply(reply: str, came: datetime) -> date | None:
    """Return the last day for a reply, counted once for what came on one day; none where none can be counted."""
    return _last_day(reply, localtime(came).replace(hour=0, minute=0, second=0, microsecond=0))


def last_day_said(values: Mapping[str, str]) -> date | None:
    """Return the last day for a report that a task itself says, which no article sets; none where it says none that can be read."""
    try:
        return date.fromisoformat(values.get("until", ""))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _last_day(reply: str, day: datetime) -> date | None:
    found = until(reply, day)
    return localtime(found.due.at).date() if found and found.due else None


def reply_of(copy: Copy) -> str:
    """Return the reply that the clause sets under which a copy went; empty where it sets none, or this node's rulebook lacks the sheet."""
    try:
        sheet, _ = node.sheet_of(node.register())
    except MingjianError:
        return ""
    named = (sheet.clauses[one["clause"]].reply for one in copy.decisions if one["clause"] in sheet.clauses)
    return next((reply for reply in named if reply), "")


def reply_of_following() -> str:
    """Return the reply that the agreement sets to a recall; empty where it sets none, or this node's rulebook lacks the sheet."""
    try:
        sheet, _ = node.sheet_of(node.register())
    except MingjianError:
        return ""
    return sheet.clauses[FOLLOWING].reply if FOLLOWING in sheet.clauses else ""
