"""Whom a notice to platforms is about, as the matter knows it: typed by nobody, and found again among the operators who have an account."""

from collections.abc import Iterator
from typing import Any

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.matters.models import Charge, Matter, Offer, Party
from mingjian.institutions.matters.queries import matter_told_by, rows_of, suspects_of
from mingjian.office.dossiers.state import given
from mingjian.office.models import Department, Dossier

MOST_NAMED, LONGEST = 20, 1_200  # offers; signs that an address carries into the form


def warned_known(clue: Clue) -> dict[str, str]:
    """Return the papers of a notice to platforms that a clue's matter knows: whom it is about, and what was found by which article."""
    matter = matter_told_by(clue.dossier)
    if matter is None:
        return {}
    charges = [f"涉嫌{one.words}{f'，{one.broken_said}' if one.broken_said else ''}" for one in rows_of(matter, Charge)]
    return {"warned_of": "\n".join(_about(matter))[:LONGEST], "warned_why": "；".join(charges)[:LONGEST]}


def _about(matter: Matter) -> Iterator[str]:
    """Name the parties but for natural persons, of whom platforms are told the shop alone, then their shops and goods."""
    for party in suspects_of(matter):
        if party.kind != Party.Kind.PERSON:
            yield f"{party.name}{f'（{party.code}）' if party.code else ''}"
    offers = rows_of(matter, Offer)
    for offer in offers[:MOST_NAMED]:
        shop = " ".join(filter(None, (offer.platform, offer.shop, offer.shop_key)))
        yield f"{shop}：{offer.goods[:60]} {offer.listing_key}".rstrip("： ")
    if len(offers) > MOST_NAMED:
        yield f"等 {len(offers)} 个商品"


def told_of_warning(dossier: Dossier) -> dict[str, Any]:
    """Return which operator with an account here a notice names, by its key; nothing where it names none, or several."""
    text = given(dossier, "warned_of") or ""
    named = [one for one in Department.objects.filter(kind=Department.Kind.OPERATOR) if one.name_zh and one.name_zh in text] if text else []
    return {"warned_operator": str(named[0].pk)} if len(named) == 1 else {}
