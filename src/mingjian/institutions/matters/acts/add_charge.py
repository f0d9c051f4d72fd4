"""Enter a charge in a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import add
from mingjian.institutions.matters.models import Charge, Matter
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def add_charge(
    matter: Matter,
    *,
    by: Officer,
    at: datetime,
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
) -> Account[Charge]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(
        matter,
        Charge,
        by,
        at,
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
