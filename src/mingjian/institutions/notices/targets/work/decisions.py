"""Decide on many rows at once: each notice by its own step, so that one that refuses stops none of the others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.models import MEASURED, UNDECIDED, Target
from mingjian.institutions.notices.services.rows import rows_said
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

NONE = "none"  # in the place of a measure: none is taken
RECEIVED = "received"


@dataclass(frozen=True)
class Decision:
    """What is decided on rows: a measure, or none, with the reason that both sides read."""

    measure: str
    reason: str
    automation: str = ""


@dataclass
class Outcome:
    """How many rows were decided, and which notices refused, with the reason."""

    done: int = 0
    refused: list[tuple[str, Text]] = field(default_factory=list)


def measures() -> list[tuple[str, Text]]:
    """Return what may be decided on a row, as the paper names it."""
    return [*rulebook().papers["measure"].options, (NONE, Text("不采取措施", "no measures"))]


def decide(rows: Iterable[tuple[Target, Decision]], *, by: Officer, at: datetime) -> Outcome:
    """Take the step that each decision is, notice by notice. Raises BadInput where nothing was chosen, or a decision lacks its measure or reason."""
    grouped: dict[tuple[int, Decision], list[Target]] = defaultdict(list)
    for row, decision in rows:
        grouped[row.notice_id, decision].append(row)
    if not grouped:
        raise BadInput("请先勾选至少一行，或者在行内填写处理和理由。", "Tick at least one row first, or fill in a decision and a reason at the row.")
    known = {name for name, _ in measures()}
    for _, decision in grouped:
        if decision.measure not in known:
            raise BadInput("请选择采取的措施，或者选择不采取措施。", "Choose a measure, or that none is taken.")
        if not decision.reason.strip():
            raise BadInput("请填写理由：权利人和经营者都会读到。", "Give the reason: right holder and operator read it.")
    outcome = Outcome()
    for (_, decision), held in grouped.items():
        notice = held[0].notice
        try:
            if notice.dossier is None:
                raise BadInput("尚未接收通知：请先接收，建立卷宗。", "The notice was not taken in yet: take it in first.")
            _decide(notice.dossier, held, decision, by, at)
        except MingjianError as refused:
            outcome.refused.append((notice.number, refused.text))
        else:
            outcome.done += len(held)
    return outcome


def _decide(dossier: Dossier, rows: list[Target], decision: Decision, by: Officer, at: datetime) -> None:
    given: dict[str, object] = {"target_rows": rows_said(row.position for row in rows), "reason": decision.reason}
    if decision.automation:
        given["automation"] = decision.automation
    if decision.measure == NONE:
        take(dossier, "decline_addresses", by=by, at=at, given=given)
        return
    dossier.refresh_from_db()
    step = "take_measures" if dossier.state == RECEIVED else "measure_more"
    take(dossier, step, by=by, at=at, given={**given, "measure": decision.measure})


def draft_of(row: Target) -> Decision | None:
    """Return what a clerk filled in at a row and did not decide yet; None where it is not whole."""
    measure, reason = str(row.draft.get("measure", "")), str(row.draft.get("reason", ""))
    return Decision(measure, reason) if measure and reason.strip() and row.state != MEASURED else None


def keep_draft(row: Target, told: dict[str, str]) -> None:
    """Keep what a clerk filled in at a row that nobody decided yet; nothing filled in is no draft."""
    Target.objects.filter(pk=row.pk, state__in=UNDECIDED).update(draft=told if any(told.values()) else {})
