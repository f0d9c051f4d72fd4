"""Until when something that was given is to be answered: counted by the article that the clause names, from the day on which it came."""

from datetime import datetime

from mingjian.core.errors import MingjianError
from mingjian.core.law.reckoning import Reckoning, reckon
from mingjian.core.procedure import rulebook
from mingjian.institutions.exchange.lore import node
from mingjian.institutions.exchange.lore.outbox import FOLLOWING
from mingjian.institutions.exchange.models import Copy

#: What asks for a reply; an answer asks for none.
ASKING = ("clue", "assistance")


def until(reply: str, came: datetime) -> Reckoning | None:
    """Count the reply that a clause names (`law/article#period`) from when the record came; nothing where it is no period, or none that can be counted."""
    try:
        return reckon(rulebook().statutes, rulebook().calendar, reply, came) if reply else None
    except MingjianError:
        return None


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
