"""Inform the party: what is entered as told is what the notice was made by."""

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.lore.settling import settled
from mingjian.office.dossiers.guards import Asked, guard

_SETTLED = ("penalty_intended", "hearing_right")


@guard("admin_case", "inform", "inform_after_legal_review", "announce_notice")
def ask_for_what_was_settled(asked: Asked) -> None:
    """Refuse to enter another penalty or right than was settled for the notice: the decision is held to what the party was told."""
    for paper in _SETTLED:
        before, told = settled(asked.dossier, paper), str(asked.papers.get(paper) or "")
        if before and "".join(told.split()) != "".join(before.split()):
            label = rulebook().papers[paper].label
            raise StepRefused(
                f"“{label.zh}”与“拟定告知内容”所载不一致，告知书是据此制作的。内容有变的，先重新办理“拟定告知内容”，重新制作告知书后送达。",
                f"{label.en!r} is not what was settled for the notice, which was made by that. Settle it anew, make the notice again, and serve that.",
            )
