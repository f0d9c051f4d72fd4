"""How files that a sender added come into the dossier, as they lie under their SHA-256 and shut, since nobody has looked yet; and which places they show."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.core.procedure.papers.addresses import lines_of
from mingjian.institutions.evidence.queries.waiving import shows
from mingjian.institutions.notices.lore.addresses import read_address
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Officer, SealedFile


def seal_files(notice: Notice, dossier: Dossier, by: Officer, at: datetime) -> list[str]:
    """Seal every file of a notice that is not sealed yet; give their SHA-256."""
    new = list(notice.additions.exclude(sha256="").filter(sealed_at__isnull=True))
    told = {"dossier": dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new)
    notice.additions.filter(pk__in=[one.pk for one in new]).update(sealed_at=at)
    return [one.sha256 for one in new]


def read_shown(notice: Notice, typed: str, digest: str) -> list[str]:
    """Read which places without an address a file shows. Raises BadInput for what the notice does not name, and for a file that shows nothing to the eye."""
    places, found = notice.places, dict[str, None]()
    if not places:
        raise BadInput("通知中没有无网址的处所；网页请取证。", "The notice names no place without an address: capture its pages.")
    for line in lines_of(typed):
        place, _ = read_address(line)
        if place not in places:
            there = "；".join(places)
            raise BadInput(f"通知中没有处所“{line[:60]}”；有：{there}。", f"The notice names no place {line[:60]!r}; it names: {there}.")
        found[place] = None
    if not digest:
        raise BadInput("请附上显示该处所的文件。", "Bring the file that shows the place.")
    if not shows(digest):
        raise BadInput("只有截图、录屏、照片或者 PDF 能够显示一个处所。", "Only a picture, a recording or a PDF can show a place.")
    return list(found)
