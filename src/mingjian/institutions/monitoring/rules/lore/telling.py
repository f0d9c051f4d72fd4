"""What the ledger keeps of a rule whenever something is done to it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model

from mingjian.core.errors import StepRefused
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.queries import precision_of
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, counts, enter


def told_of(rule: Rule, /, *, is_whole: bool = False, **more: Any) -> dict[str, Any]:
    """Tell how a rule is called, which version of it this is and how it stands; with `is_whole`, all that it asks."""
    content = {"content": counts(rule.content)} if is_whole else {}
    return {"title": rule.title, "digest": rule.digest, "state": str(rule.state), **content, **more}


def precision_told(rule: Rule) -> dict[str, Any]:
    """Tell a rule's precision. Raises StepRefused where too few of its hits were judged to know it."""
    precision = precision_of(rule)
    if not precision.is_enough:
        raise StepRefused(
            f"准确率须先有据：至少判断 {FEWEST} 条样本，现有 {precision.judged} 条。",
            f"Its precision must be known first: judge {FEWEST} hits of its sample at least; {precision.judged} are judged.",
        )
    return {"right": Count(precision.right), "judged": Count(precision.judged)}


def note(rule: Rule, kind: str, *, by: Officer | None, at: datetime, beside: Collection[Model] = (), **more: Any) -> None:
    """Enter what a run of a rule came to, which is no act of anybody's; `beside` are rows that it made."""
    enter(kind, at=at, about=rule, by=by, beside=beside, **told_of(rule, **more))
