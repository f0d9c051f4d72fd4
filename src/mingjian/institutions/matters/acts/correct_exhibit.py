"""Correct an exhibit of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Exhibit
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_exhibit(
    fact: Exhibit,
    *,
    by: Officer,
    at: datetime,
    reason: str,
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
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
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
