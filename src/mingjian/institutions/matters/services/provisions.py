"""Which article an act breaks and which one penalises it, where the rulebook gives one answer; where it gives several or none, a person names it."""

from datetime import date

from mingjian.core.errors import MingjianError
from mingjian.core.law.liability import liability
from mingjian.core.procedure import duties, liabilities, rulebook

NO_FIELD = "other"


def duty_broken(key: str, on: date) -> str:
    """Return the one article (`law/article`) on which the duties that the act breaks rest on the day; empty where several may be meant."""
    act, statutes = liabilities().all.get(key), rulebook().statutes
    rests_on = {duty.name: duty.grounds for duty in duties().all}
    grounds = {ground.partition("#")[0] for name in (act.duties if act else ()) for ground in rests_on.get(name, ())}
    penalties = {one.ground for one in act.provisions} if act else set()
    held = [ground for ground in grounds - penalties if statutes.has_article(ground, on)]
    return held[0] if len(held) == 1 else ""


def provision_applied(key: str, field: str, on: date) -> str:
    """
    Return the article that penalises the act in a field of goods on the day: the only one that fits, or else the special one; empty where it depends.

    Which of several holds is decided by the higher fine, for which the sum must be known: that is the assessment's to say, not this proposal's.
    """
    act = liabilities().all.get(key)
    if act is None or (not field and any(one.fields for one in act.provisions if one.holds(on))):
        return ""
    try:
        answer = liability(act, field or NO_FIELD, on, rulebook().statutes)
    except MingjianError:
        return ""
    left = [one.provision for one in answer.weighings if not one.displaced_by and not one.provision.whom and not one.provision.subsidiary]
    return left[0].ground if len(left) == 1 else ""
