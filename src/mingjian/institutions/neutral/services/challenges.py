"""Challenges of members: who asked that whom should not sit, why, and what was decided; all of it as the ledger tells it."""

import json
from dataclasses import dataclass
from datetime import datetime

from mingjian.office.models import Dossier

CHALLENGED, DECIDED = "neutral_panel_challenged", "neutral_panel_challenge_decided"
PLACES = ("first", "second", "third")
UPHELD = "upheld"


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: the member by name, the side, the reasons, and once decided how and why."""

    member: str
    side: str
    why: str
    at: datetime
    decision: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether nobody has decided it."""
        return not self.decision


def challenges_of(panel: Dossier) -> list[Challenge]:
    """Return the challenges of a panel, the oldest first: they are decided in this order."""
    decided = [json.loads(body) for body in panel.entries.filter(kind=DECIDED).order_by("index").values_list("body", flat=True)]
    found = []
    for place, entry in enumerate(panel.entries.filter(kind=CHALLENGED).order_by("index")):
        told = json.loads(entry.body)
        done = decided[place] if place < len(decided) else {"decision": "", "reason": ""}
        found.append(Challenge(told["member"], told["side"], told["why"], entry.at, done["decision"], done["reason"]))
    return found


def open_challenge(panel: Dossier) -> Challenge | None:
    """Return the oldest challenge that waits for a decision."""
    return next((one for one in challenges_of(panel) if one.is_open), None)


def upheld_of(panel: Dossier) -> dict[str, str]:
    """Return the members who are not to sit, by name, each with the reason of the decision."""
    return {one.member: f"当事一方申请回避成立：{one.reason}"[:500] for one in challenges_of(panel) if one.decision == UPHELD}
