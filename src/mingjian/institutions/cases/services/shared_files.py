"""How a file of a parent case comes into the dossier of a child: the same bytes under the same hash, as personal as they were."""

from datetime import datetime

from mingjian.institutions.cases.models import Share
from mingjian.office.models import SealedFile


def open_share(share: Share, at: datetime) -> None:
    """Seal it to the child's dossier, once, in the caller's transaction; the child may hold the same bytes already."""
    file, dossier = share.file, share.child.case.dossier
    if not dossier.files.filter(sha256=file.sha256).exists():
        came_from = file.came_from or (file.dossier.read_as if file.is_personal else "")
        told = {"name": file.name, "sha256": file.sha256, "size": file.size, "is_personal": file.is_personal, "came_from": came_from}
        SealedFile.objects.create(dossier=dossier, sealed_at=at, sealed_by=share.by, **told)
    share.opened_at = at
    share.save(update_fields=["opened_at"])
