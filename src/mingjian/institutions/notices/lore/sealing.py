"""How files that a sender added come into the dossier: as they lie under their SHA-256, and shut, since nobody has looked yet."""

from datetime import datetime

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Officer, SealedFile


def seal_files(notice: Notice, dossier: Dossier, by: Officer, at: datetime) -> list[str]:
    """Seal every file of a notice that is not sealed yet; give their SHA-256."""
    new = list(notice.additions.exclude(sha256="").filter(sealed_at__isnull=True))
    told = {"dossier": dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new)
    notice.additions.filter(pk__in=[one.pk for one in new]).update(sealed_at=at)
    return [one.sha256 for one in new]
