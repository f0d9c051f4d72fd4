"""Challenges of members: who asked that whom should not sit, why, and what was decided; all of it as the ledger tells it."""

import json
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.neutral.services.lot import draw_of
from mingjian.institutions.neutral.services.parties import as_kept, words_kept
from mingjian.institutions.neutral.services.votes import votes_of
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

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
    found, kept = [], words_kept(panel)
    for place, entry in enumerate(panel.entries.filter(kind=CHALLENGED).order_by("index")):
        told = json.loads(entry.body)
        done = decided[place] if place < len(decided) else {"decision": "", "reason": ""}
        found.append(Challenge(told["member"], told["side"], as_kept(told["why"], kept), entry.at, done["decision"], done["reason"]))
    return found


def open_challenge(panel: Dossier) -> Challenge | None:
    """Return the oldest challenge that waits for a decision."""
    return next((one for one in challenges_of(panel) if one.is_open), None)


def upheld_of(panel: Dossier) -> dict[str, str]:
    """Return the members who are not to sit, by name, each with the reason of the decision."""
    return {one.member: f"当事一方申请回避成立：{one.reason}"[:500] for one in challenges_of(panel) if one.decision == UPHELD}


def challenge(dossier: Dossier, side: str, place: str, why: str | dict[str, str], by: Officer | None, at: datetime) -> None:
    """
    Enter that a side asks that a member should not sit; `why` as an entry may have it: of a side without an account its salted hash.

    Raises StepRefused where that member voted, or the side asked so before.
    """
    lot = draw_of(dossier)
    if lot is None:
        raise StepRefused("尚未抽签。", "Nothing was drawn yet.")
    member = lot.drawn[PLACES.index(place)]
    if member in {who for who, _, _ in votes_of(dossier)}:
        raise StepRefused("该评议员已经表决，不能再申请回避。", "That member has voted already.")
    made = [one for one in challenges_of(dossier) if one.member == member]
    if any(one.side == side or one.is_open for one in made):
        raise StepRefused(
            "对该评议员已经申请过回避，或者正在等待决定。", "That member was challenged by this side before, or a challenge waits for its decision."
        )
    enter(CHALLENGED, at=at, dossier=dossier, by=by, member=member, side=side, why=why)
