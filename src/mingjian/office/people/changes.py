"""What changed as far as an officer may read it: the ledger's entries in order, without what they tell. The API gives them when asked, webhooks bring them."""

from dataclasses import dataclass
from typing import Any

from mingjian.core.ledger.leaf import parse
from mingjian.office.models import Entry, Officer
from mingjian.office.people.permissions import entries_visible_to
from mingjian.office.record.ledger import size_of_ledger


@dataclass(frozen=True)
class Changes:
    """Changes in order, the place at which to go on, and whether more are there now."""

    rows: list[dict[str, Any]]
    next: int
    is_more: bool


def changes_after(officer: Officer, after: int, limit: int) -> Changes:
    """Return what was entered from a place of the ledger on that an officer may read; nothing is told twice and nothing left out."""
    size = size_of_ledger()
    found = entries_visible_to(officer).filter(index__gte=after, index__lt=size).select_related("dossier").order_by("index")
    rows = list(found[: limit + 1])
    is_more, rows = len(rows) > limit, rows[:limit]
    return Changes([_told(one) for one in rows], rows[-1].index + 1 if is_more else max(size, after), is_more)


def _told(entry: Entry) -> dict[str, Any]:
    dossier = entry.dossier
    return {
        "index": entry.index,
        "at": entry.at,
        "kind": entry.kind,
        "about": str(parse(entry.body.encode()).get("about") or (dossier.wire_name if dossier else "")),
        "dossier": dossier.number if dossier else "",
        "procedure": dossier.procedure if dossier else "",
    }
