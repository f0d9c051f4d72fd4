"""What the members of a panel voted, and what the majority says."""

import json
from collections import Counter

from mingjian.office.models import Dossier

MAJORITY = 2
#: The states of a panel in which its opinion was given: before, and where it was ended without any, nobody reads the votes.
GIVEN = frozenset(("given", "followed"))


def votes_of(dossier: Dossier) -> list[tuple[str, str, str]]:
    """Return each vote: who (as the ledger names them), what, and why."""
    entries = dossier.entries.filter(kind="vote").select_related("officer").order_by("index")
    told = [(one, json.loads(one.body).get("papers") or {}) for one in entries]
    return [(one.officer.wire_name, str(papers.get("panel_vote", "")), str(papers.get("panel_reason", ""))) for one, papers in told if one.officer]


def majority_of(dossier: Dossier) -> str:
    """Return what at least two voted; empty where all three differ, which is not proven."""
    counted = Counter(vote for _, vote, _ in votes_of(dossier)).most_common(1)
    return counted[0][0] if counted and counted[0][1] >= MAJORITY else ""
