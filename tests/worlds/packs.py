"""Transfers in tests where a test is about something else: a case sent below its line, and a pack every gap of which the principal head waived."""

from datetime import datetime

from mingjian.institutions.transfers.acts import waive_gap
from mingjian.institutions.transfers.services.pack import pack_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer


def waive_all(dossier: Dossier, head: Officer, at: datetime) -> None:
    """Waive every gap of a transfer's pack."""
    for item in pack_of(dossier).gaps:
        waive_gap(by=head, at=at, waived_for=dossier.number, pack_gap=item.key, reason="另有纸质案卷")


def to_police(case: Dossier, head: Officer, second: Officer, at: datetime) -> None:
    """Transfer a case to the police that is below the line of its crime, or compared with none: the head says why, and a second person signs."""
    given = {"below_line_reason": "知识产权案件有合理怀疑，数额尚未查清。", "receiving_body": "桐庐县公安局", "reason": "涉嫌犯罪"}
    take(case, "transfer_below_line", by=head, at=at, given=given)
    take(case, "transfer_below_line", by=second, at=at)
