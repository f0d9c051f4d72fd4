"""Correct a charge of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Charge
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_charge(
    fact: Charge,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    charge_words: str,
    charge_act: str = "",
    charge_field: str = "",
    charge_since: str = "",
    charge_until: str = "",
    charge_means: str = "",
    charge_knowledge: str = "",
    charge_broken: str = "",
    charge_broken_paragraph: int | None = None,
    charge_broken_item: int | None = None,
    charge_applied: str = "",
    charge_applied_paragraph: int | None = None,
    charge_applied_item: int | None = None,
    charge_discretion: str = "",
    fact_source: str = "",
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
        words=charge_words,
        act=charge_act,
        field=charge_field,
        since=charge_since,
        until=charge_until,
        means=charge_means,
        knowledge=charge_knowledge,
        broken=charge_broken,
        broken_paragraph=charge_broken_paragraph,
        broken_item=charge_broken_item,
        applied=charge_applied,
        applied_paragraph=charge_applied_paragraph,
        applied_item=charge_applied_item,
        discretion=charge_discretion,
        source=fact_source,
    )
