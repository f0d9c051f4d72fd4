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
from mingjian.office import ledger
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.permissions import dossiers_visible_to

MOST_BYTES = 2 * 2**30
HEAD = 64  # first bytes that tell what a file is


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings, before there is a dossier to seal it to."""

    chunks: Iterable[bytes]
    name: str


def seal(chunks: Iterable[bytes], name: str, *, dossier: Dossier, by: Officer, at: datetime) -> SealedFile:
    """Keep bytes under their SHA-256, and note who brought them to which dossier under what name."""
    kept = keep(chunks, name)
    return SealedFile.objects.create(dossier=dossier, name=kept.name, sha256=kept.sha256, size=kept.size, sealed_at=at, sealed_by=by)


@dataclass(frozen=True)
class Kept:
    """Bytes that lie under their SHA-256: the name that somebody gave them, and their first bytes."""

    name: str
    sha256: str
    size: int
    head: bytes


def keep(chunks: Iterable[bytes], name: str, *, most: int = MOST_BYTES) -> Kept:
    """Keep bytes under their SHA-256, hashed while they arrive; the same bytes are kept once."""
    digest, size, head = sha256(), 0, b""
    root = Path(settings.SEALED_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        for chunk in chunks:
            digest.update(chunk)
            size, head = size + len(chunk), (head + chunk[:HEAD])[:HEAD] if len(head) < HEAD else head
            if size > most:
                Path(out.name).unlink()
                shown = f"{most // 2**20} MiB"
                raise BadInput(f"文件超过 {shown}，未收存。", f"The file is larger than {shown} and was not kept.")
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    place = place_of(digest.hexdigest())
    place.parent.mkdir(exist_ok=True)
    Path(out.name).replace(place)
    shown = Path(name.replace("\\", "/")).name[:200] or "file"
    return Kept(shown, digest.hexdigest(), size, head)


def hand_out(officer: Officer, pk: int, at: datetime) -> tuple[SealedFile, Path]:
    """
    Give a sealed file of a dossier that the officer may see, and where its bytes lie; enter who had it and when.

    Files may hold whatever a buyer photographed, and nothing in them can be masked, so who saw them is on record.
    """
    file = SealedFile.objects.filter(pk=pk, dossier__in=dossiers_visible_to(officer)).select_related("dossier").first()
    if file is None:
        raise NotFound("没有这个文件。", "There is no such file.")
    place = place_of(file.sha256)
    if not place.exists():
        raise NotFound("文件的原始字节不在本节点的存储中。", "The bytes of this file are not in this node's store.")
    body = {"dossier": file.dossier.number, "file": file.sha256, "by": officer.username}
    ledger.append(body, kind="file_handed_out", at=at, dossier=file.dossier, officer=officer)
    return file, place


def place_of(digest: str) -> Path:
    """Give where the bytes of a hash lie."""
    return Path(settings.SEALED_ROOT) / digest[:2] / digest
