"""Correct a party of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Party
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_party(
    fact: Party,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    party_role: str,
    party_type: str,
    party_legal_name: str,
    party_licence: str = "",
    party_code: str = "",
    party_operator: str = "",
    party_head: str = "",
    party_id_kind: str = "",
    party_id_number: str = "",
    party_registered_address: str = "",
    party_premises: str = "",
    party_telephone: str = "",
    fact_source: str = "",
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
        role=party_role,
        kind=party_type,
        name=party_legal_name,
        licence=party_licence,
        code=party_code,
        operator=party_operator,
        head=party_head,
        id_kind=party_id_kind,
        id_number=party_id_number,
        address=party_registered_address,
        premises=party_premises,
        phone=party_telephone,
        source=fact_source,
    )
