"""Share one file of the parent with a child case, at once or from an instant on: several children open on the same morning."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.models import Case, Share
from mingjian.institutions.cases.services.shared_files import open_share
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def share_with_child(case: Case, *, by: Officer, at: datetime, cluster_child: str, shared_file: str, opens_at: str = "") -> Account[Share]:
    """Share it, once. Not opened yet, the ledger names it in the parent's history alone; a sweep seals it to the child when the instant has come."""
    child = case.children.select_related("case__dossier").filter(case__dossier__number=cluster_child.strip()).first()
    file = case.dossier.files.filter(sha256=shared_file.strip().lower()).first()
    if child is None:
        raise BadInput(f"{cluster_child[:40]} 不是本案的子案。", f"{cluster_child[:40]} is no child of this case.")
    if file is None:
        raise BadInput("本案卷内没有这份材料。", "This case holds no such file.")
    if Share.objects.filter(child__case=case, file__sha256=file.sha256, opened_at__isnull=False).exists():
        raise StepRefused(
            "这份材料是主案共享给本案的，由主案决定是否共享给下一层。", "This file came from the parent, which says whether it goes further down."
        )
    if child.case.dossier.is_closed:
        raise StepRefused("子案已办结。", "The child case is closed.")
    if child.shares.filter(file=file).exists():
        raise StepRefused("该材料已共享给此子案。", "It is shared with this child already.")
    begins = datetime.fromisoformat(opens_at) if opens_at else at
    share = Share.objects.create(child=child, file=file, opens_at=max(begins, at), by=by, at=at)
    if begins <= at:
        open_share(share, at)
        return Account(share, {"dossier": child.case.dossier, "child": child.case.wire_name, "sha256": file.sha256})
    return Account(share, {"dossier": case.dossier, "sha256": file.sha256, "opens_at": begins})
