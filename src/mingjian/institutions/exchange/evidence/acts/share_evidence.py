"""Share files of a dossier with another node, each as a record of its own: sealed, with its chain of custody, and in pieces."""

from collections.abc import Sequence
from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.exchange.evidence.services.file_transfer import Sent, send_file
from mingjian.institutions.exchange.evidence.services.given import Giving, values_of
from mingjian.institutions.exchange.evidence.services.previews import check_file
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer, SealedFile


@act
def share_evidence(*, by: Officer, at: datetime, files: Sequence[SealedFile], giving: Giving) -> list[SharedRecord]:
    """Seal what is said of each file and queue it with its pieces. Raises Refusal where the agreement does not give one: then none goes."""
    giving.check()
    dossiers = {file.dossier_id for file in files}
    if Dossier.objects.filter(pk__in=dossiers).exclude(department=by.department_id).exists():
        raise NotPermitted("卷宗不由本部门承办，不能提供其中的材料。", "Another department holds the dossier: its files are not yours to give.")
    return [_given(file, giving, by, at) for file in files]


def _given(file: SealedFile, giving: Giving, by: Officer, at: datetime) -> SharedRecord:
    check_file(file, giving.node)
    return send_file(Sent(file.name, file.sha256, file.size, file.is_personal, file.dossier), values_of(file, giving), giving, by=by, at=at)
