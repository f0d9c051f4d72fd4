"""Enter a party in a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import add
from mingjian.institutions.matters.models import Matter, Party
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def add_party(
    matter: Matter,
    *,
    by: Officer,
    at: datetime,
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
) -> Account[Party]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(
        matter,
        Party,
        by,
        at,
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
