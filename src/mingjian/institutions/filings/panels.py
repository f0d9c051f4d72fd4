"""What filings show on a report: how it stands, and its signed receipt."""

from datetime import datetime

from mingjian.institutions.filings.services.receipt import signed_until
from mingjian.institutions.filings.services.score import FIRST_TO_PLATFORM, is_open_to, score_of
from mingjian.institutions.operators.models import Report
from mingjian.office.models import Officer
from mingjian.office.panels import MAIN, Panel


def on_report(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show the score of a report, to the platform first, and the way to its receipt."""
    if not isinstance(thing, Report):
        return None
    is_open = is_open_to(thing, officer.department_id, at)
    told = {
        "report": thing,
        "score": score_of(thing) if is_open else None,
        "is_open": is_open,
        "shown_from": thing.brought_at + FIRST_TO_PLATFORM,
        "is_own": officer.department_id == thing.department_id,
        "is_signed": signed_until(thing),
    }
    return Panel("filings/of_report.html", told, 20, MAIN)
