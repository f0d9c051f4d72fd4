"""Take to the dossier what operators sent by their receipts."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.models import Notice
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer, SealedFile


@act
def seal_operator_answers(notice: Notice, *, by: Officer, at: datetime) -> Account[int]:
    """Seal each file, shut, since nobody has looked yet; return how many answers were taken."""
    if notice.dossier is None:
        raise StepRefused("通知尚未接收。", "The notice was not taken in yet.")
    new = list(notice.operator_answers.filter(sealed_at__isnull=True))
    told = {"dossier": notice.dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new if one.sha256)
    notice.operator_answers.filter(pk__in=[one.pk for one in new]).update(sealed_at=at)
    return Account(len(new), {"dossier": notice.dossier, "sha256": [one.sha256 for one in new if one.sha256]}, bool(new))
