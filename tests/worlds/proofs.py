"""Exhibits that tests enter in a matter, where the end of an investigation is not what they are about."""

from datetime import datetime

from mingjian.institutions.matters.acts.add_exhibit import add_exhibit
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.models import Dossier, Officer


def prove(dossier: Dossier, by: Officer, at: datetime) -> None:
    """Enter one exhibit that proves everything that has to be proven."""
    matter = matter_of(dossier)
    assert matter is not None, "file a case first"
    told = {"exhibit_kind": "record", "exhibit_title": "现场笔录", "exhibit_maker": "桐庐县局", "exhibit_shows": "当事人主体、行为、商品、数量和权利情况"}
    add_exhibit(matter, by=by, at=at, exhibit_proves="subject\nact\ngoods\namount\nright\nknowledge", **told)
