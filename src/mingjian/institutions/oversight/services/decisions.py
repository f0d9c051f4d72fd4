"""Which steps of a sheet are decisions, which entries of a dossier are, and who took or signed one."""

from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.institutions.oversight.models import Review
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier, Entry

#: Whoever alone may take a step decides by it, where this power is theirs.
DECIDE = "oversight.decide"
#: In these, authorities arrange their own work: who approves a plan or closes a task decides nothing on anybody, and there is nothing to be reviewed.
ARRANGED = frozenset({"special_action", "campaign_task", "joint_conference", "conference_task", "case_consultation", "retention"})


@dataclass(frozen=True)
class Decision:
    """One decision of a dossier: its entry and the step that it was."""

    entry: Entry
    step: Step


def is_decision(step: Step, sheet: Sheet) -> bool:
    """Return whether a step decides: it needs two signatures, ends the dossier, or is for those alone who decide. An opening, or what only undoes, is none."""
    if step.name == sheet.opening or step.voids:
        return False
    ends = step.to in sheet.ends and step.to is not None
    return bool(step.second) or ends or (bool(step.by) and set(step.by) <= set(rulebook().powers[DECIDE].by))


def decisions_of(dossier: Dossier) -> list[Decision]:
    """Return the decisions that were taken in a dossier, the newest first; none where authorities arrange their own work."""
    if dossier.procedure in ARRANGED:
        return []
    sheet = sheet_of(dossier)
    deciding = {name: step for name, step in sheet.steps.items() if is_decision(step, sheet)}
    entries = dossier.entries.filter(kind__in=deciding).select_related("officer").order_by("-index")
    return [Decision(one, deciding[one.kind]) for one in entries]


def deciders(dossier: Dossier, index: int) -> set[int]:
    """Return the keys of the officers who took the decision at a place of the ledger, first signature included."""
    entry = dossier.entries.filter(index=index).first()
    if entry is None:
        return set()
    first = dossier.entries.filter(kind=f"{entry.kind}:proposed", index__lt=index).order_by("-index").first()
    return {one.officer_id for one in (entry, first) if one and one.officer_id}


WHY_NOT = Text("您作出、签署了原决定，或者登记了复核申请，须由他人复核。", "You took or signed the decision, or asked for its review: somebody else decides.")
_REVIEWS = ("find_error", "refuse_review", "uphold")


def barred_from(dossier: Dossier, step: str) -> tuple[set[int], Text] | None:
    """Return who may not decide on a review, and why; None of its other steps."""
    review = Review.objects.filter(dossier=dossier).select_related("of").first() if step in _REVIEWS else None
    if review is None:
        return None
    return set(deciders(review.of, review.entry_index)) | ({dossier.opened_by_id} if dossier.opened_by_id else set()), WHY_NOT
