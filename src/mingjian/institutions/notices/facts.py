"""What institutions above ask of notices: a lane by figures, what later looks showed, and rows as people write them."""

from datetime import datetime

from mingjian.core.rules import Precision
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.lanes import Lane, lane_of
from mingjian.institutions.notices.services.rechecks import Recheck, recheck_of
from mingjian.institutions.notices.services.rows import positions_of, rows_said


def lane_by(counted: Precision) -> Lane:
    """Return the lane by how many of those that ended held; the formula is the same for notices and for platforms."""
    return lane_of(counted)


def recheck_by(notice: Notice, measure: str, rows: str, decided_at: datetime) -> Recheck | None:
    """Return what looks since a decision showed of its rows; None of a measure that leaves the page, or without looks."""
    return recheck_of(notice, measure, rows, decided_at)


def row_positions(notice: Notice, written: str) -> list[int]:
    """Return the positions of the rows of a notice that somebody wrote down (`1-48, 51`). Raises BadInput for what names none."""
    return positions_of(written, len(notice.addresses))


def rows_in_words(positions: list[int]) -> str:
    """Write positions of rows as people do: `1-48, 51`."""
    return rows_said(positions)
