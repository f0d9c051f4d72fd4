"""
How a report of a platform stands: complete, timely, consistent, each for itself, since no text says what they weigh against each other.

The platform sees it as soon as its report is examined; the authority a week later, so that what a slip made is corrected first. No text sets that week
(UNVERIFIED, ours).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.timezone import localdate

from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.queries import correction_of
from mingjian.office.files.store import as_sealed

#: What a report has to tell of each row (ecl/27, online_trading_measures/24): codes of what is missing, by the column that a whole file may lack.
MUST = {"name": "name_missing", "uscc": "identity_missing", "address": "address_missing", "contact": "contact_missing"}
#: Reasons by which a row goes against the register, itself or another row.
AGAINST = (
    "code_form", "code_check", "other_code", "other_name", "ended", "person_number", "shop_of_two", "code_named_twice", "person_named_twice", "repeated",
    "contact_wrong",
)  # fmt: skip
MONTHS = (1, 7)  # in which reports are brought (online_trading_measures/25)
FIRST_TO_PLATFORM = timedelta(days=7)


@dataclass(frozen=True)
class Score:
    """Shares of cells that are filled and of rows that go against nothing; by how many days the report came too late."""

    complete: float
    consistent: float
    late: int
    due: date
    rows: int


def score_of(report: Report) -> Score | None:
    """Return how a report stands; None where it was not examined, or has no rows."""
    if not report.answers or not report.rows:
        return None
    rows, unreadable = report.rows, report.reasons.get("unreadable", 0)
    missing = sum(rows - unreadable if column in report.lacking else report.reasons.get(code, 0) for column, code in MUST.items())
    cells = len(MUST) * rows
    due = _due(localdate(_first(report).brought_at))
    late = max((localdate(_first(report).brought_at) - due).days, 0)
    return Score((cells - missing - len(MUST) * unreadable) / cells, 1 - _against(report) / rows, late, due, rows)


def is_open_to(report: Report, department_id: int | None, at: datetime) -> bool:
    """Return whether a department sees the score of a report by now: the platform at once, others once its week is over or it was corrected."""
    return department_id == report.department_id or at >= report.brought_at + FIRST_TO_PLATFORM or correction_of(report) is not None


def _against(report: Report) -> int:
    """Return how many rows go against something."""
    with as_sealed(report.answers) as file:
        told = pq.read_table(file, columns=["reasons_zh"])["reasons_zh"]
    pattern = rf"(?:^|；)(?:{'|'.join((*AGAINST, 'unreadable'))})："
    return int(pc.sum(pc.fill_null(pc.match_substring_regex(told, pattern), False)).as_py() or 0)


def _first(report: Report) -> Report:
    """Return the first version: a correction is not late for being one."""
    while report.corrects is not None:
        report = report.corrects
    return report


def _due(brought: date) -> date:
    """Return the last day of the month in which a report of that day was due: the newest January or July that had begun."""
    month = max((one for one in MONTHS if one <= brought.month), default=MONTHS[0])
    return date(brought.year, month, 31)


def newest_of_each(reports: Iterable[Report]) -> list[Report]:
    """Return of each platform the newest version of its newest report that was examined."""
    found: dict[int, Report] = {}
    for one in reports:
        if one.answers and one.department_id not in found:
            found[one.department_id] = one
    return list(found.values())
