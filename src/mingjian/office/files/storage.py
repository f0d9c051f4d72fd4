"""Files that come with a step: hashed while they arrive, kept under their hash, given back as downloads only."""

import os
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.hidden import Hiding, Key, laid_open
from mingjian.office.files.capture_check import refuse_broken_capture
from mingjian.office.files.encryption_keys import is_hiding, newest_key
from mingjian.office.files.kinds import CAPTURES, SEALED, FileKind, kind_admitted
from mingjian.office.files.readings import readings_of, what_opens
from mingjian.office.files.store import PIECE, as_sealed, opened, put
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.people.permissions import dossiers_visible_to
from mingjian.office.record.entries import enter

MOST_BYTES = 2 * 2**30


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings, before there is a dossier to seal it to."""

    chunks: Iterable[bytes]
    name: str
    is_personal: bool = False
    takes: tuple[str, ...] = ()
    most: int = MOST_BYTES
    came_from: str = ""


def seal(
    chunks: Iterable[bytes], name: str, *, dossier: Dossier, by: Officer, at: datetime, is_personal: bool = False, takes: Collection[str] = ()
) -> SealedFile:
    """
    Keep bytes under their SHA-256, and note who brought them to which dossier under what name, and whether they hold personal data.

    `takes` are the groups of files that a paper may be of; none: all that a dossier takes. Raises BadInput for anything else.
    Bytes that are known to hold personal data elsewhere hold them here: nobody makes a file open by sealing it once more.
    """
    return put_on_file(keep(chunks, name, takes=takes or SEALED), dossier=dossier, by=by, at=at, is_personal=is_personal)


def put_on_file(kept: "Kept", *, dossier: Dossier, by: Officer, at: datetime, is_personal: bool = False, came_from: str = "") -> SealedFile:
    """Note that kept bytes belong to a dossier; see `seal`."""
    is_personal = is_personal or SealedFile.objects.filter(sha256=kept.sha256, is_personal=True).exists()
    told = {"name": kept.name, "sha256": kept.sha256, "size": kept.size, "is_personal": is_personal, "came_from": came_from}
    return SealedFile.objects.create(dossier=dossier, sealed_at=at, sealed_by=by, **told)


def seal_brought(brought: Mapping[str, Brought], *, dossier: Dossier, by: Officer, at: datetime) -> dict[str, object]:
    """Seal what was brought, by the name of its paper; each then stands for itself by its SHA-256."""
    sealed = {name: seal(one.chunks, one.name, dossier=dossier, by=by, at=at, is_personal=one.is_personal, takes=one.takes) for name, one in brought.items()}
    return {name: file.sha256 for name, file in sealed.items()}


@dataclass(frozen=True)
class Kept:
    """Bytes that lie under their SHA-256: the name that somebody gave them, and what they are."""

    name: str
    sha256: str
    size: int
    kind: FileKind


def keep(chunks: Iterable[bytes], name: str, *, takes: Collection[str] = SEALED, most: int = MOST_BYTES) -> Kept:
    """
    Keep bytes under their SHA-256, hashed while they arrive; the same bytes are kept once.

    `takes` are the groups of kinds that are taken. Raises BadInput for what is larger than `most` bytes, is not taken, or is a capture that does not hold;
    then nothing is kept.
    """
    root = Path(settings.SEALED_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    key = newest_key() if is_hiding() else None
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        try:
            digest, size = _written(chunks, out, most, key)
            with laid_open(Path(out.name).open("rb"), (key,)) if key else Path(out.name).open("rb") as file:
                kind = kind_admitted(file, name, takes)
                if kind.group == CAPTURES:
                    refuse_broken_capture(file)
            put(Path(out.name), digest, is_hidden=key is not None)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    return Kept(Path(name.replace("\\", "/")).name[:200] or "file", digest, size, kind)


def keep_part(data: bytes) -> str:
    """Keep bytes that are a part of a file, and tell nothing of themselves, under their SHA-256; give that. Whoever keeps them removes them."""
    root = Path(settings.SEALED_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    key = newest_key() if is_hiding() else None
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as out:
        try:
            digest, _ = _written([data], out, len(data), key)
            put(Path(out.name), digest, is_hidden=key is not None)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    return digest


def _written(chunks: Iterable[bytes], out: IO[bytes], most: int, key: Key | None) -> tuple[str, int]:
    """Write bytes down to the disk, encrypted where there is a key; give their SHA-256 and how many they are."""
    digest, size = sha256(), 0
    into = Hiding(out, key, is_sm4=settings.NATIONAL_CRYPTO) if key else out
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if size > most:
            said = f"{most // 2**20} MiB"
            raise BadInput(f"文件超过 {said}，未收存。", f"The file is larger than {said} and was not kept.")
        into.write(chunk)
    if isinstance(into, Hiding):
        into.close()
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest(), size


def keep_file(path: Path, takes: Collection[str]) -> Kept:
    """Keep the bytes of a file of the node's own, under its name."""
    with path.open("rb") as file:
        return keep(iter(partial(file.read, PIECE), b""), path.name, takes=takes, most=sys.maxsize)


def hand_out(officer: Officer, pk: int, at: datetime) -> tuple[SealedFile, IO[bytes]]:
    """
    Return a sealed file of a dossier that the officer may see, and its bytes, to be read; enter who had it and when.

    One that holds personal data is given only to whoever has said for what purpose and on what ground; the entry says that, too. Raises NotPermitted
    where they have not, or their time is over.
    """
    file, why = _open_to(officer, pk, at)
    content = as_sealed(file.sha256)
    enter("file_handed_out", at=at, by=officer, dossier=file.dossier, file=file.sha256, **why)
    return file, content


def hand_on(officer: Officer, pk: int, at: datetime) -> IO[bytes]:
    """
    Return further bytes of a file that was handed out to the officer just now, as its film is played: on the same leave, without an entry for each piece.

    They are not held against their hash again: a film of 2 GiB would be read whole for each second that is looked for in it. Raises as `hand_out`.
    """
    return opened(_open_to(officer, pk, at)[0].sha256)


def _open_to(officer: Officer, pk: int, at: datetime) -> tuple[SealedFile, dict[str, Any]]:
    """Return a file that is open to an officer now, and for the ledger why; raises NotPermitted where it is shut."""
    file = file_visible_to(officer, pk)
    if not file.is_personal:
        return file, {}
    reading = readings_of(officer, at, what_opens(file)).first()
    if reading is None:
        raise NotPermitted("此材料含个人信息，请先写明查看的目的和依据。", "This file holds personal data: say first for what purpose and on what ground.")
    return file, {"purpose": reading.purpose, "ground": reading.ground}


def file_visible_to(officer: Officer, pk: int) -> SealedFile:
    """Return a sealed file of a dossier that the officer may see: what is known of it, not its bytes."""
    file = SealedFile.objects.filter(pk=pk, dossier__in=dossiers_visible_to(officer)).select_related("dossier").first()
    if file is None:
        raise NotFound("没有这个文件。", "There is no such file.")
    return file
