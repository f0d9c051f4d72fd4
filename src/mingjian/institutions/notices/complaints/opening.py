"""Complain out of a notice, and tell the platform of it while the holder's days run."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.queries import receiving_department
from mingjian.institutions.notices.acts import complain_to_authority
from mingjian.institutions.notices.models import ARRIVED, HolderComplaint, Notice
from mingjian.institutions.notices.services.answers import WAITING
from mingjian.institutions.notices.services.complaint_evidence import papers_of
from mingjian.institutions.notices.services.rows import positions_of, rows_said
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Officer


def proposed_authority() -> Department | None:
    """Return the authority that a complaint goes to unless another is chosen; None on a node that has none."""
    try:
        return receiving_department()
    except NotFound:
        return None


def complain(notice: Notice, *, by: Officer, at: datetime, authority: int, rows: str = "", words: str = "") -> HolderComplaint:
    """Complain from an account, and take the step by which the platform knows, where the holder's days run."""
    with transaction.atomic():
        made: HolderComplaint = complain_to_authority(notice, by=by, at=at, complaint_authority=authority, target_rows=rows, complaint_words=words)
        dossier = notice.dossier
        assert dossier is not None  # noqa: S101 - a complaint is of a notice that was taken in
        positions = positions_of(made.rows, len(notice.addresses))
        told, arrived = papers_of(made), notice.targets.filter(state=ARRIVED)
        named = set(positions)
        own = [one for one in arrived.filter(is_own=True).values_list("position", flat=True) if one in named]
        if own:
            take(dossier, "act_on_addresses", by=by, at=at, given={"target_rows": rows_said(own), **told})
        if dossier.state_text == WAITING and named.intersection(arrived.filter(is_own=False).values_list("position", flat=True)):
            take(dossier, "right_holder_acts", by=by, at=at, given=dict(told))
    return made
