"""Extend the time for comments; it is never shortened."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def extend_consultation(consultation: Consultation, *, by: Officer, at: datetime, comments_until: str, reason: str) -> None:
    """Move the last day for comments to a later one. Raises BadInput for a day that is not later."""
    until = date.fromisoformat(comments_until)
    if consultation.closes_on is None or until <= consultation.closes_on:
        raise BadInput(f"须晚于现在的截止日（{consultation.closes_on}）。", f"It must lie after the day that stands now ({consultation.closes_on}).")
    consultation.closes_on = until
