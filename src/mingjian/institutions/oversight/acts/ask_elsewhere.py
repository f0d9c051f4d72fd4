"""Ask whether other departments work on the same as a clue: hit or no hit, entered with the purpose, and told to whoever was hit."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.oversight.services.hits import Hit, can_be_asked, hits_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def ask_elsewhere(clue: Clue, *, by: Officer, at: datetime, hit_purpose: str) -> Account[list[Hit]]:
    """Look for the clue's listing, shop and credit code. Raises BadInput where it names none of them."""
    if not can_be_asked(clue):
        raise BadInput("线索没有写明商品、网店或者信用代码，无从查询；请先补充线索。", "The clue names no listing, shop or credit code: add to it first.")
    hits = hits_of(clue, by)
    told = {"dossier": clue.dossier, "departments": [one.department for one in hits], "matters": Count(sum(one.clues + one.cases for one in hits))}
    return Account(hits, told)
