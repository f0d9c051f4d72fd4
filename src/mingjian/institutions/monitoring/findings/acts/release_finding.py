"""Let a finding wait again that is followed no longer."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def release_finding(finding: Finding, *, by: Officer, at: datetime, followed_in: Dossier | None = None) -> Account[None]:
    """
    Let it wait: whoever separated it from its dossier said why there.

    `followed_in`: the dossier that let it go as a whole, whose step names no finding, so that an entry of its own tells of the change.
    """
    return Account(None, {"subject": finding.subject, "dossier": followed_in}, is_new=followed_in is not None)
