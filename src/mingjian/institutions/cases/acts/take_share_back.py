"""Take back what was to be given to a child case and is not opened yet."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case, Child, Share
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def take_share_back(case: Case, *, by: Officer, at: datetime, cluster_child: str, shared_file: str) -> Account[Child]:
    """Take it back. Raises StepRefused where it is opened: what another department has read cannot be unread."""
    found = Share.objects.filter(child__parent=case, child__case__dossier__number=cluster_child.strip(), file__sha256=shared_file.strip().lower())
    share = found.filter(opened_at__isnull=True).select_related("child", "file").first()
    if share is None:
        raise StepRefused("没有待开放的这份材料，或者已经开放，不能收回。", "No such file waits to be opened; one that is opened is not taken back.")
    told = {"dossier": case.dossier, "sha256": share.file.sha256}
    share.delete()
    return Account(share.child, told)
