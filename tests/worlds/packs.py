"""Packs of transfers in tests: every gap waived by the principal head, where a test is about something else."""

from datetime import datetime

from mingjian.institutions.transfers.acts.waive_gap import waive_gap
from mingjian.institutions.transfers.lore.pack import pack_of
from mingjian.office.models import Dossier, Officer


def waive_all(dossier: Dossier, head: Officer, at: datetime) -> None:
    """Waive every gap of a transfer's pack."""
    for item in pack_of(dossier).gaps:
        waive_gap(by=head, at=at, waived_for=dossier.number, pack_gap=item.key, reason="另有纸质案卷")
