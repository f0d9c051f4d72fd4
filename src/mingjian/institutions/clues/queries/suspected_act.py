"""Which act of the rulebook a clue comes to: by the words that name it, or by the provision suspected."""

from datetime import date

from django.utils.timezone import localdate

from mingjian.core.extraction.fields import find_fields
from mingjian.core.law.usual_names import field_named
from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.queries import detector_titles, rule_titles

#: A title that speaks less surely for a field names none.
SURE = 0.5


def act_of(ground: str, on: date) -> str:
    """Return the one act of the rulebook that breaks a provision, by the duties that rest on it or the provision that punishes it; empty for none or many."""
    if not ground:
        return ""
    resting = {duty.name for duty in duties().all if ground in duty.grounds_on(on, rulebook().statutes)}
    found = {act.act for act in liabilities().all.values() if resting & set(act.duties)}
    found = found or {act.act for act in liabilities().all.values() if any(one.ground == ground for one in act.provisions)}
    return found.pop() if len(found) == 1 else ""


def day_cited(clue: Clue, on: date) -> date:
    """Return the day by whose law the article that a clue cites is read: the act's, or that of receipt; a law that came later has other numbers."""
    return clue.acted_on or min(on, localdate(clue.received_at))


def act_named(words: str) -> str:
    """Return the one act of the rulebook that words name, by its title or as people usually call it; empty where they name none, or several."""
    found = liabilities().called(words)
    return found[0].act if len(found) == 1 else ""


def field_suspected(clue: Clue) -> str:
    """Return the field of goods that the words for the act name, else the one that the title of the listing surely speaks for; empty where neither does."""
    if named := field_named(clue.suspected_act):
        return named
    read = next(iter(find_fields(clue.listing_title)), None) if clue.listing_title else None
    return read.field if read and read.sure >= SURE else ""


def act_suspected(clue: Clue, on: date) -> str:
    """
    Return which act a clue comes to, in the words of a document.

    What an officer or reporter wrote stays as it was written. What a detector or a rule is called is no act: in its place stands the act that breaks the
    provision suspected, as the rulebook calls it; nothing where that is none, or one of platforms alone.
    """
    if not _is_what_was_seen(clue):
        return clue.suspected_act
    found = act_of(clue.suspected_ground, day_cited(clue, on))
    return liabilities().act(found).title.zh if found and _may_be_of_a_shop(found) else ""


def _is_what_was_seen(clue: Clue) -> bool:
    """Return whether all that a clue says of its act is what detectors and rules are called."""
    seen = {title for one in detector_titles().values() for title in (one.title.zh, one.title.en)}
    seen |= set(rule_titles({one.detector for one in clue.findings()}).values())
    words = clue.suspected_act.strip().removeprefix("涉嫌")
    return words in seen or all(one in seen for one in words.split("、"))


def _may_be_of_a_shop(act: str) -> bool:
    named = set(liabilities().act(act).duties)
    return any(duty.name in named and duty.actor != "platform" for duty in duties().all)
