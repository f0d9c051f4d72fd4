"""Read the files of a dossier again before it changes hands: which are as they were sealed, which are not, which were not read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mingjian.core.errors import LedgerFault, NotFound
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.record.entries import enter

#: Bytes that are read within a step: the rest is named as not read, so that nobody takes it for checked.
MOST = 2 * 2**30


@dataclass
class Reread:
    """The SHA-256 of what was read again and is as it was sealed, of what is missing or was changed, and of what was not read."""

    intact: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def reread(dossier: Dossier) -> Reread:
    """Read each file of a dossier once, the smallest first, as far as the bytes go that a step may read."""
    found, read = Reread(), 0
    for digest, size in dict(SealedFile.objects.filter(dossier=dossier).order_by("size", "id").values_list("sha256", "size")).items():
        if read + size > MOST:
            found.left.append(digest)
            continue
        read += size
        try:
            as_sealed(digest).close()
        except (LedgerFault, NotFound):
            found.altered.append(digest)
        else:
            found.intact.append(digest)
    return found


def enter_reread(dossier: Dossier, step: str, by: Officer, at: datetime) -> None:
    """
    Enter, for a dossier that has just been handed to another department, that its files were read again, by whose hand, for what and to whom.

    It goes all the same where one was changed: whoever receives it must know, and a period may end that day. Nothing is entered where there is no file.
    """
    found = reread(dossier)
    if not (found.intact or found.altered or found.left):
        return
    told: dict[str, Any] = {"altered": found.altered, "not_read": found.left}
    beside = {name: digests for name, digests in told.items() if digests}
    enter("files_rehashed", at=at, by=by, dossier=dossier, files=found.intact, purpose=step, receiver=dossier.department.wire_name, **beside)
