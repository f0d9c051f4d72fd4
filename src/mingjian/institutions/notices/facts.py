"""
What notices tell official documents, captures and steps (whose right, the first address that is not sealed yet, what a machine finds missing), and
institutions above: a lane by figures, what later looks showed, rows as people write them.
"""

from datetime import datetime

from django.utils.timezone import localdate

from mingjian.core.rules import Precision
from mingjian.institutions.notices.models import WAITING, Notice
from mingjian.institutions.notices.queries import notice_of
from mingjian.institutions.notices.services.lanes import Lane, lane_of
from mingjian.institutions.notices.services.rechecks import Recheck, recheck_of
from mingjian.institutions.notices.services.review import proposed_codes
from mingjian.institutions.notices.services.rows import positions_of, rows_said, tie_rows
from mingjian.office.models import Dossier

NAMED = 200  # addresses that a paper names


def facts_of_notice(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return what the notice of a dossier says, by name; nothing where there is none."""
    notice = notice_of(dossier)
    if notice is None:
        return {}
    tie_rows(notice)
    right, waiting = notice.right, notice.targets.filter(state=WAITING).order_by("position").values_list("address", flat=True).first()
    lines = [*notice.addresses[:NAMED], *([f"等 {len(notice.addresses)} 个网址，见网址表"] if len(notice.addresses) > NAMED else [])]
    told = {"holder": right.holder, "right": f"{right.kind_label.zh}{right.registration}", "addresses": "\n".join(lines)}
    return {"notice": {**told, "url": waiting or ""}}


def told_of_notice(dossier: Dossier) -> dict[str, str]:
    """Return what the steps of a notice are filled in with: what a machine finds missing by now, as codes and as the sender is asked for it."""
    notice = notice_of(dossier)
    return proposed_codes(notice, localdate()) if notice and dossier.state_text == "received" else {}


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
