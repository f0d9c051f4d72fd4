"""Which values are compared, written in one way at every node: the listing and shop of a platform, and the credit code."""

import unicodedata
from collections.abc import Iterator

from stdnum.cn import uscc

from mingjian.core.wire.hits import MOST_KEPT
from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.models import Clue


def values_of(clue: Clue) -> dict[str, str]:
    """Return what of a clue another node may have, by kind; nobody types a value, so that nobody can fish."""
    return {kind: value for kind, value in _compared(clue.platform, clue.shop_id, clue.listing_id, clue.operator_code) if value}


def own_values(kind: str) -> set[str]:
    """Return the values of a kind of this node's open clues and cases, of the newest ones where there are very many."""
    found: set[str] = set()
    columns = ("platform", "shop_id", "listing_id", "operator_code")
    for row in Clue.objects.filter(dossier__is_closed=False).order_by("-pk").values_list(*columns)[:MOST_KEPT].iterator():
        found |= {value for name, value in _compared(*row) if name == kind and value}
    if kind == "hit_code":
        codes = Case.objects.filter(dossier__is_closed=False).exclude(party_code="").order_by("-pk").values_list("party_code", flat=True)
        found |= {value for code in codes[:MOST_KEPT] if (value := _code(code))}
    return set(sorted(found)[:MOST_KEPT])


def _compared(platform: str, shop: str, listing: str, code: str) -> Iterator[tuple[str, str]]:
    yield "hit_shop", f"{_folded(platform)}/{_folded(shop)}" if platform.strip() and shop.strip() else ""
    yield "hit_listing", f"{_folded(platform)}/{_folded(listing)}" if platform.strip() and listing.strip() else ""
    yield "hit_code", _code(code)


def _folded(text: str) -> str:
    """Return a text as it is compared: one width, no spaces, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _code(text: str) -> str:
    """Return a credit code in capitals; nothing for what is none."""
    code = _folded(text).upper()
    return code if len(code) == 18 and uscc.is_valid(code) else ""
