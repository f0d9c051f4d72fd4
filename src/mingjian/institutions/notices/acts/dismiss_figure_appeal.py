"""Dismiss an appeal against a figure of accuracy."""

from datetime import datetime

from mingjian.institutions.notices.models import FigureAppeal
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def dismiss_figure_appeal(appeal: FigureAppeal, *, by: Officer, at: datetime, reason: str) -> None:
    """The notice stays counted as it is; the reason stands with the appeal."""
    appeal.decided_why = reason.strip()
