"""Files that come with a step: hashed while they arrive, kept under their hash, given back as downloads only."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import BadInput, NotFound
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.permissions import dossiers_visible_to

MOST_BYTES = 2 * 2**30


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings, before there is a dossier to seal it to."""

    chunks: Iterable[bytes]
    name: str


def seal(chunks: Iterable[bytes], name: str, *, dossier: Dossier, by: Officer, at: datetime) -> SealedFile:
    """Keep bytes under their SHA-256, and note who brought them to which dossier under what name."""
    digest, size = sha256(), 0
    root = Path(settings.SEALED_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                Path(out.name).unlink()
                raise BadInput("文件超过 2 GiB，未收存。", "The file is larger than 2 GiB and was not kept.")
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    place = _place(digest.hexdigest())
    place.parent.mkdir(exist_ok=True)
    Path(out.name).replace(place)
    shown = Path(name.replace("\\", "/")).name[:200] or "file"
    return SealedFile.objects.create(dossier=dossier, name=shown, sha256=digest.hexdigest(), size=size, sealed_at=at, sealed_by=by)


def open_sealed(officer: Officer, pk: int) -> tuple[SealedFile, Path]:
    """Give a sealed file of a dossier that the officer may see, and where its bytes lie."""
    file = SealedFile.objects.filter(pk=pk, dossier__in=dossiers_visible_to(officer)).first()
    if file is None:
        raise NotFound("没有这个文件。", "There is no such file.")
    return file, _place(file.sha256)


def _place(digest: str) -> Path:
    return Path(settings.SEALED_ROOT) / digest[:2] / digest
