"""What the ledger keeps of a rule whenever something is done to it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.approval import check_standing
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count, counts, enter


def told_of(rule: Rule, /, *, is_whole: bool = False, **more: Any) -> dict[str, Any]:
    """Return how a rule is called, which version of it this is and how it stands; with `is_whole`, all that it asks."""
    content = {"content": counts(rule.content)} if is_whole else {}
    return {"title": rule.title, "digest": rule.digest, "state": str(rule.state), **content, **more}


def precision_told(rule: Rule) -> dict[str, Any]:
    """Return what was judged of a rule, and the lower bound in hundredths. Raises StepRefused where it may not go live for that."""
    standing = check_standing(rule)
    told = {"right": Count(standing.precision.right), "judged": Count(standing.precision.judged), "low": Count(round(100 * standing.precision.low))}
    return told | ({"hits": Count(standing.hits), "is_for_a_term": True} if standing.is_for_a_term else {})


def note(rule: Rule, kind: str, *, by: Officer | None, at: datetime, beside: Collection[Model] = (), **more: Any) -> None:
    """Enter what a run of a rule came to, which is no act of anybody's; `beside` are rows that it made."""
    enter(kind, at=at, about=rule, by=by, beside=beside, **told_of(rule, **more))
