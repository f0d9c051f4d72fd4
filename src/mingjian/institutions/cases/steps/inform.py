"""The notice of a penalty: its fine lies in the range of the law, the head approved it, and what is entered as told is what it was made by."""

from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.institutions.cases.services.settled_notice import settled
from mingjian.office.dossiers.transition import Asked, guard

_SETTLED = ("penalty_intended", "hearing_right")


@guard("admin_case", "settle_notice")
def ask_for_range(asked: Asked) -> None:
    """Refuse a fine outside the range of the law where it is first proposed: after notice and hearing it is too late."""
    case = Case.objects.filter(dossier=asked.dossier).first()
    for paper in ("fine_intended_person", "fine_intended_organisation"):
        fine = asked.papers.get(paper)
        if case is not None and fine not in (None, ""):
            check_fines(case, Decimal(str(fine)), localtime(asked.at).date())


@guard("admin_case", "inform", "inform_after_legal_review", "announce_notice")
def ask_for_approval(asked: Asked) -> None:
    """Refuse to tell the party what the head has not approved since the newest review (penalty_procedure/56)."""
    if not settled(asked.dossier, "penalty_intended"):
        raise StepRefused(
            "拟作出的处罚尚未经负责人批准：先办理“拟定告知内容，报负责人批准”，由负责人签名，再制作告知书并送达。",
            "The head has not approved the penalty intended: settle what the notice says, have the head sign it, then make the notice and serve it.",
        )


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
