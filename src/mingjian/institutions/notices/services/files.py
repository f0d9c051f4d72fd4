"""How files that a sender added come into the dossier, as they lie under their SHA-256 and shut, since nobody has looked yet; and which places they show."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.queries.waivers import read_shown
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Officer, SealedFile


def seal_files(notice: Notice, dossier: Dossier, by: Officer, at: datetime) -> list[str]:
    """Seal every file of a notice that is not sealed yet; give their SHA-256."""
    new = list(notice.additions.exclude(sha256="").filter(sealed_at__isnull=True))
    told = {"dossier": dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new)
    notice.additions.filter(pk__in=[one.pk for one in new]).update(sealed_at=at)
    return [one.sha256 for one in new]


def shown_by(notice: Notice, typed: str, digest: str) -> list[str]:
    """Return which places of a notice an added file shows. Raises BadInput where none was brought, StepRefused for other places and for other files."""
    if notice.places and not digest:
        raise BadInput("请附上证明该无网址内容（直播间、账号等）的文件。", "Bring the file that shows the place.")
    return read_shown(typed, digest, notice.addresses)
