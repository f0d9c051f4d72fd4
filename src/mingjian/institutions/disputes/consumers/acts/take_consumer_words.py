"""Note that an officer read what a consumer wrote, and seal the files among it."""

from datetime import datetime

from mingjian.institutions.disputes.models import ConsumerReceipt
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer, SealedFile


@act
def take_consumer_words(receipt: ConsumerReceipt, *, by: Officer, at: datetime) -> Account[int]:
    """Seal each file, shut, since nobody has looked yet; return how many words were taken. Nothing is entered where nothing waits."""
    new = list(receipt.words.filter(by__isnull=True, taken_at__isnull=True))
    told = {"dossier": receipt.dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new if one.sha256)
    receipt.words.filter(pk__in=[one.pk for one in new]).update(taken_at=at)
    return Account(len(new), {"dossier": receipt.dossier, "sha256": [one.sha256 for one in new if one.sha256]}, bool(new))
