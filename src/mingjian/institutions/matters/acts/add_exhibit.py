"""Enter an exhibit in a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import add
from mingjian.institutions.matters.models import Exhibit, Matter
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def add_exhibit(
    matter: Matter,
    *,
    by: Officer,
    at: datetime,
    exhibit_kind: str,
    exhibit_title: str,
    exhibit_proves: str,
    exhibit_maker: str = "",
    exhibit_made_on: str = "",
    exhibit_copies: int | None = None,
    exhibit_pages: int | None = None,
    exhibit_shows: str = "",
    exhibit_file: str = "",
    exhibit_party: int | None = None,
    exhibit_offer: int | None = None,
    exhibit_objection: str = "",
    fact_source: str = "",
) -> Account[Exhibit]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(
        matter,
        Exhibit,
        by,
        at,
        kind=exhibit_kind,
        title=exhibit_title,
        proves=exhibit_proves,
        maker=exhibit_maker,
        made_on=exhibit_made_on,
        copies=exhibit_copies,
        pages=exhibit_pages,
        shows=exhibit_shows,
        sha256=exhibit_file,
        party=exhibit_party,
        offer=exhibit_offer,
        objection=exhibit_objection,
        source=fact_source,
    )
